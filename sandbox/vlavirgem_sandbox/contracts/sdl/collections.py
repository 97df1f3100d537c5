"""Which types of a schema are collections that remember, and which fields read and change them: inferred, since GraphQL
does not say.

``createX``, ``updateX`` and ``deleteX`` on Mutation (in Dutch too: ``registreerX``, ``wijzigX``, ``verwijderX``) make a
collection of type X when X has a field with its key. Fields of Query that give one X for a key, a list of X, or a
connection of X (as Relay has it: ``edges`` with a ``node``, or ``nodes``) read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLType,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
)

Role: TypeAlias = Literal["create", "update", "delete", "read", "list"]

_VERBS: Final[dict[Role, re.Pattern[str]]] = {
    "create": re.compile(r"(?:create|add|register|maak|registreer)(?P<type>\w+)|voeg(?P<also>\w+)Toe", re.IGNORECASE),
    "update": re.compile(r"(?:update|edit|change|wijzig)(?P<type>\w+)|pas(?P<also>\w+)Aan", re.IGNORECASE),
    "delete": re.compile(r"(?:delete|remove|verwijder|schrap)(?P<type>\w+)|haal(?P<also>\w+)Weg", re.IGNORECASE),
}
_KEY_NAMES: Final = ("uuid", "key", "code")
_NUMBERS: Final = frozenset({"Int", "Float"})


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A type whose objects are remembered."""

    of_type: GraphQLObjectType
    key_field: str


@dataclass(frozen=True, kw_only=True)
class RootField:
    """What a field of Query or Mutation does to a collection."""

    role: Role
    kept: Kept
    key_argument: str = ""
    """Path of names, with dots, to the argument or input field that holds the key; empty where there is none."""


def root_fields(schema: GraphQLSchema) -> dict[tuple[str, str], RootField]:
    """The fields that read and change collections, by name of the root type and the field."""
    found: dict[tuple[str, str], RootField] = {}
    if schema.query_type is None or schema.mutation_type is None:
        return found
    kept: dict[str, Kept] = {}
    for name, field in schema.mutation_type.fields.items():
        changed = _changed(schema, name, field)
        if changed is not None:
            kept[changed.kept.of_type.name] = changed.kept
            found[schema.mutation_type.name, name] = changed
    for name, field in schema.query_type.fields.items():
        read = _read(kept, field)
        if read is not None:
            found[schema.query_type.name, name] = read
    return found


def key_field_of(of_type: GraphQLObjectType) -> str:
    """The field that holds an object's key: ``id``, else the only one of type ID; empty where none can be told."""
    plain: dict[str, str] = {name.lower(): name for name, field in of_type.fields.items() if _is_plain(field.type)}
    if "id" in plain:
        return plain["id"]
    keys: list[str] = [name for name, field in of_type.fields.items() if _is_key(field.type)]
    if len(keys) == 1:
        return keys[0]
    return next((plain[name] for name in (*_KEY_NAMES, f"{of_type.name.lower()}id") if name in plain), "")


def key_argument(kept_key: str, of_type: GraphQLObjectType, field: GraphQLField) -> str:
    """The argument that names one object: called as its key, or the only required one of type ID."""
    wanted = {kept_key.lower(), "id", f"{of_type.name.lower()}id"}
    of_key = of_type.fields[kept_key].type
    for name, argument in field.args.items():
        if name.lower() in wanted and _can_be_key(argument.type, of_key):
            return name
    keys = [name for name, argument in field.args.items() if _is_key(argument.type)]
    return keys[0] if len(keys) == 1 else ""


def is_list(of_type: GraphQLOutputType) -> bool:
    """Whether a field gives a list."""
    inner = of_type.of_type if isinstance(of_type, GraphQLNonNull) else of_type
    return isinstance(inner, GraphQLList)


def _changed(schema: GraphQLSchema, name: str, field: GraphQLField) -> RootField | None:
    for role, verb in _VERBS.items():
        said = verb.fullmatch(name)
        if said is None:
            continue
        wanted = (said["type"] or said["also"]).lower()
        of_type = next((each for each in _objects(schema) if each.name.lower() == wanted), None)
        key = key_field_of(of_type) if of_type is not None else ""
        if of_type is None or not key:
            return None
        if not _tells(field.type) or (role != "delete" and not _gives(field.type, of_type)):
            return None
        argument = _key_argument(key, of_type, field)
        if role != "create" and not argument:
            return None
        return RootField(role=role, kept=Kept(of_type=of_type, key_field=key), key_argument=argument)
    return None


def _key_argument(key: str, of_type: GraphQLObjectType, field: GraphQLField) -> str:
    """Among the arguments, or within the one input that there is (as Relay has it)."""
    found = key_argument(key, of_type, field)
    if found:
        return found
    of_key = of_type.fields[key].type
    for name, argument in field.args.items():
        inner = get_named_type(argument.type)
        fields = inner.fields if isinstance(inner, GraphQLInputObjectType) else {}
        if key in fields and _can_be_key(fields[key].type, of_key):
            return f"{name}.{key}"
    return ""


def connected(of_type: GraphQLNamedType) -> GraphQLObjectType | None:
    """What a connection connects; None for a type that is none."""
    if not isinstance(of_type, GraphQLObjectType):
        return None
    nodes, edges = of_type.fields.get("nodes"), of_type.fields.get("edges")
    if nodes is not None and is_list(nodes.type):
        inner = get_named_type(nodes.type)
        return inner if isinstance(inner, GraphQLObjectType) else None
    edge = get_named_type(edges.type) if edges is not None and is_list(edges.type) else None
    node = edge.fields.get("node") if isinstance(edge, GraphQLObjectType) else None
    inner = get_named_type(node.type) if node is not None else None
    return inner if isinstance(inner, GraphQLObjectType) else None


def _read(kept: dict[str, Kept], field: GraphQLField) -> RootField | None:
    of_type = get_named_type(field.type)
    known = kept.get(of_type.name)
    inner = connected(of_type) if known is None else None
    if inner is not None and inner.name in kept:
        return RootField(role="list", kept=kept[inner.name])
    if known is None or not isinstance(of_type, GraphQLObjectType):
        return None
    if is_list(field.type):
        return RootField(role="list", kept=known)
    argument = key_argument(known.key_field, of_type, field)
    return RootField(role="read", kept=known, key_argument=argument) if argument else None


def _tells(answer: GraphQLOutputType) -> bool:
    """Whether it is clear what an answer says of one object: not of a list, nor of one of several types."""
    return not is_list(answer) and not is_abstract_type(get_named_type(answer))


def _gives(answer: GraphQLOutputType, of_type: GraphQLObjectType) -> bool:
    """Whether a mutation answers with the object, or with a payload that has it."""
    named = get_named_type(answer)
    return named is of_type or (
        isinstance(named, GraphQLObjectType)
        and any(get_named_type(field.type) is of_type for field in named.fields.values())
    )


def _objects(schema: GraphQLSchema) -> Iterator[GraphQLObjectType]:
    for name, of_type in schema.type_map.items():
        if isinstance(of_type, GraphQLObjectType) and not name.startswith("__"):
            yield of_type


def _is_plain(of_type: GraphQLType) -> bool:
    return is_leaf_type(of_type.of_type if isinstance(of_type, GraphQLNonNull) else of_type)


def _can_be_key(given: GraphQLType, of_key: GraphQLType) -> bool:
    """Whether what is given may name a key: not a text for a number, which no object has."""
    names = get_named_type(given).name, get_named_type(of_key).name
    return _is_plain(given) and (names[0] in {names[1], "ID"} or names[1] not in _NUMBERS)


def _is_key(of_type: object) -> bool:
    return str(of_type).rstrip("!") == "ID"
