"""What of a service is searched besides its name and summary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.translation import override

from vlavirgem_sandbox.catalogue.models.themes import Theme

_MOST: Final = 60_000
"""Characters: a column for search takes at most a megabyte, and the last operations of a huge contract add little."""
_BEFORE_A_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NO_WORD = re.compile(r"[^\w]+")


def search_words(operations: Iterable[Mapping[str, Any]], themes: Iterable[str]) -> str:
    """The words of paths, summaries and tags of the operations, and the names of the themes in Dutch."""
    with override("nl"):
        found = [str(Theme(theme).label) for theme in themes]
    for operation in operations:
        found += [_words(operation["key"]), operation["summary"], *operation["tags"]]
    return " ".join(dict.fromkeys(found))[:_MOST]


def _words(key: str) -> str:
    """``GET /leden/{lidId}`` as ``GET leden lid Id``: the parser of PostgreSQL takes a path as one word."""
    return _NO_WORD.sub(" ", _BEFORE_A_CAPITAL.sub(" ", key)).strip()
