"""What a try-out of a GraphQL service remembers: objects that fields of Mutation created, changed and deleted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from django.utils.translation import gettext as _
from graphql import (
    GraphQLError,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
)

from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue
from vlavirgem_sandbox.contracts.remembering import Collection, Shape, merged
from vlavirgem_sandbox.contracts.resources import Resource
from vlavirgem_sandbox.contracts.samples import Sample, key_text
from vlavirgem_sandbox.contracts.sdl.collections import Kept, RootField, is_list
from vlavirgem_sandbox.contracts.sdl.examples import misfit
from vlavirgem_sandbox.contracts.sdl.things import Maker, Thing
from vlavirgem_sandbox.contracts.state import StateStore

_KEY: JsonObject = {"type": "string"}


def refused(code: str, message: str) -> GraphQLError:
    """The error of one field; it gets its path from where it is raised."""
    return GraphQLError(message, extensions={"code": code})


class Memory:
    """The collections of one try-out, for the time of one call."""

    def __init__(self, maker: Maker, store: StateStore, seed: int) -> None:
        self._maker, self._store, self._seed = maker, store, seed

    def find(self, of: RootField, arguments: Mapping[str, Any]) -> tuple[Thing | None, bool]:
        """The object that a field names by its key, and whether it was remembered.

        None for one that is gone; where nothing was ever written, any key is found.
        """
        key = key_text(key_in(of, arguments))
        collection = self.collection(of.kept, key)
        if collection.is_gone():
            return None, True
        stored = collection.find()
        document = stored.document if stored is not None else {of.kept.key_field: key}
        return self._thing(of.kept, document), stored is not None

    def written(self, kept: Kept) -> list[Thing] | None:
        """The author's examples that are left and what was written; None while nothing was, and examples stand in."""
        rows, is_untouched = self.collection(kept, "").rows_or_untouched()
        return None if is_untouched else [self._thing(kept, row.fields) for row in rows]

    def create(self, of: RootField, arguments: Mapping[str, Any]) -> Thing:
        """Keep a new object. Fields that may be empty and were not given are; the rest is made."""
        kept = of.kept
        given = self._given(kept, arguments)
        collection = self.collection(kept, "")
        own = given.get(kept.key_field)
        if own is not None and collection.is_taken(key_text(own)):
            raise refused("CONFLICT", _("This key is already in use."))
        key = collection.new_key(self._maker.generator, self._seed) if own is None else own
        document = {**dict(_empty(kept.of_type)), **given, kept.key_field: key}
        return self._thing(kept, collection.write(key_text(key), document).document)

    def update(self, of: RootField, arguments: Mapping[str, Any]) -> Thing:
        """Change what is given, and leave the rest as it was."""
        before = self._before(of, arguments)
        change = {name: value for name, value in self._given(of.kept, arguments).items() if name != of.kept.key_field}
        key = before.known[of.kept.key_field]
        document = {**before.known, **{name: merged(before.known.get(name), new) for name, new in change.items()}}
        return self._thing(of.kept, self.collection(of.kept, key_text(key)).write(key_text(key), document).document)

    def delete(self, of: RootField, arguments: Mapping[str, Any]) -> Thing:
        """Forget an object; gives it as it was."""
        before = self._before(of, arguments)
        self.collection(of.kept, key_text(before.known[of.kept.key_field])).delete()
        return before

    def collection(self, kept: Kept, key: str) -> Collection:
        """The objects of one type, with the one that a key names."""
        name = kept.of_type.name
        resource = Resource(
            collection_path=f"/{name}", item_path=f"/{name}/{{key}}", key_parameter="key", operations={}
        )
        examples = self._maker.examples.of_type(name)
        keys = [key_text(each[kept.key_field]) if kept.key_field in each else "" for each in examples]
        shape = Shape(
            schema=None,
            key_property=kept.key_field,
            key_schema=self._key_schema(kept),
            known_keys=frozenset(keys),
            samples=tuple(
                Sample(key=key, document=each, listed=each) for key, each in zip(keys, examples, strict=True)
            ),
        )
        return Collection(resource, shape, self._store, {"key": key})

    def _key_schema(self, kept: Kept) -> JsonObject:
        """As its scalar has it; an ID may be any text, so numbers will do."""
        of_type = get_named_type(kept.of_type.fields[kept.key_field].type)
        return _KEY if of_type.name == "ID" else self._maker.values.of_leaf(of_type)

    def _before(self, of: RootField, arguments: Mapping[str, Any]) -> Thing:
        found = self.find(of, arguments)[0] if key_in(of, arguments) is not None else None
        if found is None:
            raise refused("NOT_FOUND", _("Nothing was found for this key."))
        return found

    def _thing(self, kept: Kept, document: JsonObject) -> Thing:
        return self._maker.thing(kept.of_type, "", self._seed, deepcopy(document), is_given=True)

    def _given(self, kept: Kept, arguments: Mapping[str, Any]) -> JsonObject:
        """What the call says of the object: arguments and input fields that are named as a field of its type."""
        found: JsonObject = {}
        for name, value in _told(arguments):
            declared = kept.of_type.fields.get(name)
            if declared is not None and not misfit(declared.type, value):
                found[name] = value
        return found


def key_in(of: RootField, arguments: Mapping[str, Any]) -> JsonValue:
    """The key that a call names."""
    value: Any = arguments
    for name in of.key_argument.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def payload(of_type: GraphQLObjectType, of: RootField, thing: Thing) -> JsonObject:
    """What a mutation answers that wraps the object in a type of its own: the object, its key, true, and no errors."""
    known: JsonObject = {}
    for name, field in of_type.fields.items():
        named = get_named_type(field.type)
        if is_list(field.type):
            known[name] = []
        elif named is of.kept.of_type:
            known[name] = thing
        elif named.name == "Boolean":
            known[name] = True
        elif named.name == "ID":
            known[name] = thing.known.get(of.kept.key_field)
        elif not isinstance(field.type, GraphQLNonNull):
            known[name] = None
    return known


def _told(arguments: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in arguments.items():
        if isinstance(value, Mapping):
            yield from value.items()
        yield name, value


def _empty(of_type: GraphQLObjectType) -> Iterator[tuple[str, JsonValue]]:
    for name, field in of_type.fields.items():
        if is_list(field.type):
            yield name, []
        elif not isinstance(field.type, GraphQLNonNull):
            yield name, None
