"""A new key is shown on one page, once: it waits in the session of who made it, and is taken out when drawn."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from vlavirgem_tenants.requests.typing import TenantRequest

_PLACE = "new_key"


@dataclass(frozen=True, kw_only=True)
class ShownKey:
    """What the page draws."""

    label: str
    text: str


def keep_for_one_page(request: TenantRequest, *, of: UUID, label: str, text: str) -> None:
    """Keep the secret until the page of what it opens. The session stands in the tenant's own schema."""
    request.session[_PLACE] = {"of": str(of), "label": label, "text": text}


def taken_for_this_page(request: TenantRequest, *, of: UUID) -> ShownKey | None:
    """The new key of that, and nowhere any more after this; None when there is none."""
    waiting = request.session.get(_PLACE)
    if not waiting or waiting["of"] != str(of):
        return None
    del request.session[_PLACE]
    return ShownKey(label=waiting["label"], text=waiting["text"])
