"""Runtime expressions (Arazzo 1.0.1, section 4.7): what they are, before anything is known to fill them with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from django.utils.translation import gettext as _

from vlavirgem_sandbox.chains.arazzo.limits import MAX_TEXT
from vlavirgem_sandbox.contracts.model import JsonValue
from vlavirgem_sandbox.contracts.pointers import pointer_of

Root: TypeAlias = Literal[
    "url",
    "method",
    "statusCode",
    "request",
    "response",
    "inputs",
    "outputs",
    "steps",
    "workflows",
    "sourceDescriptions",
]
_WHOLE: Final = frozenset({"url", "method", "statusCode"})
_WRITTEN: Final = {
    "steps": (r"(.+?)\.(outputs)\.(.+)", "$steps.<stepId>.outputs.<name>"),
    "workflows": (r"(.+?)\.(inputs|outputs)\.(.+)", "$workflows.<workflowId>.outputs.<name>"),
    "sourceDescriptions": (r"(.+)\.(url)", "$sourceDescriptions.<name>.url"),
}
_NAMED: Final = frozenset({"inputs", "outputs"})
_MESSAGE_PARTS: Final = {"request": ("header", "query", "path", "body"), "response": ("header", "body")}
_LOOKS_LIKE_ONE: Final = re.compile(r"\$[A-Za-z]")
_EMBEDDED: Final = re.compile(r"\{(\$[^{}]*)\}")
_TOKEN: Final = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+\Z")  # RFC 9110 section 5.6.2
_BAD_ESCAPE: Final = re.compile(r"~(?![01])")


class NotAnExpression(Exception):  # noqa: N818 - an outcome of parsing, said on by the caller
    """The text is no runtime expression that this house evaluates; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Expression:
    """One expression, taken apart."""

    text: str
    root: Root
    names: tuple[str, ...] = ()
    """Of ``$steps.a.outputs.b``: a, outputs, b. Of ``$response.header.X``: header, X."""
    pointer: str = ""
    """A JSON pointer into the value; empty for the whole of it."""


@lru_cache(maxsize=4096)
def parse_expression(text: str) -> Expression:
    """The expression in a text that is one as a whole. Raises :class:`NotAnExpression`."""
    if len(text) > MAX_TEXT:
        raise NotAnExpression(_("it is longer than %(most)d characters") % {"most": MAX_TEXT})
    bare, hash_mark, pointer = text.removeprefix("$").partition("#")
    if hash_mark and pointer and (not pointer.startswith("/") or _BAD_ESCAPE.search(pointer)):
        raise NotAnExpression(_("what follows “#” is no JSON pointer: it begins with “/”, and “~” is “~0”"))
    root, _dot, rest = bare.partition(".")
    if root in _WHOLE:
        if rest or hash_mark:
            raise NotAnExpression(_("nothing can follow “$%(root)s”") % {"root": root})
        return Expression(text=text, root=root)  # type: ignore[arg-type]  # one of the three
    names = _names_of(root, rest)
    if hash_mark and root in _MESSAGE_PARTS and names[0] != "body":
        raise NotAnExpression(_("a JSON pointer can follow a body, not a header or a parameter"))
    return Expression(text=text, root=root, names=names, pointer=pointer)  # type: ignore[arg-type]  # checked there


def _names_of(root: str, rest: str) -> tuple[str, ...]:
    if root in _MESSAGE_PARTS:
        return _part_of_message(root, rest)
    if root in _NAMED:
        if not rest:
            raise NotAnExpression(_("“$%(root)s.” is followed by a name") % {"root": root})
        return (rest,)
    if root in _WRITTEN:
        pattern, form = _WRITTEN[root]
        found = re.fullmatch(pattern, rest)
        if found is None:
            raise NotAnExpression(_("it is written as “%(form)s”") % {"form": form})
        return found.groups()
    if root == "components":
        raise NotAnExpression(_("“$components” stands in “reference” only, for parameters and actions"))
    known = (
        "$url, $method, $statusCode, $request, $response, $inputs, $outputs, $steps, $workflows, $sourceDescriptions"
    )
    raise NotAnExpression(_("it begins with none of %(known)s") % {"known": known})


def _part_of_message(root: str, rest: str) -> tuple[str, ...]:
    part, dot, name = rest.partition(".")
    if part not in _MESSAGE_PARTS[root]:
        known = ", ".join(f"${root}.{each}" for each in _MESSAGE_PARTS[root])
        raise NotAnExpression(_("it is one of %(known)s") % {"known": known})
    if part == "body":
        # ``$response.body.name`` is how conditions write ``$response.body#/name`` (section 4.6.13.1, "Property").
        if dot:
            raise NotAnExpression(
                _("a part of the body is written with a JSON pointer: “$%(root)s.body#/name”") % {"root": root}
            )
        return (part,)
    if not name or (part == "header" and not _TOKEN.match(name)):
        raise NotAnExpression(_("“$%(root)s.%(part)s.” is followed by a name") % {"root": root, "part": part})
    return (part, name)


def looks_like_expression(text: str) -> bool:
    """Whether a text was meant as one: a dollar sign and a letter. ``$5`` is a text."""
    return _LOOKS_LIKE_ONE.match(text) is not None


def embedded_in(text: str) -> list[str]:
    """The expressions between ``{`` and ``}`` in a text."""
    return [found[1] for found in _EMBEDDED.finditer(text) if looks_like_expression(found[1])]


def replace_embedded(text: str, values: dict[str, str]) -> str:
    """The text with each embedded expression replaced by its value."""
    return _EMBEDDED.sub(lambda found: values.get(found[1], found[0]), text)


def expressions_in(value: JsonValue) -> Iterator[tuple[str, str]]:
    """Every expression in a template, with the pointer of the text that holds it. Walks without recursion."""
    waiting: list[tuple[JsonValue, tuple[str | int, ...]]] = [(value, ())]
    while waiting:
        node, trail = waiting.pop()
        if isinstance(node, dict):
            waiting.extend((inner, (*trail, key)) for key, inner in node.items())
        elif isinstance(node, list):
            waiting.extend((inner, (*trail, index)) for index, inner in enumerate(node))
        elif isinstance(node, str):
            found = [node] if looks_like_expression(node) else embedded_in(node)
            yield from ((each, pointer_of(trail)) for each in found)
