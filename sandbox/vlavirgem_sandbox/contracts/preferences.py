"""What a caller may ask of an answer with the header ``Prefer`` (RFC 7240): a status, or an example by name.

``Prefer: status=404`` or ``Prefer: example=rijwoning``; ``code`` is taken for ``status``, as other mock servers do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vlavirgem_sandbox.contracts.model import CallRequest


@dataclass(frozen=True, kw_only=True)
class Preference:
    """The wishes of one call. None and the empty string stand for: no wish."""

    status: int | None = None
    example: str = ""
    unreadable_status: str = ""
    """What stood where a status should, when it is none."""


_NO_WISH: Final = Preference()


def wishes_of(call: CallRequest) -> dict[str, str]:
    """What the header asks, by name in lower case; the first where a name stands twice (RFC 7240 section 2)."""
    wishes: dict[str, str] = {}
    sent = call.header("prefer")
    if not sent:
        return wishes
    for wish in sent.replace(";", ",").split(","):
        key, _equals, value = wish.strip().partition("=")
        wishes.setdefault(key.strip().lower(), value.strip().strip('"'))
    return wishes


def preference_of(call: CallRequest) -> Preference:
    """Read the wishes; those that are not known here are ignored, as RFC 7240 section 2 asks."""
    wishes = wishes_of(call)
    if not wishes:
        return _NO_WISH
    status = wishes.get("status") or wishes.get("code") or ""
    is_status = status.isascii() and status.isdigit() and len(status) == 3  # noqa: PLR2004 - RFC 9110 section 15
    return Preference(
        status=int(status) if is_status else None,
        example=wishes.get("example", ""),
        unreadable_status="" if is_status else status,
    )
