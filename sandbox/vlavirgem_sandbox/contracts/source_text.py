"""From bytes to a JSON tree: encoding, JSON or YAML, and the caps that a hostile file runs into."""

from __future__ import annotations

import json
import math
import re
from typing import TypeAlias

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.limits import MAX_BYTES, MAX_DEPTH, MAX_INTEGER_DIGITS, MAX_NODES
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue, Problem
from vlavirgem_sandbox.contracts.pointers import pointer_of
from vlavirgem_sandbox.contracts.yaml_tree import YamlTrouble, read_yaml

# How a node was reached: the trail of its parent, and its own key. Written out only when something is wrong.
_Trail: TypeAlias = "tuple[_Trail, str | int] | None"

_JSON_TEXT = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)


class SourceRefused(Exception):  # noqa: N818 - a verdict, not a failure of ours
    """The file cannot be read as a document. ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def refusal(message: str, remedy: str, place: str = "", *, detail: str = "") -> SourceRefused:
    """The exception for a file that is refused as a whole."""
    return SourceRefused(Problem(severity="error", message=message, remedy=remedy, place=place, detail=detail))


def what_is_read() -> str:
    """The remedy for a file that is none of it."""
    return _(
        "Check that you chose the right file. OpenAPI, Swagger and AsyncAPI are read as JSON or YAML, a WSDL as XML, "
        "and a GraphQL schema in SDL or as the answer to introspection."
    )


def at_line(line: int, column: int) -> str:
    """A place in the text, both counted from 1."""
    return _("line %(line)d, column %(column)d") % {"line": line, "column": column}


def read_source(data: bytes) -> JsonObject:
    """The JSON object in the file, with string keys only. Raises :class:`SourceRefused`."""
    text = decoded(data, _("Upload the contract itself, as JSON or YAML."))
    tree = None if text.lstrip().startswith("[") else _read(text)
    if not isinstance(tree, dict):
        raise refusal(
            _("This file holds no contract of a kind that is read: its outermost value has no named fields."),
            what_is_read(),
        )
    _inspect(tree)
    return tree


def read_value(data: bytes, *, remedy: str) -> JsonValue:
    """Whatever value the JSON or YAML file holds. Raises :class:`SourceRefused`; ``remedy`` is for an empty file."""
    tree = _read(decoded(data, remedy))
    _inspect(tree)
    return tree


def looks_like_xml(data: bytes) -> bool:
    """Whether the first character that is no white space opens a tag, in UTF-8 or UTF-16."""
    return data[:1_000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")


def decoded(data: bytes, remedy: str) -> str:
    """The text of a file. Raises :class:`SourceRefused` for one that is too large, empty (``remedy``) or no UTF-8."""
    if len(data) > MAX_BYTES:
        raise refusal(
            _("The file is %(size)s MB; contracts up to %(limit)s MB are read.")
            % {"size": round(len(data) / 1_000_000, 1), "limit": MAX_BYTES // 1_000_000},
            _("Take long examples out, or split the contract over several services."),
        )
    if not data.strip():
        raise refusal(_("The file is empty."), remedy)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refusal(
            _("The file is not text in UTF-8: byte %(byte)d cannot be read.") % {"byte": error.start + 1},
            _("Save the contract as text in UTF-8. Archives and images are not read."),
        ) from error


def values_in_json(text: str) -> int:
    """About how many values the text holds, known before memory is spent on them."""
    outside_texts = _JSON_TEXT.sub("", text)
    return sum(outside_texts.count(mark) for mark in ",[{")


def _integer(digits: str) -> int | float:
    # Infinity is turned down by _inspect, which knows the place.
    return int(digits) if len(digits) <= MAX_INTEGER_DIGITS else math.inf


def _read(text: str) -> JsonValue:
    return _read_json(text) if text.lstrip().startswith(("{", "[")) else _read_yaml(text)


def _read_json(text: str) -> JsonValue:
    if len(text) > 2 * MAX_NODES and values_in_json(text) > MAX_NODES:
        raise _too_many_values()
    repeated: list[str] = []

    def pairs(items: list[tuple[str, JsonValue]]) -> JsonObject:
        fields = dict(items)
        if len(fields) < len(items):
            seen: set[str] = set()
            repeated.extend(key for key, _value in items if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        return fields

    try:
        tree = json.loads(text, object_pairs_hook=pairs, parse_int=_integer)
    except RecursionError as error:
        raise _too_deep() from error
    except json.JSONDecodeError as error:
        return _flow_yaml_or_refuse(text, error)
    if repeated:
        raise _repeated_key(text, repeated[0])
    return tree


def _flow_yaml_or_refuse(text: str, error: json.JSONDecodeError) -> JsonValue:
    """YAML may start with a brace too; when it is not that either, the JSON error is the one that helps."""
    tree, trouble = read_yaml(text)
    if trouble is not None and trouble.is_syntax:
        known = _what_belongs_there(error)
        raise refusal(
            _("This is not valid JSON: it cannot be read from %(place)s on.")
            % {"place": at_line(error.lineno, error.colno)},
            known or _("Look at this place for a quote, comma or bracket that is missing or one too many."),
            at_line(error.lineno, error.colno),
            detail="" if known else error.msg,
        ) from error
    return _without_trouble(tree, trouble)


def _what_belongs_there(error: json.JSONDecodeError) -> str:
    """What Python's reader of JSON says in English, as something to do; empty for words that are not foreseen here."""
    told = {
        "Expecting property name": _(
            "The name of a field belongs here, between double quotes, or nothing but a bracket."
        ),
        "Illegal trailing comma": _("Take away the comma: nothing follows it."),
        "Expecting ':'": _("A colon belongs here, between the name of a field and its value."),
        "Expecting ','": _("A comma belongs here, or the bracket that closes what is open."),
        "Expecting value": _(
            "A value belongs here: a number, true, false, null, a text between double quotes, or a bracket."
        ),
        "Unterminated string": _("Close the text that begins here with a double quote."),
        "Invalid control character": _("Write a line break or another control character in a text as \\n or \\u0009."),
        "Invalid \\": _("Double the backslash, or write a sign such as \\n or \\u00e9."),
        "Extra data": _(
            "The document ends before this place: take away what follows, or a bracket that is one too many."
        ),
    }
    return next((remedy for beginning, remedy in told.items() if error.msg.startswith(beginning)), "")


def _read_yaml(text: str) -> JsonValue:
    return _without_trouble(*read_yaml(text))


def _without_trouble(tree: JsonValue, trouble: YamlTrouble | None) -> JsonValue:
    if trouble is not None:
        place = at_line(trouble.line, trouble.column) if trouble.line else ""
        raise refusal(trouble.message, trouble.remedy, place, detail=trouble.detail)
    return tree


def _repeated_key(text: str, key: str) -> SourceRefused:
    """JSON that repeats a key: the YAML reader, of which JSON is a subset, knows on which line."""
    trouble = read_yaml(text)[1]
    if trouble is not None and trouble.line:
        return refusal(trouble.message, trouble.remedy, at_line(trouble.line, trouble.column))
    return refusal(
        _("The field '%(key)s' is given twice in the same object.") % {"key": key[:80]},
        _("Keep one of the two: readers differ in which one they take."),
    )


def _too_many_values() -> SourceRefused:
    return refusal(
        _("The document holds more than %(limit)d values.") % {"limit": MAX_NODES},
        _("Take long examples out, or split the contract over several services."),
    )


def _too_deep() -> SourceRefused:
    return refusal(
        _("The document is nested more than %(limit)d levels deep.") % {"limit": MAX_DEPTH},
        _("Move nested schemas to components and refer to them."),
    )


def _written_out(trail: _Trail) -> str:
    tokens: list[str | int] = []
    while trail is not None:
        trail, token = trail
        tokens.append(token)
    return pointer_of(reversed(tokens))


def _inspect(tree: JsonValue) -> None:
    """Refuse what no JSON document may hold, or what is larger than a contract can be. Walks without recursion."""
    count = 1
    waiting: list[tuple[JsonValue, _Trail, int]] = [(tree, None, 1)]
    while waiting:
        node, trail, depth = waiting.pop()
        if isinstance(node, (dict, list)):
            count += len(node)
        if count > MAX_NODES:
            raise _too_many_values()
        if depth > MAX_DEPTH:
            raise _too_deep()
        if isinstance(node, dict):
            for key, value in node.items():
                _check_text(key, trail)
                waiting.append((value, (trail, key), depth + 1))
        elif isinstance(node, list):
            waiting.extend((value, (trail, index), depth + 1) for index, value in enumerate(node))
        elif isinstance(node, str):
            _check_text(node, trail)
        elif isinstance(node, float) and not math.isfinite(node):
            raise refusal(
                _("This number cannot be written in JSON: it is not a number, infinite, or far too large."),
                _("Give an ordinary number here, or write it as text between quotes."),
                _written_out(trail),
            )


def _check_text(text: str, trail: _Trail) -> None:
    if not text.isascii() or "\x00" in text:
        refuse_unkeepable(text, _written_out(trail))


def refuse_unkeepable(text: str, place: str) -> None:
    """Raise SourceRefused for a text that cannot be stored."""
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise refusal(
            _("This text holds a character that no database can keep (U+0000 or half a surrogate pair)."),
            _("Take the character out."),
            place,
        )
