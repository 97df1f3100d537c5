"""JSON-LD, read within limits. A context is never fetched: it stands in the file, or it is one of ours."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from itertools import count
from typing import Any, Final

import orjson
from django.utils.translation import gettext as _
from pyoxigraph import RdfFormat, parse

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.rdf.languages import cut_tag
from vlavirgem_graphql.datasets.rdf.turtle import Graph, gathered, refuse_large
from vlavirgem_graphql.exchange.kinds import known_kinds
from vlavirgem_graphql.exchange.kinds.published.addresses import context_address
from vlavirgem_graphql.exchange.kinds.published.context import context_of

MAX_DEPTH: Final = 60
MAX_VALUES: Final = 100_000
_CONTEXT: Final = "@context"


def read_json_ld(source: bytes, *, base: str | None = None) -> Graph:
    """Read JSON-LD; ``base`` is what relative addresses are relative to.

    Raises :class:`Refusal` (400) for what is no JSON-LD, is nested too deep or names a context that is not in the
    file, and (413) for what is too large.
    """
    refuse_large(source)
    try:
        document = orjson.loads(source)
    except orjson.JSONDecodeError as error:
        place = _("line %(line)s") % {"line": error.lineno}
        raise _not_json_ld(_("what stands here does not follow the rules of JSON."), place) from error
    ours = {context_address(kind): context_of(kind)[_CONTEXT] for kind in known_kinds()}
    closed = _with_contexts(document, ours, 0, count(1))
    try:
        return gathered(parse(orjson.dumps(closed), format=RdfFormat.JSON_LD, base_iri=base))
    except SyntaxError as error:
        raise _not_json_ld(error.msg[:200], "") from error


def _with_contexts(value: Any, ours: dict[str, Any], depth: int, met: Iterator[int]) -> Any:
    """The document with each context that it names written out, and its tags of languages as they may be."""
    if next(met) > MAX_VALUES:
        raise _not_json_ld(
            _("it holds more than %(limit)s values; split it over several files.") % {"limit": MAX_VALUES}, ""
        )
    if depth > MAX_DEPTH:
        raise _not_json_ld(_("it is nested more than %(limit)s levels deep.") % {"limit": MAX_DEPTH}, "")
    if isinstance(value, list):
        return [_with_contexts(each, ours, depth + 1, met) for each in value]
    if isinstance(value, dict):
        return {
            cut_tag(name): _context(each, ours) if name == _CONTEXT else _with_contexts(each, ours, depth + 1, met)
            for name, each in value.items()
        }
    return cut_tag(value) if isinstance(value, str) else value


def _context(context: Any, ours: dict[str, Any]) -> Any:
    if isinstance(context, list):
        return [_context(each, ours) for each in context]
    if isinstance(context, str):
        if context not in ours:
            raise Refusal(
                _("This file names a context that is not in it: %(address)s.") % {"address": context[:200]},
                remedy=_("Put the context itself into the file, under “@context”: nothing is fetched from elsewhere."),
                code="context-elsewhere",
                status=HTTPStatus.BAD_REQUEST,
                place=_CONTEXT,
            )
        return ours[context]
    return context


def _not_json_ld(detail: str, place: str) -> Refusal:
    return Refusal(
        _("This file is not valid JSON-LD: %(detail)s") % {"detail": detail},
        remedy=_("Export it again and import that file. Nothing was stored."),
        code="not-json-ld",
        status=HTTPStatus.BAD_REQUEST,
        place=place,
    )
