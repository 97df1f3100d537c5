"""Words that come with a document, by language, where those of the house come from its catalogues."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import get_language

from vlavirgem_graphql.exchange.kinds.declaration import Text


def in_its_language(words: Mapping[str, str]) -> Text:
    """The text in the active language; else in the house's own, else whichever there is. Empty where there is none."""
    if not words:
        return ""
    return cast("Text", lazy(_said, str)(tuple(words.items())))


def _said(words: tuple[tuple[str, str], ...]) -> str:
    known = dict(words)
    wanted = (get_language() or "").split("-")[0]
    return known.get(wanted) or known.get(settings.LANGUAGE_CODE.split("-")[0]) or words[0][1]
