"""Random documents over the gateway's schema: aliases, fragments, variables, directives, cursors, hostile texts."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
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
    GraphQLUnionType,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from tests.graphql.gateway.random_arguments import ARGUMENTS, RECORDS, REQUIRED, Argument
from tests.graphql.gateway.random_conditions import conditions

# What no document asks for, and why not: fields, and types.
LEFT_OUT = {
    ("Query", "evidence"): "each reading of a document stands in it, so no two answers are the same",
    ("Agreement", "events"): "as evidence",
    ("Query", "_service"): "a text of no row, which the tests of the subgraph hold against the schema",
}
LEFT_OUT_TYPES = {"EvidenceEvent": "as evidence"}
DEEPEST = 6


@dataclass
class Writer:
    """Writes one document at a time from a seeded source of chance; ``cursors`` (by type), ``ids`` (each with
    its type) and ``datasets`` come from answers."""

    schema: GraphQLSchema
    chance: random.Random
    lists: list[str]
    cursors: dict[str, list[str]] = field(default_factory=dict)
    ordered_cursors: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    ids: list[tuple[str, str]] = field(default_factory=list)
    datasets: list[str] = field(default_factory=list)
    turns: dict[str, list[Any]] = field(default_factory=dict)
    variables: dict[str, tuple[str, Any]] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)

    def _in_turn(self, of_what: str, values: Sequence[Any]) -> Any:
        """One of them by chance, and each before any comes again."""
        waiting = self.turns.setdefault(of_what, [])
        if not waiting:
            waiting += self.chance.sample(values, len(values))
        return waiting.pop()

    def orders(self, of_type: str) -> list[str]:
        """The orders of a type's list."""
        orders = self.schema.type_map[f"{of_type}Order"]
        assert isinstance(orders, GraphQLEnumType)
        return list(orders.values)

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
        name = self._in_turn("roots", self._roots)
        if name == "node":
            global_id = self.chance.choice([*(key for _name, key in self.ids), "Tm9kZTox", "x"])
            rows = f"id __typename {self._any_of(self._types, 2)}"
            return f"r{number}: node(id: {self._value('ID!', global_id)}) {{ {rows} }}"
        if name == "_entities":
            asked = [self._representation() for _ in range(self.chance.choice([0, 1, 2, 3, 6]))]
            given = self._variable("[_Any!]!", asked) if self.chance.random() < 0.4 else self._loose(asked)
            rows = f"__typename {self._any_of([*self._types, 'Node'], 2)}"
            return f"r{number}: _entities(representations: {given}) {{ {rows} }}"
        returned = get_named_type(root.fields[name].type)
        return f"r{number}: {name}{self._arguments(root.fields[name])} {{ {self._selection(returned, 0)} }}"

    @cached_property
    def _roots(self) -> list[str]:
        """The root fields, those of which there is most to ask several times."""
        figures = [f"{name}Aggregate" for name in self.lists if f"{name}Aggregate" in self.schema.query_type.fields]
        often = ["publicServices"] * 6 + ["projects"] * 3 + ["find"] * 3 + ["projectsAggregate"] * 2
        return [*self.lists, *figures, *often, *["node", "_entities"] * 4]

    @cached_property
    def _types(self) -> list[str]:
        """What can stand behind an id."""
        return [*sorted(self.cursors), "Dated"]

    def _representation(self) -> Any:
        """What stands for a row, now and then of another type, and what stands for none."""
        type_name, global_id = self.chance.choice(self.ids)
        if self.chance.random() < 0.1:
            type_name = self.chance.choice(["Organisation", "Nothing"])
        none = self.chance.choice([{}, "x", 7, {"__typename": "Organisation"}, {"__typename": "Offer", "id": "x"}])
        return none if self.chance.random() < 0.05 else {"__typename": type_name, "id": global_id}

    def _any_of(self, types: Sequence[str], depth: int) -> str:
        """Fragments on some of these types, to the rows of an interface or a union."""
        return " ".join(
            f"... on {of}{self._condition()} {{ {self._selection(self.schema.type_map[of], depth)} }}"
            for of in self.chance.sample(types, self.chance.randint(1, min(len(types), 4)))
        )

    def _arguments(self, field: GraphQLField) -> str:
        given: list[tuple[str, str, Any]] = []
        of_type = get_named_type(field.type).name.removesuffix("Connection")
        of_type = of_type.removesuffix("Aggregate")
        if "first" in field.args:
            given += self._paging(field, of_type)
        for argument, kind, values in self._required(of_type):
            given.append((argument, kind, self.chance.choice(values)))
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

    def _required(self, of_type: str) -> list[Argument]:
        named = {"DatasetRecord": [("dataset", "ID!", [*self.datasets, "x"])]}
        return named.get(of_type) or REQUIRED.get(of_type, [])

    def _paging(self, field: GraphQLField, of_type: str) -> list[tuple[str, str, Any]]:
        size = self.chance.choice([0, 1, 2, 3, 5, 50 if of_type in RECORDS else 4, None])
        backward = self.chance.random() < 0.3 and size is not None
        given: list[tuple[str, str, Any]] = [("last" if backward else "first", "Int", size)]
        cursors = self.cursors.get(of_type)
        if "orderBy" in field.args and self.chance.random() < 0.4:
            order = self._in_turn(f"orders of {of_type}", [*self.orders(of_type), None])
            given.append(("orderBy", f"{of_type}Order", order))
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
        asked = sorted(keys.values)
        more = self.chance.sample(asked, self.chance.choice([0, 0, 1, 2]))
        by = list(dict.fromkeys([self._in_turn(keys.name, asked), *more]))
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

    def _loose(self, value: Any) -> str:
        """A value of no declared type in the document, with some of its texts in variables."""
        if isinstance(value, dict):
            return "{" + ", ".join(f"{name}: {self._loose(part)}" for name, part in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(map(self._loose, value)) + "]"
        return self._value("ID", value) if isinstance(value, str) and self.chance.random() < 0.2 else json.dumps(value)

    def _part(self, value: Any, of_type: Any) -> str:
        in_list = isinstance(of_type, GraphQLInputObjectType) and value is not None
        if self.chance.random() < 0.1:
            return self._variable(f"{of_type}!" if in_list else str(of_type), value)
        return self._written(value, of_type)

    def _selection(self, of_type: Any, depth: int) -> str:
        if isinstance(of_type, GraphQLUnionType):
            return f"__typename {self._any_of([each.name for each in of_type.types], depth)}"
        assert isinstance(of_type, GraphQLObjectType | GraphQLInterfaceType)
        asked = [name for name in of_type.fields if (of_type.name, name) not in LEFT_OUT]
        names = [name for name in asked if self.chance.random() < 0.4] or asked[:1]
        parts = [self._field(of_type, name, depth) for name in self.chance.sample(names, min(len(names), 9))]
        if self.chance.random() < 0.2:
            parts.append(f"t{self.chance.randint(0, 9)}: __typename")
        return " ".join(part for part in parts if part) or "__typename"

    def _field(self, parent: Any, name: str, depth: int) -> str:
        returned = get_named_type(parent.fields[name].type)
        body = arguments = ""
        if isinstance(returned, GraphQLObjectType | GraphQLUnionType):
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
