"""The operations of a GraphQL contract: each field at the root, with an example request to start from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    Undefined,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from vlavirgem_sandbox.contracts.generating.outcome import TooLarge
from vlavirgem_sandbox.contracts.limits import MAX_REQUEST_VALUES
from vlavirgem_sandbox.contracts.model import Act, JsonValue, Operation, RequestExample
from vlavirgem_sandbox.contracts.sdl.collections import RootField, key_argument
from vlavirgem_sandbox.contracts.sdl.examples import Examples
from vlavirgem_sandbox.contracts.sdl.things import Maker, drawn

PATH: Final = "/"
"""Every operation is called at the address of the try-out itself."""
_ROOTS: Final[tuple[tuple[Act, str], ...]] = (
    ("query", "Query"),
    ("mutation", "Mutation"),
    ("subscription", "Subscription"),
)
_SELECTION_DEPTHS: Final = (3, 2, 1)
"""How many levels are selected; fewer where that is more than a person reads, or a request may ask."""
_MOST_SELECTED: Final = 12
_MOST_LINES: Final = 200
_DEEPEST_INPUT: Final = 6


def key_of(act: Act, field: str) -> str:
    """The operation's key: ``Query.verenigingen``, however the schema calls its root types."""
    return f"{dict(_ROOTS)[act]}.{field}"


def introspection(field: str) -> Operation:
    """What a request asks that only wants to know the contract."""
    return Operation(key=key_of("query", field), operation_id=field, method="POST", path=PATH, summary="", act="query")


def listed(schema: GraphQLSchema) -> Iterator[Operation]:
    """One for each root field, in the order of the schema."""
    roots = {"query": schema.query_type, "mutation": schema.mutation_type, "subscription": schema.subscription_type}
    for act, _name in _ROOTS:
        root = roots[act]
        for name, field in root.fields.items() if root is not None else ():
            description = (field.description or "").strip()
            yield Operation(
                key=key_of(act, name),
                operation_id=name,
                method="POST",
                path=PATH,
                summary=description.partition("\n")[0][:200],
                description=description,
                tags=(),
                request_content_types=("application/json",),
                answer_statuses=("200",),
                act=act,
                works=act != "subscription",
                why_not=_("Subscriptions cannot be tried yet; queries and mutations can.")
                if act == "subscription"
                else "",
            )


class RequestExamples:
    """Example requests for the fields of one schema."""

    def __init__(
        self, schema: GraphQLSchema, maker: Maker, examples: Examples, roots: Mapping[tuple[str, str], RootField]
    ) -> None:
        self._schema, self._maker, self._examples, self._roots = schema, maker, examples, roots
        self._made = 0

    def example(self, operation: Operation) -> RequestExample:
        """A request with a variable for each argument that has to be there, for the one that names what is read or
        changed, and for those with an example.

        Raises :class:`TooLarge` where an input asks for more than anybody would fill in.
        """
        self._made = 0
        root = self._schema.mutation_type if operation.act == "mutation" else self._schema.query_type
        if root is None:
            raise LookupError(operation.key)
        name = operation.operation_id
        field = root.fields[name]
        variables = dict(self._variables(root, name, field))
        declared = ", ".join(f"${each}: {field.args[each].type}" for each in variables)
        passed = ", ".join(f"{each}: ${each}" for each in variables)
        title = f"{name[:1].upper()}{name[1:]}"
        head = f"{operation.act} {title}{f'({declared})' if declared else ''}"
        selections = (self._selection(get_named_type(field.type), 2, depth) for depth in _SELECTION_DEPTHS)
        selected = next(each for each in selections if each.count("\n") <= _MOST_LINES)
        query = f"{head} {{\n  {name}{f'({passed})' if passed else ''}{selected}\n}}"
        body = {"query": query, **({"variables": variables} if variables else {})}
        return RequestExample(
            path=PATH, content_type="application/json", body=json.dumps(body, ensure_ascii=False, indent=2)
        )

    def _variables(self, root: GraphQLObjectType, name: str, field: GraphQLField) -> Iterator[tuple[str, JsonValue]]:
        of = self._roots.get((root.name, name))
        naming = of.key_argument.partition(".")[0] if of is not None else ""
        for each, argument in field.args.items():
            example = self._examples.of_argument(root.name, name, each) or self._known_key(field, each)
            if example is not None or is_required_argument(argument) or each == naming:
                yield each, self._input(argument, each, example, 0)

    def _known_key(self, field: GraphQLField, argument: str) -> JsonValue:
        """The key of an object that the author gave as an example, for the argument that names one."""
        of_type = get_named_type(field.type)
        if not isinstance(of_type, GraphQLObjectType):
            return None
        key = self._maker.key_field(of_type)
        if not key or key_argument(key, of_type, field) != argument:
            return None
        return next((each[key] for each in self._examples.of_type(of_type.name) if key in each), None)

    def _input(
        self, declared: GraphQLArgument | GraphQLInputField, name: str, example: JsonValue, depth: int
    ) -> JsonValue:
        self._made += 1
        if self._made > MAX_REQUEST_VALUES:
            raise TooLarge("input")
        if example is not None:
            return example
        if declared.default_value is not Undefined and is_plain(declared.default_value):
            return declared.default_value
        return self._value(declared.type, name, depth)

    def _value(self, of_type: GraphQLInputType, name: str, depth: int) -> JsonValue:
        if isinstance(of_type, GraphQLNonNull):
            return self._value(of_type.of_type, name, depth)
        if isinstance(of_type, GraphQLList):
            return [self._value(of_type.of_type, name, depth + 1)]
        if isinstance(of_type, GraphQLInputObjectType):
            return dict(self._members(of_type, depth + 1))
        return self._maker.generator.value(
            self._maker.values.of_leaf(get_named_type(of_type)), drawn(f"example|{name}"), name=name
        )

    def _members(self, of_type: GraphQLInputObjectType, depth: int) -> Iterator[tuple[str, JsonValue]]:
        members = list(of_type.fields.items())
        for name, member in members[:1] if of_type.is_one_of else members:
            example = self._examples.of_argument(of_type.name, name)
            required = isinstance(member.type, GraphQLNonNull) and member.default_value is Undefined
            roomy = depth <= 2 and is_leaf_type(get_named_type(member.type))  # noqa: PLR2004 - what a person fills in
            if required or of_type.is_one_of or (depth < _DEEPEST_INPUT and (example is not None or roomy)):
                yield name, self._input(member, name, example, depth)

    def _selection(
        self, of_type: GraphQLNamedType, indent: int, depth: int, beside: dict[str, str] | None = None
    ) -> str:
        """The fields between braces; nothing of a scalar. ``beside``: see :meth:`_lines`."""
        if is_leaf_type(of_type):
            return ""
        inside = "  " * indent
        lines = list(self._lines(of_type, indent, depth, {} if beside is None else beside))[:_MOST_SELECTED] or [
            "__typename"
        ]
        return " {\n" + "".join(f"{inside}{line}\n" for line in lines) + "  " * (indent - 1) + "}"

    def _lines(self, of_type: GraphQLNamedType, indent: int, depth: int, beside: dict[str, str]) -> Iterator[str]:
        """``beside``: the fields of the other types of a union, with what they give. One name must give the same in
        all of them (Field Selection Merging), so a field that gives something else is left out."""
        if isinstance(of_type, GraphQLUnionType):
            yield "__typename"
            for each in of_type.types[:3]:
                yield f"... on {each.name}{self._selection(each, indent + 1, depth - 1, beside)}"
            return
        if not isinstance(of_type, (GraphQLObjectType, GraphQLInterfaceType)):
            return
        for name, field in of_type.fields.items():
            named = get_named_type(field.type)
            if field.deprecation_reason is not None or any(map(is_required_argument, field.args.values())):
                continue
            if beside.setdefault(name, str(field.type)) != str(field.type):
                continue
            if is_leaf_type(named):
                yield name
            elif depth > 1:
                yield f"{name}{self._selection(named, indent + 1, depth - 1)}"


def is_plain(value: Any) -> bool:
    """Whether a default can be sent as it stands."""
    return isinstance(value, (str, int, float, bool))
