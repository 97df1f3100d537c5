"""What a caller may ask of an answer with the header ``Prefer`` (RFC 7240): a status, or an example by name.

``Prefer: status=404`` or ``Prefer: example=rijwoning``; ``code`` is taken for ``status``, as other mock servers do.
"""

from __future__ import annotations

from dataclasses import dataclass

from vlavirgem_sandbox.contracts.model import CallRequest


@dataclass(frozen=True, kw_only=True)
class Preference:
    """The wishes of one call. None and the empty string stand for: no wish."""

    status: int | None = None
    example: str = ""
    unreadable_status: str = ""
    """What stood where a status should, when it is none."""


def preference_of(call: CallRequest) -> Preference:
    """Read the wishes; those that are not known here are ignored, as RFC 7240 section 2 asks."""
    header = call.header("prefer")
    if header is None:
        return Preference()
    wishes: dict[str, str] = {}
    for wish in header.replace(";", ",").split(","):
        key, _equals, value = wish.strip().partition("=")
        wishes.setdefault(key.strip().lower(), value.strip().strip('"'))
    status = wishes.get("status") or wishes.get("code") or ""
    is_status = status.isascii() and status.isdigit() and len(status) == 3  # noqa: PLR2004 - RFC 9110 section 15
    return Preference(
        status=int(status) if is_status else None,
        example=wishes.get("example", ""),
        unreadable_status="" if is_status else status,
    )
