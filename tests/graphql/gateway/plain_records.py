"""Records and offers as plain rows: who may read which field of a record is written out here again."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.db import connection

from tests.graphql.gateway.domain_records import ALL_KINDS, names_of_lists
from tests.graphql.gateway.plain_aggregates import aggregate
from tests.graphql.gateway.plain_conditions import Look, finds
from tests.graphql.gateway.plain_orders import in_order
from tests.graphql.gateway.plain_resolvers import Figures, Granted, Matches, Orders, Row, World
from vlavirgem_graphql.exchange.kinds import Kind
from vlavirgem_graphql.exchange.models import ExchangeRecord, Offer

# What agreements cover of the records of each type, by whose they are: half of most kinds, and of two what is said.
_SAID: dict[str, Granted] = {
    "PublicService": {
        "brugge": {"uri", "title", "type", "themes", "requirements", "contactPoints", "validFrom"},
        "genk": {"uri", "description", "type", "keywords", "forMunicipalityMerger", "requirements"},
    },
    "Project": {
        "brugge": {"uri", "title", "status", "themes", "startDate", "reusable", "results"},
        "genk": {"uri", "title", "themes", "budget", "startDate"},
    },
}


def granted_of(kind: Kind) -> Granted:
    """What the agreements on a kind cover."""
    halves = {slug: {*kind.required_names, *kind.field_names[at::2]} for at, slug in enumerate(("brugge", "genk"))}
    return _SAID.get(kind.type_name, halves)


def record_rows(world: World) -> dict[str, list[Row]]:
    """What the current tenant reads of them, each list in its order."""
    offers = Offer.objects.select_related("owner").order_by("-published_at", "-id")
    return {
        **{kind.type_name: _records(world, kind) for kind in ALL_KINDS},
        "Offer": [_offer(world, each) for each in offers],
    }


def _offer(world: World, offer: Offer) -> Row:
    values = {
        **{name: getattr(offer, name) for name in ("kind", "title", "description", "fields")},
        "recordCount": offer.record_count,
        "publishedAt": offer.published_at.isoformat(),
        "provider": world.one("Organisation", offer.owner.slug),
    }
    search = {"owner": offer.owner.slug, "kind": offer.kind}
    return Row("Offer", str(offer.pk), (offer.published_at, offer.pk), values, search)


def _records(world: World, kind: Kind) -> list[Row]:
    records = ExchangeRecord.objects.filter(kind=kind.name).select_related("offer__owner")
    granted = world.granted.get(kind.type_name, {})
    return [_record(world, each, kind.type_name, granted) for each in records.order_by("-updated_at", "-id")]


def _record(world: World, record: ExchangeRecord, type_name: str, granted: Granted) -> Row:
    slug = record.offer.owner.slug
    body = {name: value for name, value in record.body.items() if slug not in granted or name in granted[slug]}
    values = {
        **body,
        "updatedAt": record.updated_at.isoformat(),
        "provider": world.one("Organisation", slug),
        "offer": world.one("Offer", record.offer_id),
    }
    search = {"slug": slug, "body": record.body, "changed": record.updated_at}
    return Row(type_name, str(record.pk), (record.updated_at, record.pk), values, search)


def record_matches(granted: Granted) -> Matches:
    """Whether a record is found: by nothing that its agreement withholds."""

    def matches(row: Row, arguments: dict[str, Any]) -> bool:
        providers = arguments.get("provider")
        of_them = providers is None or row.search["slug"] in providers
        found = arguments.get("search") is None or holds(row, granted, arguments["search"])
        return of_them and found and finds(arguments.get("where"), look_at(row, granted))

    return matches


def holds(row: Row, granted: Granted, said: str) -> bool:
    """Whether each of the words stands in some text that its agreement covers."""
    slug = row.search["slug"]
    kind = next(kind for kind in ALL_KINDS if kind.type_name == row.type_name)
    covered = [name for name in kind.searched_names if slug not in granted or name in granted[slug]]
    there = {word for name in covered for word in _words(_text(row.search["body"].get(name)))}
    return bool(_words(said)) and _words(said) <= there


def _text(value: Any) -> str:
    """A list is looked in as the text that it is written as."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) if value is not None else ""


@cache
def _words(text: str) -> frozenset[str]:
    """Dutch words as the database reduces them, without accents; which words those are is not for this test."""
    with connection.cursor() as cursor:
        cursor.execute("select tsvector_to_array(to_tsvector('pg_catalog.dutch', public.unaccent(%s)))", [text])
        return frozenset(cursor.fetchone()[0])


def look_at(row: Row, granted: Granted) -> Look:
    """A record's fields: what its agreement covers, what no agreement withholds, and whose it is."""
    slug = row.search["slug"]

    def look(name: str) -> tuple[bool, Any]:
        if name in ("updatedAt", "provider"):
            return True, row.search["changed"].isoformat() if name == "updatedAt" else slug
        return slug not in granted or name in granted[slug], row.search["body"].get(name)

    return look


def orders_of(world: World, type_name: str, granted: Granted) -> Orders:
    """The records of a type in an order by its name."""

    @cache
    def placed(name: str) -> list[Row]:
        rows = world.rows[type_name]
        return in_order(rows, [look_at(row, granted) for row in rows], name)

    return placed


def figures_of(kind: Kind, granted: Granted) -> Figures:
    """Figures over records."""
    return lambda rows: aggregate([look_at(row, granted) for row in rows], names_of_lists(kind.name))


def offer_matches(row: Row, arguments: dict[str, Any]) -> bool:
    """By kind and provider."""
    kind, providers = arguments.get("kind"), arguments.get("provider")
    return kind in (None, row.search["kind"]) and (providers is None or row.search["owner"] in providers)
