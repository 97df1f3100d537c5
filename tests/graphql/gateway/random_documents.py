"""Random documents over the gateway's schema: aliases, fragments, variables, directives, cursors, hostile texts."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from tests.graphql.gateway.plain_services import WORDS
from tests.graphql.gateway.random_conditions import conditions

SEARCHES = ["dienst", "project", "geheim", "brugge dienst", "geheim genk 2", "diensten", "PROJECT", "de", "", "'\\"]
RECORDS = ("PublicService", "Project")
# Each reading of a document stands in them, so no two answers about them are the same.
GROWING = ("events", "eventsAboutUs")
DEEPEST = 6
# The arguments of a type's lists, besides those of paging.
ARGUMENTS: dict[str, list[tuple[str, str, list[Any]]]] = {
    **{
        name: [
            ("provider", "[String!]", [["brugge"], ["genk", "brugge"], ["zottegem"], None]),
            ("search", "String", [*SEARCHES, None]),
        ]
        for name in RECORDS
    },
    "Offer": [("kind", "String", ["public-service", "x", None]), ("provider", "[String!]", [["brugge"], [], None])],
    "Organisation": [
        ("kind", "[String!]", [["municipality"], ["agency", "network"], [], None]),
        ("slug", "[String!]", [["brugge", "aalst"], ["nergens"], None]),
    ],
    "Service": [
        ("words", "String", [*WORDS, None]),
        ("publisher", "[String!]", [["brugge"], ["aalst", "genk"], None]),
        ("theme", "String", ["environment", "welfare", "nope", None]),
        ("offered", "Boolean", [True, False, None]),
    ],
    "TryOut": [("state", "String", ["active", "ended", None])],
    "TryOutCall": [("verdict", "String", ["ok", "nope", None])],
    "Pilot": [("state", "[String!]", [["active"], ["draft", "ended"], [], None])],
    "JointPurchase": [("stage", "[String!]", [["preparing"], ["closed"], None])],
    "SharedPage": [("words", "String", [*WORDS, None])],
}


@dataclass
class Writer:
    """Writes one document at a time from a seeded source of chance; ``cursors`` (by type) and ``ids`` come from
    answers."""

    schema: GraphQLSchema
    chance: random.Random
    lists: list[str]
    cursors: dict[str, list[str]] = field(default_factory=dict)
    ordered_cursors: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    variables: dict[str, tuple[str, Any]] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)

    def document(self) -> tuple[str, dict[str, Any]]:
        """A document and its variables."""
        self.variables, self.fragments = {}, []
        roots = [self._root(number) for number in range(self.chance.randint(1, 2))]
        declared = ", ".join(f"${name}: {kind}" for name, (kind, _value) in self.variables.items())
        head = f"query Q({declared})" if declared else "query Q"
        text = f"{head} {{ {' '.join(roots)} }} {' '.join(self.fragments)}"
        return text, {name: value for name, (_kind, value) in self.variables.items()}

    def _root(self, number: int) -> str:
        root = self.schema.query_type
        assert root is not None
        figures = ["publicServicesAggregate", "projectsAggregate", "projectsAggregate"]
        name = self.chance.choice(["publicServices"] * 4 + ["projects"] * 2 + [*self.lists, *figures, "node", "node"])
        returned = get_named_type(root.fields[name].type)
        if name == "node":
            global_id = self.chance.choice([*self.ids, "Tm9kZTox", "x"])
            parts = " ".join(
                f"... on {of} {{ {self._selection(self.schema.type_map[of], 2)} }}"
                for of in self.chance.sample(sorted(self.cursors), self.chance.randint(1, 3))
            )
            return f"r{number}: node(id: {self._value('ID!', global_id)}) {{ id __typename {parts} }}"
        return f"r{number}: {name}{self._arguments(root.fields[name])} {{ {self._selection(returned, 0)} }}"

    def _arguments(self, field: GraphQLField) -> str:
        given: list[tuple[str, str, Any]] = []
        of_type = get_named_type(field.type).name.removesuffix("Connection")
        of_type = of_type.removesuffix("Aggregate")
        if "first" in field.args:
            given += self._paging(field, of_type)
        for argument, kind, values in ARGUMENTS.get(of_type, ()):
            if self.chance.random() < 0.12:
                given.append((argument, kind, self.chance.choice(values)))
        if "where" in field.args and self.chance.random() < 0.6:
            where = field.args["where"].type
            assert isinstance(where, GraphQLInputObjectType)
            asked = conditions(where, self.chance) if self.chance.random() < 0.97 else None
            given.append(("where", where.name, asked))
        written = ", ".join(f"{argument}: {self._value(kind, value)}" for argument, kind, value in given)
        return f"({written})" if written else ""

    def _paging(self, field: GraphQLField, of_type: str) -> list[tuple[str, str, Any]]:
        size = self.chance.choice([0, 1, 2, 3, 5, 50 if of_type in RECORDS else 4, None])
        backward = self.chance.random() < 0.3 and size is not None
        given: list[tuple[str, str, Any]] = [("last" if backward else "first", "Int", size)]
        cursors = self.cursors.get(of_type)
        if "orderBy" in field.args and self.chance.random() < 0.4:
            orders = self.schema.type_map[f"{of_type}Order"]
            assert isinstance(orders, GraphQLEnumType)
            order = self.chance.choice([*orders.values, None])
            given.append(("orderBy", orders.name, order))
            # Now and then a cursor of another order, which has to be refused.
            cursors = self.ordered_cursors[of_type, order] if order and self.chance.random() < 0.9 else cursors
        if cursors and self.chance.random() < 0.5:
            given.append(("before" if backward else "after", "String", self.chance.choice([*cursors, None])))
        return given

    def _is_list(self, of_type: str, name: str) -> bool:
        row = self.schema.type_map[of_type]
        assert isinstance(row, GraphQLObjectType)
        return is_list_type(get_nullable_type(row.fields[name].type))

    def _groups(self, field: GraphQLField) -> str:
        keys = get_named_type(field.args["by"].type)
        assert isinstance(keys, GraphQLEnumType)
        by = self.chance.sample(sorted(keys.values), self.chance.choice([1, 1, 2, 3]))
        lists = [name for name in by if self._is_list(keys.name.removesuffix("GroupKey"), name)]
        by = [name for name in by if name not in lists[1:]]  # of more than one the gateway refuses the groups
        first = self._value("Int", self.chance.choice([None, 0, 1, 2, 50]))
        written = self._variable(f"[{keys.name}!]!", by) if self.chance.random() < 0.4 else f"[{', '.join(by)}]"
        return f"(by: {written}, first: {first})"

    def _value(self, kind: str, value: Any) -> str:
        if self.chance.random() < 0.4:
            return self._variable(kind, value)
        return self._written(value, self.schema.type_map.get(kind))

    def _variable(self, kind: str, value: Any) -> str:
        name = f"v{len(self.variables)}"
        self.variables[name] = (kind, value)
        return f"${name}"

    def _written(self, value: Any, of_type: Any) -> str:
        """A value in the document, of whose parts some come in variables."""
        if isinstance(of_type, GraphQLEnumType):
            return value or "null"
        if isinstance(value, dict):
            members = (f"{name}: {self._part(part, of_type.fields[name].type)}" for name, part in value.items())
            return "{" + ", ".join(members) + "}"
        if isinstance(value, list) and value and isinstance(value[0], dict):
            return "[" + ", ".join(self._part(part, get_named_type(of_type)) for part in value) + "]"
        return json.dumps(value, ensure_ascii=False)

    def _part(self, value: Any, of_type: Any) -> str:
        in_list = isinstance(of_type, GraphQLInputObjectType) and value is not None
        if self.chance.random() < 0.1:
            return self._variable(f"{of_type}!" if in_list else str(of_type), value)
        return self._written(value, of_type)

    def _selection(self, of_type: Any, depth: int) -> str:
        assert isinstance(of_type, GraphQLObjectType | GraphQLInterfaceType)
        names = [name for name in of_type.fields if name not in GROWING and self.chance.random() < 0.4]
        names = names or [next(iter(of_type.fields))]
        parts = [self._field(of_type, name, depth) for name in names[:9]]
        if self.chance.random() < 0.2:
            parts.append(f"t{self.chance.randint(0, 9)}: __typename")
        return " ".join(part for part in parts if part) or "__typename"

    def _field(self, parent: Any, name: str, depth: int) -> str:
        returned = get_named_type(parent.fields[name].type)
        body = arguments = ""
        if isinstance(returned, GraphQLObjectType):
            if depth > DEEPEST:
                return ""
            body = f" {{ {self._selection(returned, depth + 1)} }}"
            if name == "groups":
                arguments = self._groups(parent.fields[name])
            elif "first" in parent.fields[name].args:
                arguments = self._arguments(parent.fields[name])
        alias = f"{self.chance.choice('abc')}{self.chance.randint(0, 99)}: " if self.chance.random() < 0.15 else ""
        text = f"{alias}{name}{arguments}{self._condition()}{body}"
        roll = self.chance.random()
        if roll < 0.06:
            return f"... on {parent.name}{self._condition()} {{ {text} }}"
        if roll < 0.12 and len(self.fragments) < 5:
            fragment = f"F{len(self.fragments)}"
            self.fragments.append(f"fragment {fragment} on {parent.name} {{ {text} }}")
            return f"...{fragment}{self._condition()}"
        return text

    def _condition(self) -> str:
        if self.chance.random() < 0.92:
            return ""
        directive = self.chance.choice(["include", "skip"])
        return f" @{directive}(if: {self._value('Boolean!', self.chance.random() < 0.5)})"


def is_list(of_type: Any) -> bool:
    """Whether a type is a list, required or not."""
    return isinstance(of_type.of_type if isinstance(of_type, GraphQLNonNull) else of_type, GraphQLList)
