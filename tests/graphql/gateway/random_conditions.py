"""Random values of an argument ``where``, made from its input type: deep, empty, null and hostile ones among them."""

from __future__ import annotations

import random
from typing import Any

from graphql import GraphQLInputObjectType, get_named_type

TEXTS = [
    "Dienst 1",
    "dienst",
    'ü"\\',
    "Ü",
    "'); drop table exchange_record;--",
    "",
    "%",
    "🦄",
    "Dienst 2 van genk",
    "<p>",
]
CODES = ["bewijs", "toelating", "advies", "wonen", "milieu", "burger-en-overheid", "w3", "lopend", "nope'"]
VALUES: dict[str, list[Any]] = {
    "String": [*TEXTS, *CODES],
    "Int": [0, 1, -1, 40_000, 41_000, 2_147_483_647],
    "Float": [0, 0.5, 1000.25, -1.5, 7],
    "Boolean": [True, False],
    "Date": ["2024-01-01", "2024-02-03", "1999-12-31"],
    "DateTime": ["2024-01-01T00:00:00+00:00", "2024-01-03T02:00:00+02:00", "2030-01-01T00:00:00Z"],
}


def conditions(of_type: GraphQLInputObjectType, chance: random.Random, depth: int = 0) -> dict[str, Any]:
    """A value of an input type of conditions."""
    given: dict[str, Any] = {}
    words = [name for name in ("and", "or", "not") if depth < 3 and chance.random() < 0.25]
    fields = [name for name in of_type.fields if name not in {"and", "or", "not"}]
    for name in [*words, *chance.sample(fields, chance.choice([0, 1, 1, 2]))]:
        member = get_named_type(of_type.fields[name].type)
        assert isinstance(member, GraphQLInputObjectType)
        if name in {"and", "or"}:
            given[name] = [conditions(member, chance, depth + 1) for _ in range(chance.choice([0, 1, 2, 2, 3]))]
        elif name == "not":
            given[name] = conditions(member, chance, depth + 1)
        else:
            given[name] = _tests(member, chance)
    return given


def _tests(of_type: GraphQLInputObjectType, chance: random.Random) -> dict[str, Any]:
    names = chance.sample(list(of_type.fields), min(len(of_type.fields), chance.choice([0, 1, 1, 1, 1, 2])))
    return {name: _value(of_type.fields[name].type, chance) for name in names}


def _value(of_type: Any, chance: random.Random) -> Any:
    if chance.random() < 0.05:
        return None
    values = VALUES[get_named_type(of_type).name]
    if str(of_type).startswith("["):
        return chance.sample(values, chance.choice([0, 1, 1, 2, 3]))
    return chance.choice(values)
