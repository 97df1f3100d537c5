"""Words that people type for others to read: no national register number of a real person comes in with them."""

from __future__ import annotations

from http import HTTPStatus

from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_tenants.test_data_guard import find_real_numbers


def require_no_real_number(words: str, *, place: str) -> None:
    """Raise Refusal (422) at that field for words with such a number in them; the number itself is kept nowhere."""
    if find_real_numbers(words):
        raise Refusal(
            message=_("There is a national register number of a real person in this text."),
            remedy=_("Take it out, or use a test number."),
            code="real-number",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            place=place,
        )
