"""The words of a kind in each language of the house."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from django.conf import settings
from django.utils.translation import override

from vlavirgem_graphql.exchange.kinds.declaration import Kind, KindField, Text

ByLanguage: TypeAlias = dict[str, str]


def in_each_language(text: Text) -> ByLanguage:
    """A text by language: ``{"nl": ..., "fr": ..., "en": ...}``; without those in which it says nothing."""
    said: ByLanguage = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            if words := str(text):
                said[language] = words
    return said


def labels_of(kind: Kind) -> dict[str, Any]:
    """The kind's own words, and those of its fields in their order; of a group those of its parts as well."""
    return {
        "name": kind.name,
        "label": in_each_language(kind.label),
        "plural": in_each_language(kind.plural),
        "description": in_each_language(kind.description),
        "title": kind.title_field,
        "fields": _labels(kind),
    }


def _labels(fields: Iterable[KindField]) -> list[dict[str, Any]]:
    return [
        {
            "name": field.name,
            "order": order,
            "label": in_each_language(field.label),
            **({"hint": hint} if (hint := in_each_language(field.hint)) else {}),
            **({"fields": _labels(field.fields)} if field.fields else {}),
        }
        for order, field in enumerate(fields)
    ]
