"""JSONPath criteria (RFC 9535), within bounds: a stranger's path over a large answer must not take minutes.

A path may look into everything below (``..``) once, refers to the root only at its start, and its regular expressions
run on the linear-time engine.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

import jsonpath
from django.utils.translation import gettext as _
from jsonpath.function_extensions import ExpressionType, FilterFunction

from vlavirgem_sandbox.chains.arazzo.limits import MAX_JUDGED_VALUES, MAX_TEXT
from vlavirgem_sandbox.contracts.model import JsonValue
from vlavirgem_sandbox.contracts.patterns import can_be_checked, searcher

_QUOTED: Final = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")


class NotAPath(Exception):  # noqa: N818 - an outcome of parsing, said on by the caller
    """The text is no JSONPath that is evaluated here; the message says why."""


class _LinearMatch(FilterFunction):
    """``match`` and ``search`` (RFC 9535, sections 2.4.6 and 2.4.7) in time that grows with the text only."""

    arg_types = [ExpressionType.VALUE, ExpressionType.VALUE]
    return_type = ExpressionType.LOGICAL

    def __init__(self, frame: str) -> None:
        self._frame = frame

    def __call__(self, value: object, pattern: object) -> bool:
        if not isinstance(value, str) or not isinstance(pattern, str) or len(pattern) > MAX_TEXT:
            return False
        return can_be_checked(pattern) and searcher(self._frame % pattern)(value)


class _Environment(jsonpath.JSONPathEnvironment):
    """The standard's own language, without the library's additions."""

    def setup_function_extensions(self) -> None:
        super().setup_function_extensions()
        self.function_extensions["match"] = _LinearMatch(r"\A(?:%s)\z")
        self.function_extensions["search"] = _LinearMatch("%s")


_ENVIRONMENT: Final = _Environment(strict=True)


@lru_cache(maxsize=512)
def parse_path(text: str) -> Any:
    """The compiled path. Raises :class:`NotAPath`."""
    if len(text) > MAX_TEXT:
        raise NotAPath(_("it is longer than %(most)d characters") % {"most": MAX_TEXT})
    bare = _QUOTED.sub("", text)
    if bare.count("..") > 1:
        raise NotAPath(_("it looks into everything below (“..”) more than once, which can take minutes"))
    if bare.count("$") > 1:
        raise NotAPath(_("it refers to the root (“$”) inside a filter, which can take minutes"))
    try:
        return _ENVIRONMENT.compile(text)
    except (jsonpath.JSONPathError, RecursionError) as wrong:
        raise NotAPath(str(wrong).partition("\n")[0]) from wrong


def finds_something(path: str, value: JsonValue) -> bool:
    """Whether the path selects at least one value. Raises :class:`NotAPath` for a value that is too large to judge."""
    compiled = parse_path(path)
    if _is_large(value):
        raise NotAPath(
            _("the answer holds more than %(most)d values, too many for a JSONPath") % {"most": MAX_JUDGED_VALUES}
        )
    if not isinstance(value, dict | list):
        return False
    try:
        return next(iter(compiled.finditer(value)), None) is not None
    except (jsonpath.JSONPathError, RecursionError) as wrong:
        raise NotAPath(str(wrong).partition("\n")[0]) from wrong


def _is_large(value: JsonValue) -> bool:
    count, waiting = 0, [value]
    while waiting:
        node = waiting.pop()
        inside = list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else ()
        count += len(inside)
        if count > MAX_JUDGED_VALUES:
            return True
        waiting.extend(inside)
    return False
