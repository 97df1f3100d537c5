"""What can be wrong with asking for the inbox, as Problem Details (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus

from django.utils.translation import gettext as _

from vlavirgem_sandbox.tryouts.serving.problems import CallProblem

_SHOWN = 80
_COME_BACK = 5


def inbox_reads_only(method: str) -> CallProblem:
    """405: messages are put in the inbox by the try-out alone."""
    return CallProblem(
        code="inbox-reads-only",
        status=HTTPStatus.METHOD_NOT_ALLOWED,
        title=_("The inbox can only be read"),
        detail=_("It does not take %(method)s; it takes GET. The try-out itself puts messages in it.")
        % {"method": method},
        headers=(("Allow", "GET"),),
    )


def unreadable_inbox_request(parameter: str, text: str, meant: str) -> CallProblem:
    """400 for a parameter that is not what it should be; ``meant`` says what that is."""
    return CallProblem(
        code="unreadable-inbox-request",
        status=HTTPStatus.BAD_REQUEST,
        title=_("This question to the inbox cannot be read"),
        detail=_("“%(parameter)s” is “%(text)s”; it must be %(meant)s.")
        % {"parameter": parameter, "text": text[:_SHOWN], "meant": meant},
        errors=[{"place": "query", "parameter": parameter}],
    )


def no_place_to_wait() -> CallProblem:
    """503: as many readers wait as this server lets wait, or as this organisation may have waiting."""
    return CallProblem(
        code="no-place-to-wait",
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        title=_("No place is free to wait for messages"),
        detail=_("As many programs wait for messages as may. Ask again later, or without “wait”."),
        headers=(("Retry-After", str(_COME_BACK)),),
    )
