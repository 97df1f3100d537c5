"""The language of an answer to a program, which has neither a session nor a cookie that could say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

if TYPE_CHECKING:
    from vlavirgem_tenants.requests.typing import TenantRequest


def language_of(request: TenantRequest) -> str:
    """The first language of Accept-Language that the house speaks; else that of the organisation whose key it is."""
    accepted: str = request.META.get("HTTP_ACCEPT_LANGUAGE", "")
    return (_spoken(accepted.lower()) if accepted else None) or request.tenant.language


def _spoken(accepted: str) -> str | None:
    for asked, _weight in parse_accept_lang_header(accepted):
        try:
            return get_supported_language_variant(asked)
        except LookupError:
            continue
    return None
