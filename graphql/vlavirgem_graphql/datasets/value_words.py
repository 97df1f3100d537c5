"""Values of records as plain words, for where there is no room for a list or a page: one line each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _

from vlavirgem_graphql.datasets.display import ShownField, shown_fields
from vlavirgem_graphql.exchange.kinds import FieldType, KindField

LONGEST: Final = 200
"""Characters of a value that are told; of a longer one the part where it differs."""
_LEAD: Final = 40


def words_of(part: KindField, body: Mapping[str, Any]) -> str:
    """What a field holds, as plain words; empty where it holds nothing."""
    shown = next(shown_fields([part], body), None)
    return "" if shown is None else _words(shown)


def shortened(before: str, after: str) -> tuple[str, str]:
    """Two long texts, each cut to the part where they begin to differ."""
    if max(len(before), len(after)) <= LONGEST:
        return before, after
    shortest = min(len(before), len(after))
    same = next((at for at in range(shortest) if before[at] != after[at]), shortest)
    start = max(0, same - _LEAD)
    return _cut(before, start), _cut(after, start)


def _cut(text: str, start: int) -> str:
    middle = text[start : start + LONGEST].strip()
    return ("… " if start and middle else "") + middle + (" …" if len(text) > start + LONGEST else "")


def _words(shown: ShownField) -> str:
    if shown.shape == FieldType.GROUP:
        return "; ".join(", ".join(f"{each.label}: {_words(each)}" for each in group) for group in shown.value)
    if shown.many:
        return ", ".join(str(each) for each in shown.value)
    if shown.shape == FieldType.BOOLEAN:
        return _("yes") if shown.value else _("no")
    if shown.shape == FieldType.DATE and shown.value is not None:
        return date_format(shown.value, "SHORT_DATE_FORMAT")
    if shown.shape == FieldType.DATE_TIME and shown.value is not None:
        moment = localtime(shown.value) if is_aware(shown.value) else shown.value
        return date_format(moment, "SHORT_DATETIME_FORMAT")
    text = strip_tags(shown.value) if shown.shape == FieldType.HTML else str(shown.value)
    return " ".join(text.split())
