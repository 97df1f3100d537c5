"""Pages of the kinds of record, and the documents that programs read instead. What a kind is is public, and never
changes by who asks: a context or a shape that only members may read helps nobody who is sent a record. Who made it is
for members.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import orjson
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vlavirgem.refusal import Refusal
from vlavirgem.ui.components import HistoryLine
from vlavirgem_graphql.exchange.kinds import FieldType, Kind, KindField, find_kind, known_kinds
from vlavirgem_graphql.exchange.kinds.published.addresses import kind_address, property_address
from vlavirgem_graphql.exchange.kinds.published.context import context_of
from vlavirgem_graphql.exchange.kinds.published.labels import labels_of
from vlavirgem_graphql.exchange.kinds.published.schema import schema_of
from vlavirgem_graphql.exchange.kinds.published.shapes import shapes_of
from vlavirgem_graphql.exchange.models import KindVersion
from vlavirgem_graphql.exchange.services.kinds import find_version, may_make_kinds
from vlavirgem_tenants.people.actors import Actor

HTML: Final = "text/html"
JSON: Final = "application/json"


@dataclass(frozen=True)
class Document:
    """Something that a kind is published as: the name of the file, its media type, and how it is made."""

    name: str
    media_type: str
    label: Any
    write: Callable[[Kind], bytes]


DOCUMENTS: Final = (
    Document("schema.json", "application/schema+json", "JSON Schema", lambda kind: orjson.dumps(schema_of(kind))),
    Document("context.jsonld", "application/ld+json", "JSON-LD", lambda kind: orjson.dumps(context_of(kind))),
    Document("shapes.ttl", "text/turtle", "SHACL", shapes_of),
    Document("labels.json", JSON, gettext_lazy("Words in each language"), lambda kind: orjson.dumps(labels_of(kind))),
)
WORDS_OF_TYPES: Final = {
    FieldType.TEXT: gettext_lazy("text"),
    FieldType.HTML: gettext_lazy("text with mark-up"),
    FieldType.URI: gettext_lazy("web address"),
    FieldType.CODE: gettext_lazy("code of a list"),
    FieldType.DATE: gettext_lazy("date"),
    FieldType.DATE_TIME: gettext_lazy("date and time"),
    FieldType.BOOLEAN: gettext_lazy("yes or no"),
    FieldType.INTEGER: gettext_lazy("whole number"),
    FieldType.DECIMAL: gettext_lazy("number, with decimals or without"),
    FieldType.GROUP: gettext_lazy("group"),
}


@require_safe
def kind_list(request: HttpRequest) -> HttpResponse:
    """All kinds; as JSON for a program, with the address of each."""
    kinds = known_kinds()
    if request.get_preferred_type([HTML, JSON]) == JSON:
        rows = [{"name": kind.name, "label": str(kind.label), "address": kind_address(kind)} for kind in kinds]
        return _sent(request, orjson.dumps({"kinds": rows}), JSON)
    response = render(request, "exchange/kinds.html", {"kinds": kinds, "may_make": may_make_kinds(_visitor(request))})
    patch_vary_headers(response, ["Accept"])
    return response


@require_safe
def kind_detail(request: HttpRequest, name: str) -> HttpResponse:
    """One kind: a page for people, else the document that ``Accept`` asks for (406 where we have none of that type)."""
    kind = _kind(name)
    wanted = request.get_preferred_type([HTML, *(each.media_type for each in DOCUMENTS)])
    if wanted == HTML:
        context = {
            "kind": kind,
            "rows": list(rows_of(kind)),
            "may_make": bool(kind.version) and may_make_kinds(_visitor(request)),
            "history": _history(kind) if _visitor(request) is not None else [],
            "documents": [(each.label, reverse("kinds:document", args=[name, each.name])) for each in DOCUMENTS],
            "address": kind_address(kind),
        }
        response = render(request, "exchange/kind.html", context)
        patch_vary_headers(response, ["Accept"])
        return response
    for document in DOCUMENTS:
        if document.media_type == wanted:
            return _sent(request, document.write(kind), wanted)
    raise Refusal(
        _("This kind is not published in the form that you ask for."),
        remedy=_("Ask for one of these in Accept: %(types)s.")
        % {"types": ", ".join([HTML, *(each.media_type for each in DOCUMENTS)])},
        code="not-acceptable",
        status=HTTPStatus.NOT_ACCEPTABLE,
        place="Accept",
    )


@require_safe
def kind_document(request: HttpRequest, name: str, document: str) -> HttpResponse:
    """One document of a kind, whatever is asked for in ``Accept``."""
    kind = _kind(name)
    for each in DOCUMENTS:
        if each.name == document:
            return _sent(request, each.write(kind), each.media_type)
    raise Http404


def _kind(name: str) -> Kind:
    try:
        return find_kind(name)
    except LookupError as error:
        raise Http404 from error


def _sent(request: HttpRequest, body: bytes, media_type: str) -> HttpResponse:
    """A public document: any site's program may read it, and one that has it already is told so."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    known = [each.strip().removeprefix("W/") for each in request.headers.get("If-None-Match", "").split(",")]
    response: HttpResponse
    if tag in known or known == ["*"]:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(body, content_type=f"{media_type}; charset=utf-8")
    response["ETag"] = tag
    response["Cache-Control"] = "public, max-age=300"
    response["Access-Control-Allow-Origin"] = "*"
    response["Content-Language"] = get_language() or "nl"
    patch_vary_headers(response, ["Accept", "Accept-Language", "Cookie"])
    return response


@dataclass(frozen=True)
class _Row:
    """A field as the page shows it; a part of a group stands under it, one level deeper."""

    field: KindField
    type: Any
    address: str
    depth: int

    @property
    def anchor(self) -> str:
        """Only a field of the record itself has an address of ours."""
        return "" if self.depth else self.field.name

    @property
    def steps(self) -> str:
        """How deep it lies, to the eye."""
        return "↳ " * self.depth


def rows_of(kind: Kind) -> Iterator[_Row]:
    """The fields of a kind as a table shows them."""
    return _rows(kind, kind)


def _history(kind: Kind) -> list[HistoryLine]:
    """Who made a kind and changed it, the latest first; nothing for one that comes with the house."""
    if not kind.version:
        return []
    stands = find_version(kind.name)
    rows = KindVersion.objects.filter(name=stands.name, version=stands.version).order_by("-revision")
    return [HistoryLine(at=row.created_at, who=row.made_by, what=_deed(row)) for row in rows]


def _deed(row: KindVersion) -> str:
    if row.is_closed:
        return _("closed it for new datasets")
    return _("made it") if row.revision == 1 else _("changed it")


def _visitor(request: HttpRequest) -> Actor | None:
    visitor: Actor | None = getattr(request, "visitor", None)
    return visitor


def _rows(kind: Kind, fields: Iterable[KindField], depth: int = 0) -> Iterator[_Row]:
    for field in fields:
        yield _Row(field, WORDS_OF_TYPES[field.type], property_address(kind, field), depth)
        yield from _rows(kind, field.fields, depth + 1)
