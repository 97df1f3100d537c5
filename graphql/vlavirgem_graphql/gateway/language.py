"""The language of an answer to a program, which has neither a session nor a cookie that could say it."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from django.utils.translation import get_language, get_supported_language_variant, override
from django.utils.translation.trans_real import parse_accept_lang_header

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from vlavirgem_tenants.requests.typing import TenantRequest


def speaking(language: str) -> AbstractContextManager[None]:
    """Put what is said within the block into this language; nothing to do where the thread speaks it already."""
    return nullcontext() if get_language() == language else override(language)


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
