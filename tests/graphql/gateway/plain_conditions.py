"""An argument ``where`` judged over Python values, written out here again: true, false or unknown (None)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

Look = Callable[[str], tuple[bool, Any]]
"""By a field's name: whether it may be read, and its value."""


def finds(where: dict[str, Any] | None, look: Look) -> bool:
    """Whether a row is found by the argument."""
    return where is None or bool(_all(_judged(where, look)) in (True, "nothing asked"))


def _judged(where: dict[str, Any], look: Look) -> Iterable[Any]:
    for name, asked in where.items():
        if asked is None:
            continue
        if name == "and":
            yield _all(_all(_judged(each, look)) for each in asked)
        elif name == "or":
            yield _any(_all(_judged(each, look)) for each in asked)
        elif name == "not":
            yield _denied(_all(_judged(asked, look)))
        else:
            readable, value = look(name)
            tests: list[bool] = [_test(test, value, given) for test, given in asked.items() if given is not None]
            yield (all(tests) if readable else None) if tests else "nothing asked"


def _all(judged: Iterable[Any]) -> Any:
    counted = [each for each in judged if each != "nothing asked"]
    if not counted:
        return "nothing asked"
    return False if False in counted else None if None in counted else True


def _any(judged: Iterable[Any]) -> Any:
    counted = [each for each in judged if each != "nothing asked"]
    if not counted:
        return "nothing asked"
    return True if True in counted else None if None in counted else False


def _denied(judged: Any) -> Any:
    return judged if judged in (None, "nothing asked") else not judged


def _test(test: str, value: Any, given: Any) -> bool:
    if test == "isNull":
        return bool((value is None) == given)
    if value is None:
        return False
    if isinstance(value, str) and len(value) > 10 and value[4:5] == "-" and value[10] == "T":
        value, given = datetime.fromisoformat(value), datetime.fromisoformat(given)
    tests: dict[str, Callable[[], bool]] = {
        "eq": lambda: value == given,
        "in": lambda: value in given,
        "contains": lambda: given.lower() in value.lower(),
        "startsWith": lambda: value.lower().startswith(given.lower()),
        "hasAny": lambda: bool(set(value) & set(given)),
        "hasAll": lambda: set(given) <= set(value),
        "lt": lambda: value < given,
        "lte": lambda: value <= given,
        "gt": lambda: value > given,
        "gte": lambda: value >= given,
    }
    return bool(tests[test]())
