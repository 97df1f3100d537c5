"""YAML as JSON: the 1.2 JSON schema of values, nothing constructed, nothing expanded beyond the caps.

OpenAPI 3.0 and 3.1 ("Format") ask for YAML 1.2 limited to what JSON can say, with string keys. So ``NO`` is a text, a
date stays the text it is, ``200`` as a key is "200", and a tag such as ``!!python/object`` is turned down unread.
The reader works on parser events: an alias bomb is counted before it is built, and no tag ever reaches a constructor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

import yaml
from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.limits import MAX_ALIASES, MAX_DEPTH, MAX_INTEGER_DIGITS, MAX_NODES
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue

_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_OTHER_INTEGER = re.compile(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_SPECIAL_FLOAT = re.compile(r"[-+]?\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z")
_WORDS: dict[str, JsonValue] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_TAG_PREFIX = "tag:yaml.org,2002:"
_PLAIN_TAGS = frozenset(f"{_TAG_PREFIX}{name}" for name in ("str", "int", "float", "bool", "null", "map", "seq"))
_TEXT_TAG = f"{_TAG_PREFIX}str"

# Unquoted version numbers are texts: as numbers, 1.10 would become 1.1.
_TEXT_PLACES = frozenset({("openapi",), ("swagger",), ("info", "version")})


@dataclass(frozen=True, kw_only=True)
class YamlTrouble:
    """Why a text could not be read. ``line`` is 0 when the place is not known; both count from 1."""

    message: str
    remedy: str
    line: int = 0
    column: int = 0
    is_syntax: bool = False
    """It is no YAML at all, rather than YAML that is turned down."""
    detail: str = ""
    """The parser's own words, where it is no YAML."""


class _Position(Protocol):
    """A place in the text, as both of PyYAML's parsers say it: counted from 0."""

    @property
    def line(self) -> int: ...

    @property
    def column(self) -> int: ...


class _Refused(Exception):  # noqa: N818 - internal signal, carries the trouble out of the builder
    def __init__(self, message: str, remedy: str, mark: _Position | None) -> None:
        super().__init__(message)
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        self.trouble = YamlTrouble(message=message, remedy=remedy, line=line, column=column)


def read_yaml(text: str) -> tuple[JsonValue, YamlTrouble | None]:
    """The value in a YAML text, or why it cannot be read. Never raises."""
    builder = _Builder()
    try:
        for event in _events(text):
            builder.take(event)
    except _Refused as refused:
        return None, refused.trouble
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return None, _not_yaml(str(error.problem or error.context or ""), mark)
    except yaml.YAMLError as error:
        return None, _not_yaml(str(error), None)
    return builder.result, None


def _events(text: str) -> Iterator[yaml.Event]:
    return yaml.parse(text, Loader=yaml.CSafeLoader)  # type: ignore[no-any-return,no-untyped-call,unused-ignore]


def _not_yaml(reason: str, mark: _Position | None) -> YamlTrouble:
    message, remedy = _in_our_words(reason)
    return YamlTrouble(
        message=message,
        remedy=remedy,
        line=mark.line + 1 if mark else 0,
        column=mark.column + 1 if mark else 0,
        is_syntax=True,
        detail=reason[:200],
    )


def _in_our_words(reason: str) -> tuple[str, str]:
    """What is wrong and what to do, for what people meet most; the parser's English is no answer to them."""
    if "cannot start any token" in reason:
        return (
            _("This is not valid YAML or JSON: no value can start with the character at this place."),
            _("Indent with spaces, not with tabs, and put a text that starts with @, ` or % between quotes."),
        )
    if "mapping values are not allowed" in reason:
        return (
            _("This is not valid YAML or JSON: a colon stands where no field can start."),
            _("Put a text that holds a colon between quotes, or correct the indentation of this line."),
        )
    return (
        _("This is not valid YAML or JSON: the file cannot be read from this place on."),
        _("Look at this line and the one before it: the indentation, the quotes and the brackets."),
    )


@dataclass(slots=True)
class _Frame:
    """A mapping or sequence that is still being read."""

    value: JsonObject | list[JsonValue]
    anchor: str | None
    first_node: int
    key: str | None = None
    lines: dict[str, int] = field(default_factory=dict)
    merges: list[JsonValue] = field(default_factory=list)


class _Builder:
    """Builds the tree event by event. Counts every value, those behind an alias once for each use."""

    def __init__(self) -> None:
        self.result: JsonValue = None
        self._frames: list[_Frame] = []
        self._anchors: dict[str, tuple[JsonValue, int]] = {}
        self._nodes = 0
        self._aliases = 0
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent):
            self._open({}, event)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._open([], event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._close(event)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise _Refused(
                    _("The file holds several documents."),
                    _("Upload one contract at a time."),
                    event.start_mark,
                )

    def _count(self, nodes: int, event: yaml.Event) -> None:
        self._nodes += nodes
        if self._nodes > MAX_NODES:
            raise _Refused(
                _("The document holds more than %(limit)d values once its aliases are written out.")
                % {"limit": MAX_NODES},
                _("Take long examples out, and use $ref instead of YAML aliases."),
                event.start_mark,
            )

    def _expects_key(self) -> bool:
        frame = self._frames[-1] if self._frames else None
        return frame is not None and isinstance(frame.value, dict) and frame.key is None

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self._count(1, event)
        self._check_tag(event.tag, event)
        if self._expects_key():
            self._key(event)
            return
        value = self._value_of(event)
        self._remember(event.anchor, value, 1)
        self._put(value, event)

    def _value_of(self, event: yaml.ScalarEvent) -> JsonValue:
        plain = event.implicit[0] or (event.tag is not None and event.tag != _TEXT_TAG)
        if not plain or self._place() in _TEXT_PLACES:
            return event.value
        return _plain_value(event.value)

    def _place(self) -> tuple[str, ...]:
        if len(self._frames) > 2:  # noqa: PLR2004 - no text place lies deeper
            return ()
        return tuple(frame.key or "" for frame in self._frames)

    def _key(self, event: yaml.ScalarEvent) -> None:
        frame = self._frames[-1]
        key = event.value
        if key in frame.lines:
            raise _Refused(
                _("The field '%(key)s' is given twice; the first time on line %(line)d.")
                % {"key": key[:80], "line": frame.lines[key]},
                _("Keep one of the two: readers differ in which one they take."),
                event.start_mark,
            )
        if not (key == "<<" and event.implicit[0]):
            frame.lines[key] = event.start_mark.line + 1 if event.start_mark else 0
        frame.key = key

    def _open(self, value: JsonObject | list[JsonValue], event: yaml.CollectionStartEvent) -> None:
        self._count(1, event)
        self._check_tag(event.tag, event)
        if self._expects_key():
            raise self._key_must_be_text(event)
        if len(self._frames) >= MAX_DEPTH:
            raise _Refused(
                _("The document is nested more than %(limit)d levels deep.") % {"limit": MAX_DEPTH},
                _("Move nested schemas to components and refer to them."),
                event.start_mark,
            )
        self._frames.append(_Frame(value, event.anchor, self._nodes))

    def _close(self, event: yaml.Event) -> None:
        frame = self._frames.pop()
        if frame.merges and isinstance(frame.value, dict):
            _merge(frame.value, frame.merges)
        self._remember(frame.anchor, frame.value, self._nodes - frame.first_node + 1)
        self._put(frame.value, event)

    def _alias(self, event: yaml.AliasEvent) -> None:
        self._aliases += 1
        if self._expects_key():
            raise self._key_must_be_text(event)
        if self._aliases > MAX_ALIASES:
            raise _Refused(
                _("The file uses more than %(limit)d YAML aliases.") % {"limit": MAX_ALIASES},
                _("Use $ref to components instead of YAML aliases."),
                event.start_mark,
            )
        if event.anchor not in self._anchors:
            raise _Refused(
                _("The YAML alias '%(name)s' refers to nothing, or to itself.") % {"name": event.anchor},
                _("Use $ref for a schema that contains itself."),
                event.start_mark,
            )
        value, nodes = self._anchors[event.anchor]
        self._count(nodes, event)
        self._put(value, event)

    def _remember(self, anchor: str | None, value: JsonValue, nodes: int) -> None:
        if anchor is not None:
            self._anchors[anchor] = (value, nodes)

    def _put(self, value: JsonValue, event: yaml.Event) -> None:
        if not self._frames:
            self.result = value
            return
        frame = self._frames[-1]
        if isinstance(frame.value, list):
            frame.value.append(value)
            return
        key, frame.key = frame.key or "", None
        if key == "<<" and key not in frame.lines:
            self._take_merge(frame, value, event)
        else:
            frame.value[key] = value

    def _take_merge(self, frame: _Frame, value: JsonValue, event: yaml.Event) -> None:
        sources = value if isinstance(value, list) else [value]
        if not all(isinstance(source, dict) for source in sources):
            raise _Refused(_("The YAML merge key '<<' needs a mapping."), _("Write the fields out."), event.start_mark)
        frame.merges.extend(sources)

    def _check_tag(self, tag: str | None, event: yaml.Event) -> None:
        if tag is not None and tag not in _PLAIN_TAGS and tag != "!":
            raise _Refused(
                _("The YAML tag '%(tag)s' is not allowed in a contract.") % {"tag": tag[:80]},
                _("Remove the tag; a contract holds plain values only."),
                event.start_mark,
            )

    def _key_must_be_text(self, event: yaml.Event) -> _Refused:
        return _Refused(
            _("A field's name must be a text, not a list, an object or an alias."),
            _("Give the field a plain name."),
            event.start_mark,
        )


def _plain_value(text: str) -> JsonValue:
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    if _INTEGER.match(text) or _OTHER_INTEGER.match(text):
        base = 0 if text[1:2] in {"o", "x"} else 10
        return int(text, base) if len(text) <= MAX_INTEGER_DIGITS else float("inf")
    if _FLOAT.match(text):
        return float(text)
    # Infinity is no JSON value: the reader of the whole tree turns it down and names the place.
    return float(text.replace(".", "", 1)) if _SPECIAL_FLOAT.match(text) else text


def _merge(target: JsonObject, sources: list[JsonValue]) -> None:
    """YAML 1.1 merge keys: what stands in the mapping itself wins, then the first source that has the field."""
    for source in sources:
        for key, value in source.items():
            target.setdefault(key, value)
