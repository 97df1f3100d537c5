"""A new key is shown on one page, once: it waits in the session of who made it, and is taken out when drawn."""

from __future__ import annotations

from dataclasses import dataclass

from vlavirgem_sandbox.chains.models import Chain
from vlavirgem_sandbox.chains.services_keys import IssuedKey
from vlavirgem_tenants.requests.typing import TenantRequest

_PLACE = "chains.new_key"


@dataclass(frozen=True, kw_only=True)
class ShownKey:
    """What the page draws."""

    label: str
    text: str


def keep_for_one_page(request: TenantRequest, issued: IssuedKey) -> None:
    """Keep the secret until the page that follows. The session stands in the tenant's own schema."""
    request.session[_PLACE] = {
        "chain": str(issued.key.chain_id),
        "label": issued.key.label,
        "text": issued.secret.text,
    }


def taken_for_this_page(request: TenantRequest, chain: Chain) -> ShownKey | None:
    """The new key of this chain, and nowhere any more after this; None when there is none."""
    waiting = request.session.get(_PLACE)
    if not waiting or waiting["chain"] != str(chain.pk):
        return None
    del request.session[_PLACE]
    return ShownKey(label=waiting["label"], text=waiting["text"])
