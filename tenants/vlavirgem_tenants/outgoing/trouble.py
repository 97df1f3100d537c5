"""What can go wrong with a call to another's server, each with a code, and words for who reads it."""

from __future__ import annotations

from http import HTTPStatus

from django.utils.translation import gettext as _


class OutgoingTrouble(Exception):  # noqa: N818 - told to a person as the other server's trouble, not as a fault of ours
    """No answer came. ``status`` is what a gateway says of it (RFC 9110 sections 15.6.3 and 15.6.5)."""

    def __init__(self, code: str, message: str, *, status: HTTPStatus = HTTPStatus.BAD_GATEWAY) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


def unknown_host(host: str) -> OutgoingTrouble:
    """The name has no address."""
    return OutgoingTrouble("unknown-host", _("There is no server with the name %(host)s.") % {"host": host})


def forbidden_address(host: str) -> OutgoingTrouble:
    """The name leads inside a network; which address it has is not told."""
    return OutgoingTrouble(
        "forbidden-address",
        _("%(host)s leads to an address inside a network, which is never called.") % {"host": host},
    )


def too_slow(host: str, seconds: float) -> OutgoingTrouble:
    """No whole answer in time."""
    return OutgoingTrouble(
        "too-slow",
        _("%(host)s gave no whole answer within %(seconds)d seconds.") % {"host": host, "seconds": seconds},
        status=HTTPStatus.GATEWAY_TIMEOUT,
    )


def refused_connection(host: str) -> OutgoingTrouble:
    """Nobody listens, or whoever listened hung up."""
    return OutgoingTrouble("no-connection", _("%(host)s refused the connection, or broke it off.") % {"host": host})


def not_trusted(host: str, why: str) -> OutgoingTrouble:
    """TLS: the certificate is not that host's, expired, or signed by nobody known."""
    return OutgoingTrouble(
        "not-trusted",
        _("The certificate of %(host)s cannot be trusted: %(why)s.") % {"host": host, "why": why},
    )


def not_http(host: str) -> OutgoingTrouble:
    """What came back is not HTTP."""
    return OutgoingTrouble("not-http", _("What %(host)s answered is no HTTP.") % {"host": host})


def too_long(host: str, limit: int) -> OutgoingTrouble:
    """More than is read."""
    return OutgoingTrouble(
        "answer-too-large",
        _("The answer of %(host)s is larger than %(limit)d bytes; the rest was not read.")
        % {"host": host, "limit": limit},
    )


def cannot_be_sent() -> OutgoingTrouble:
    """A method, path or header that HTTP has no way to write (a line end in a value)."""
    return OutgoingTrouble("cannot-be-sent", _("This call cannot be written as HTTP."))
