"""Simple conditions (Arazzo 1.0.1, section 4.6.13.1): read into a tree once, judged at each step.

``$statusCode == 200 && $response.body#/status != 'failed'``. Texts compare without regard to case. What is not there is
null, so that ``$response.body#/error == null`` says what it looks like.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from django.utils.translation import gettext as _

from vlavirgem_sandbox.chains.arazzo.evaluating import Known, Unresolvable
from vlavirgem_sandbox.chains.arazzo.expressions import NotAnExpression, parse_expression
from vlavirgem_sandbox.chains.arazzo.limits import MAX_NAMED_DEPTH, MAX_TEXT
from vlavirgem_sandbox.contracts.model import JsonValue
from vlavirgem_sandbox.contracts.pointers import step as step_into

_LEXEME: Final = re.compile(
    r"\s*(?:"
    r"(?P<expression>\$[^\s=<>!&|()\[\]]+)"
    r"|(?P<text>'(?:[^']|'')*')"
    r"|(?P<number>-?(?:0|[1-9][0-9]{0,30})(?:\.[0-9]{1,30})?(?:[eE][-+]?[0-9]{1,2})?(?![\w.]))"
    r"|(?P<word>true|false|null)(?!\w)"
    r"|(?P<index>\[[0-9]{1,6}\])"
    r"|(?P<property>\.[A-Za-z_][\w-]*)"
    r"|(?P<operator><=|>=|==|!=|&&|\|\||<|>|!|\(|\))"
    r")"
)
_BODY_PATH: Final = re.compile(r"(\$(?:response|request)\.body)((?:\.[A-Za-z_][\w-]*)+)\Z")
_WORDS: Final[dict[str, JsonValue]] = {"true": True, "false": False, "null": None}
_COMPARISONS: Final = frozenset({"<", "<=", ">", ">=", "==", "!="})


class NotACondition(Exception):  # noqa: N818 - an outcome of parsing, said on by the caller
    """The text is no simple condition; the message says why."""


class Uncomparable(Exception):  # noqa: N818 - an outcome of judging, shown in the trace
    """Two values have no order; the message names them."""


@dataclass
class Judging:
    """One condition held against what is known; ``values`` gathers what its expressions stood for."""

    known: Known
    values: dict[str, JsonValue] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    """Expressions that led to nothing, with the reason."""

    def value(self, text: str, path: tuple[str, ...]) -> JsonValue:
        """What an expression stands for; null for what is not there."""
        written = text + "".join(f"[{token}]" if token.isdigit() else f".{token}" for token in path)
        try:
            value = self.known.value(text)
            for token in path:
                value = step_into(value, token)
        except Unresolvable as nothing:
            self.missing[written] = str(nothing)
            value = None
        except LookupError:
            self.missing[written] = _("there is nothing there")
            value = None
        self.values[written] = value
        return value


Node = Callable[[Judging], JsonValue]


@lru_cache(maxsize=2048)
def parse_condition(text: str) -> tuple[Node, tuple[str, ...]]:
    """What judges the condition, and the expressions in it. Raises :class:`NotACondition`."""
    if len(text) > MAX_TEXT:
        raise NotACondition(_("it is longer than %(most)d characters") % {"most": MAX_TEXT})
    return _Parser(text).whole()


def is_true(value: JsonValue) -> bool:
    """Whether a condition holds: anything but false and null."""
    return value is not None and value is not False


def _lexemes(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    end = len(text.rstrip())
    while position < end:
        found = _LEXEME.match(text, position)
        if found is None:
            raise NotACondition(
                _("it cannot be read from “%(rest)s” on; texts stand between single quotes")
                % {"rest": text[position:][:30]}
            )
        yield str(found.lastgroup), found[str(found.lastgroup)]
        position = found.end()


class _Parser:
    """Recursive descent; each level of nesting is counted."""

    def __init__(self, text: str) -> None:
        self._lexemes = list(_lexemes(text))
        self._position = 0
        self._depth = 0
        self._expressions: list[str] = []

    def whole(self) -> tuple[Node, tuple[str, ...]]:
        if not self._lexemes:
            raise NotACondition(_("it is empty"))
        node = self._either()
        if self._position < len(self._lexemes):
            raise NotACondition(
                _("nothing is expected at “%(text)s”") % {"text": self._lexemes[self._position][1][:30]}
            )
        return node, tuple(self._expressions)

    def _either(self) -> Node:
        parts = [self._both()]
        while self._takes("||"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else lambda judging: any(is_true(part(judging)) for part in parts)

    def _both(self) -> Node:
        parts = [self._single()]
        while self._takes("&&"):
            parts.append(self._single())
        return parts[0] if len(parts) == 1 else lambda judging: all(is_true(part(judging)) for part in parts)

    def _single(self) -> Node:
        self._depth += 1
        if self._depth > MAX_NAMED_DEPTH:
            raise NotACondition(_("it is nested more than %(most)d deep") % {"most": MAX_NAMED_DEPTH})
        try:
            if self._takes("!"):
                inner = self._single()
                return lambda judging: not is_true(inner(judging))
            left = self._operand()
            kind, operator = self._next()
            if kind != "operator" or operator not in _COMPARISONS:
                return left
            self._position += 1
            right = self._operand()
            return lambda judging: _compare(operator, left(judging), right(judging))
        finally:
            self._depth -= 1

    def _operand(self) -> Node:
        if self._takes("("):
            inner = self._either()
            if not self._takes(")"):
                raise NotACondition(_("a “)” is missing"))
            return inner
        kind, text = self._next()
        self._position += 1
        if kind == "text":
            return _constant(text[1:-1].replace("''", "'"))
        if kind == "number":
            return _constant(json.loads(text))
        if kind == "word":
            return _constant(_WORDS[text])
        if kind == "expression":
            return self._expression(text)
        raise NotACondition(
            _("a value is missing") if not kind else _("a value is expected at “%(text)s”") % {"text": text[:30]}
        )

    def _expression(self, text: str) -> Node:
        path: list[str] = []
        if found := _BODY_PATH.match(text):  # ``$response.body.pet.name``: the property operator
            text, path = found[1], found[2].split(".")[1:]
        while self._next()[0] in {"index", "property"}:
            path.append(self._next()[1].strip("[]."))
            self._position += 1
        try:
            parse_expression(text)
        except NotAnExpression as wrong:
            raise NotACondition(f"{text}: {wrong}") from wrong
        self._expressions.append(text)
        return lambda judging: judging.value(text, tuple(path))

    def _next(self) -> tuple[str, str]:
        return self._lexemes[self._position] if self._position < len(self._lexemes) else ("", "")

    def _takes(self, operator: str) -> bool:
        if self._next() != ("operator", operator):
            return False
        self._position += 1
        return True


def _constant(value: JsonValue) -> Node:
    return lambda _judging: value


def _compare(operator: str, left: JsonValue, right: JsonValue) -> bool:
    left, right = _comparable(left, right)
    if operator in {"==", "!="}:
        return (_same(left, right)) == (operator == "==")
    if (
        isinstance(left, bool)
        or isinstance(right, bool)
        or not (_are(left, right, str) or _are(left, right, int | float))
    ):
        raise Uncomparable(
            _("%(left)s and %(right)s have no order") % {"left": json.dumps(left)[:60], "right": json.dumps(right)[:60]}
        )
    return bool({"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[operator])


def _same(left: JsonValue, right: JsonValue) -> bool:
    if isinstance(left, bool) != isinstance(right, bool):
        return False  # to Python, true is 1
    return bool(left == right)


def _comparable(left: JsonValue, right: JsonValue) -> tuple[JsonValue, JsonValue]:
    """Two texts without their case; a text beside a number is read as one (headers and parameters are all texts)."""
    if isinstance(left, str) and isinstance(right, str):
        return left.casefold(), right.casefold()
    if isinstance(left, str) and _is_number(right):
        return _number(left), right
    if isinstance(right, str) and _is_number(left):
        return left, _number(right)
    return left, right


def _are(left: JsonValue, right: JsonValue, kind: Any) -> bool:
    return isinstance(left, kind) and isinstance(right, kind)


def _is_number(value: JsonValue) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(text: str) -> JsonValue:
    if not re.fullmatch(r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?", text):
        return text
    return float(text) if "." in text else int(text)  # a long identification is no float
