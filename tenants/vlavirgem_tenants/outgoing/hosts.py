"""Which hosts may be called: those that the operator's settings name, and those allowed to one organisation."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal

_PORTS: Final = {"https": 443, "http": 80}
_NAME: Final = re.compile(
    r"(?=.{1,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?"
)
_LONGEST: Final = 500


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where calls go: the parts of a base URL."""

    scheme: str
    host: str
    port: int
    path: str
    """Without a slash at the end; empty at the root."""

    @property
    def origin(self) -> str:
        """``https://api.example.be``, with its port where that is not the scheme's own."""
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}"

    @property
    def host_and_port(self) -> str:
        """As it stands in a list of allowed hosts."""
        return self.host if self.port == _PORTS["https"] else f"{self.host}:{self.port}"

    def __str__(self) -> str:
        return self.origin + self.path


def read_address(text: str) -> Address:
    """The parts of a base URL. Raises Refusal (422) for what is none, or carries more than an address."""
    try:
        parts = urlsplit(text.strip())
        host, port = (parts.hostname or "").encode("idna").decode().rstrip(".").lower(), parts.port
    except (ValueError, UnicodeError):
        raise _not_an_address(text) from None
    extra = parts.username is not None or parts.password is not None or parts.query or parts.fragment
    if len(text) > _LONGEST or parts.scheme not in _PORTS or not _NAME.fullmatch(host) or extra or not text.isascii():
        raise _not_an_address(text)
    return Address(
        scheme=parts.scheme,
        host=host,
        port=_PORTS[parts.scheme] if port is None else port,
        path=parts.path.rstrip("/"),
    )


def may_be_inside(address: Address) -> bool:
    """Whether the operator lets this host have an address inside a network, and be called over plain http."""
    return _is_in(settings.OUTGOING_INSIDE_HOSTS.split(","), address)


def is_allowed(address: Address, also: Iterable[str] = ()) -> bool:
    """Whether calls may go there; ``also`` are the hosts allowed to the organisation whose service it is."""
    if may_be_inside(address):
        return True
    return address.scheme == "https" and _is_in([*settings.OUTGOING_HOSTS.split(","), *also], address)


def require_allowed(address: Address, also: Iterable[str] = ()) -> None:
    """Raise Refusal (403) unless calls may go there."""
    if is_allowed(address, also):
        return
    if address.scheme == "http":
        raise Refusal(
            _("%(host)s would be called over plain http, where others can read along.") % {"host": address.host},
            remedy=_("Give an address that begins with https://."),
            code="outgoing-not-secure",
            status=HTTPStatus.FORBIDDEN,
        )
    raise Refusal(
        _("This installation may not call %(host)s yet.") % {"host": address.host_and_port},
        remedy=_("Ask the operator of this installation to allow that host."),
        code="outgoing-not-allowed",
        status=HTTPStatus.FORBIDDEN,
    )


def read_host(text: str) -> str:
    """``api.example.be`` or ``api.example.be:8443``, as it is kept. Raises Refusal (422)."""
    return read_address(f"https://{text.strip()}").host_and_port


def _is_in(patterns: Iterable[str], address: Address) -> bool:
    return any(_fits(pattern.strip().lower(), address) for pattern in patterns if pattern.strip())


def _fits(pattern: str, address: Address) -> bool:
    host, _colon, port = pattern.partition(":")
    if address.port != int(port or _PORTS[address.scheme]):
        return False
    return address.host.endswith(host[1:]) if host.startswith("*.") else address.host == host


def _not_an_address(text: str) -> Refusal:
    return Refusal(
        _("“%(text)s” is no address that can be called.") % {"text": text[:100]},
        remedy=_("Give the base address of the service, as https://api.example.be/v1, without a name or password."),
        code="not-an-address",
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        place="base_url",
    )
