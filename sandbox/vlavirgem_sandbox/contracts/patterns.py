"""Regular expressions of strangers: only what a linear-time engine can run is run.

JSON Schema asks for ECMA-262 expressions, whose look-around and back-references need backtracking, which a hostile
author turns into minutes of work. The engines used here (Rust's ``regex`` inside jsonschema-rs, RE2 on our side) have
neither. A pattern they cannot compile is reported, and the rule is not checked.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import jsonschema_rs
import re2

from vlavirgem_sandbox.contracts.limits import MAX_PATTERN_LENGTH, PATTERN_SIZE

LINEAR_TIME = jsonschema_rs.RegexOptions(size_limit=PATTERN_SIZE, dfa_size_limit=PATTERN_SIZE)
"""The engine every validator is made with."""


@lru_cache(maxsize=4096)
def can_be_checked(pattern: str) -> bool:
    """Whether the linear-time engine takes the pattern."""
    if len(pattern) > MAX_PATTERN_LENGTH:
        return False
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=LINEAR_TIME, offline=True)
    except (jsonschema_rs.ValidationError, ValueError):
        return False
    return True


@lru_cache(maxsize=4096)
def searcher(pattern: str) -> Callable[[str], bool]:
    """Tells whether a text matches somewhere, by RE2. A pattern that RE2 does not take goes unchecked: all matches."""
    compiled = _compiled(pattern)
    if compiled is None:
        return lambda _text: True
    return lambda text: compiled.search(text) is not None


def re2_takes(pattern: str) -> bool:
    """Whether :func:`searcher` really looks."""
    return _compiled(pattern) is not None


def _compiled(pattern: str) -> Any:
    if len(pattern) > MAX_PATTERN_LENGTH:
        return None
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 8 * PATTERN_SIZE
    try:
        return re2.compile(pattern, options)
    except re2.error:
        return None
