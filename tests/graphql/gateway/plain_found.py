"""``find`` over plain rows: what holds the words, of every type that can be searched, the last changed first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from graphql import GraphQLError

from tests.graphql.gateway.plain_records import holds
from tests.graphql.gateway.plain_resolvers import Row, World
from tests.graphql.gateway.searched_words import LONGEST, SAID
from vlavirgem_cms.shared.models import SharedPage
from vlavirgem_graphql.exchange.models import Offer
from vlavirgem_sandbox.catalogue.models import Service
from vlavirgem_sandbox.pilots.models import Pilot
from vlavirgem_sandbox.purchases.models import JointPurchase
from vlavirgem_tenants.directory.models import Tenant

# The columns that are looked in; none where the table keeps a search vector.
LOOKED_IN: dict[type[models.Model], tuple[str, ...]] = {
    Offer: ("title", "description"),
    Tenant: ("name", "slug"),
    Service: (),
    Pilot: ("title", "goal", "reason", "service_name"),
    JointPurchase: ("title", "need", "rationale"),
    SharedPage: (),
}
TYPES: dict[type[models.Model], str] = {Tenant: "Organisation"}
Holds = Callable[[str], bool]


def found_rows(world: World) -> list[Row]:
    """Everything that can be found, with how it is told whether it is."""
    rows = [_found(row, row.search["changed"], _in_record(row, world)) for row in world.records()]
    for model in LOOKED_IN:
        type_name = TYPES.get(model, model.__name__)
        holding, changed = _holding(model), _changed(model)
        rows += [
            _found(row, changed[row.key], partial(_is_held, holding, row.key))
            for row in world.rows[type_name]
            if row.key in changed
        ]
    return sorted(rows, key=lambda row: (row.place[0], row.type_name.encode(), row.key.encode()), reverse=True)


def found_matches(row: Row, arguments: dict[str, Any]) -> bool:
    """Whether it holds the words."""
    return bool(row.search["holds"](arguments["words"]))


def require_few_words(_world: World, arguments: dict[str, Any]) -> None:
    """Raise the refusal of too many words."""
    if len(arguments["words"]) > LONGEST:
        raise GraphQLError("", extensions={"code": "BAD_VALUE"})


def _found(row: Row, changed: datetime, is_holding: Holds) -> Row:
    return replace(row, place=(changed, row.type_name, row.key), search={"holds": is_holding})


def _is_held(holding: dict[str, set[str]], key: str, words: str) -> bool:
    return key in holding[words]


def _in_record(row: Row, world: World) -> Holds:
    return lambda words: holds(row, world.granted[row.type_name], words)


def _holding(model: type[models.Model]) -> dict[str, set[str]]:
    """By words: the keys of the rows that hold them."""
    found: dict[str, set[str]] = {}
    for words in SAID:
        asked = SearchQuery(words, config="dutch", search_type="websearch")
        rows = model._default_manager.all()
        if names := LOOKED_IN[model]:
            rows = rows.annotate(search=SearchVector(*names, config="dutch"))
        found[words] = {_key(row) for row in rows.filter(search=asked)}
    return found


def _changed(model: type[models.Model]) -> dict[str, datetime]:
    """When each row last changed; of an organisation: when it came."""
    name = "created_at" if model is Tenant else "updated_at"
    return {_key(row): getattr(row, name) for row in model._default_manager.all()}


def _key(row: models.Model) -> str:
    return row.slug if isinstance(row, Tenant) else str(row.pk)
