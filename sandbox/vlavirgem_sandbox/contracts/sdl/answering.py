"""Answers of a GraphQL try-out: graphql-core executes the request, and each field is remembered, given or made."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from django.utils.translation import gettext as _
from graphql import (
    ExecutionResult,
    GraphQLAbstractType,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLUnionType,
    execute,
    get_named_type,
    is_leaf_type,
)

from vlavirgem_sandbox.contracts.generating.outcome import Ungeneratable
from vlavirgem_sandbox.contracts.limits import MAX_SDL_VALUES
from vlavirgem_sandbox.contracts.model import JsonValue, Origin
from vlavirgem_sandbox.contracts.sdl.changing import Memory, key_in, payload, refused
from vlavirgem_sandbox.contracts.sdl.collections import RootField, connected, is_list
from vlavirgem_sandbox.contracts.sdl.paging import PAGING, connection, page_of
from vlavirgem_sandbox.contracts.sdl.personas import ShowingPersonas
from vlavirgem_sandbox.contracts.sdl.requests import LARGEST_PAGE, USUAL_ROWS, Asked
from vlavirgem_sandbox.contracts.sdl.things import Maker, Thing, canonical, drawn, fits, wanted_in
from vlavirgem_sandbox.contracts.state import StateStore

_log = logging.getLogger(__name__)


@dataclass(kw_only=True)
class Answered:
    """What came of a request."""

    result: ExecutionResult
    origin: Origin


@dataclass
class _Executing:
    """One request in the making: graphql-core's context."""

    maker: Maker
    roots: Mapping[tuple[str, str], RootField]
    lengths: Mapping[tuple[str, ...], tuple[int, int]]
    memory: Memory
    seed: int
    showing: ShowingPersonas
    made: int = 0
    origins: set[Origin] = field(default_factory=set)

    def spend(self) -> None:
        """Count one more value. Raises GraphQLError for an answer that grows too large."""
        self.made += 1
        if self.made > MAX_SDL_VALUES:
            raise refused("LIMIT_EXCEEDED", _("The answer would be too large. Ask for less at once."))


class Answering:
    """Answers requests for one schema. Safe to share between threads."""

    def __init__(
        self,
        schema: GraphQLSchema,
        maker: Maker,
        roots: Mapping[tuple[str, str], RootField],
        lengths: Mapping[tuple[str, ...], tuple[int, int]],
        showing: ShowingPersonas,
    ) -> None:
        self._schema, self._maker, self._roots, self._lengths = schema, maker, roots, lengths
        self._showing = showing

    def answer(self, asked: Asked, *, store: StateStore, seed: int) -> Answered:
        """Execute a request that was found good. Raises what the store raises."""
        memory = Memory(self._maker, store, seed)
        executing = _Executing(self._maker, self._roots, self._lengths, memory, seed, self._showing)
        result = cast(
            "ExecutionResult",  # no resolver is a coroutine
            execute(
                self._schema,
                asked.document,
                context_value=executing,
                variable_values=asked.request.variables,
                operation_name=asked.request.operation_name,
                field_resolver=_resolve,
                type_resolver=_type_of,
            ),
        )
        for error in result.errors or ():
            cause = error.original_error
            if isinstance(cause, TypeError):  # graphql-core's own, of a value that does not fit: told as such
                _log.warning("a value does not fit its field: %s", error.message)
            elif cause is not None and not isinstance(cause, (GraphQLError, Ungeneratable)):
                raise cause
        origins = executing.origins
        origin: Origin = "state" if "state" in origins else "example" if "example" in origins else "generated"
        return Answered(result=result, origin=origin)


def _resolve(parent: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
    executing: _Executing = info.context
    executing.spend()
    of_field = info.parent_type.fields[info.field_name]
    named = executing.showing.named_in(arguments)
    if isinstance(parent, Thing):
        found = _member(executing, parent, info.field_name, of_field, arguments)
        return executing.showing.about(named or executing.showing.passed_on(parent, of_field), found)
    return executing.showing.about(named, _at_the_root(executing, info, of_field, arguments))


def _type_of(value: Any, _info: GraphQLResolveInfo, _of: GraphQLAbstractType) -> str | None:
    return value.of_type.name if isinstance(value, Thing) else None


def _member(executing: _Executing, thing: Thing, name: str, of_field: GraphQLField, arguments: dict[str, Any]) -> Any:
    """A field of an object that is there already."""
    if name in thing.known:
        return _given(executing, of_field.type, thing.known[name], f"{thing.source}|{name}")
    if is_leaf_type(get_named_type(of_field.type)):
        of_persona = executing.showing.value_of(thing, name)
        if of_persona is not None:
            return of_persona
        if arguments:
            return executing.maker.value_for(thing, name, arguments)
        return executing.maker.plain_value(thing, name)
    return _made(executing, (thing.of_type.name, name), of_field, f"{thing.source}|{name}", arguments)


def _at_the_root(
    executing: _Executing, info: GraphQLResolveInfo, of_field: GraphQLField, arguments: dict[str, Any]
) -> Any:
    place = (info.parent_type.name, info.field_name)
    source = f"{executing.seed}|{'.'.join(place)}|{canonical(arguments)}"
    of = executing.roots.get(place)
    if of is not None and of.role == "read" and key_in(of, arguments) is None:
        of = None  # the key may be left out, and is: any object will do
    if of is not None:
        if of.role == "list":
            things = executing.memory.written(of.kept)
            if things is not None:
                executing.origins.add("state")
                wanted = wanted_in(of.kept.of_type, arguments)
                found = [each for each in things if fits(of.kept.of_type, each.known, wanted)]
                page = page_of(found, arguments)
                return page.rows if is_list(of_field.type) else connection(of_field, source, page)
        elif of.role == "read":
            return _found(executing, of, of_field, arguments)
        else:
            return _changed(executing, of, of_field, arguments)
    if is_leaf_type(get_named_type(of_field.type)):
        return executing.maker.value_for(Thing(info.parent_type, str(executing.seed)), info.field_name, arguments)
    return _made(executing, place, of_field, source, arguments)


def _found(executing: _Executing, of: RootField, of_field: GraphQLField, arguments: dict[str, Any]) -> Thing | None:
    thing, remembered = executing.memory.find(of, arguments)
    is_example = thing is not None and len(thing.known) > 1  # more is known of it than its key
    executing.origins.add("state" if remembered else "example" if is_example else "generated")
    if thing is None and isinstance(of_field.type, GraphQLNonNull):
        raise refused("NOT_FOUND", _("Nothing was found for this key."))
    return thing


def _changed(executing: _Executing, of: RootField, of_field: GraphQLField, arguments: dict[str, Any]) -> Any:
    acts = {"create": executing.memory.create, "update": executing.memory.update, "delete": executing.memory.delete}
    thing = acts[of.role](of, arguments)
    executing.origins.add("state")
    answer = get_named_type(of_field.type)
    if answer is of.kept.of_type:
        return thing
    if isinstance(answer, GraphQLObjectType):
        return Thing(answer, f"{thing.source}|{answer.name}", payload(answer, of, thing))
    told = {"Boolean": True, "Int": 1}  # that it was done, or to how many
    return told.get(answer.name, thing.known[of.kept.key_field])


def _made(
    executing: _Executing, place: tuple[str, str], of_field: GraphQLField, source: str, arguments: dict[str, Any]
) -> Any:
    """Objects that nobody gave: an example of the author where there is one, else made from their types."""
    examples = executing.maker.examples.by_place.get(place)
    if examples:
        executing.origins.add("example")
        if not is_list(of_field.type):
            return _given(executing, of_field.type, drawn(source).choice(examples), source)
        whole = [each for each in examples if isinstance(each, list)]
        listed = drawn(source).choice(whole) if whole else list(examples)
        return page_of(_given(executing, of_field.type, listed, source), arguments).rows
    if is_list(of_field.type):
        return _list(executing, place, of_field.type, source, arguments)
    if connected(get_named_type(of_field.type)) is not None and _is_unexemplified(executing, of_field):
        return _made_connection(executing, place, of_field, source, arguments)
    return _thing(executing, of_field.type, source, _known(of_field, arguments))


def _is_unexemplified(executing: _Executing, of_field: GraphQLField) -> bool:
    """Whether the author shows no connection of this type as it would be answered."""
    examples = executing.maker.examples
    name = get_named_type(of_field.type).name
    return not any(examples.by_place.get(place) for place in ((name,), (name, "edges"), (name, "nodes")))


def _made_connection(
    executing: _Executing, place: tuple[str, str], of_field: GraphQLField, source: str, arguments: dict[str, Any]
) -> Thing:
    """A page of a connection whose rows are made: the same rows whichever page is asked for."""
    of_type = cast("GraphQLObjectType", get_named_type(of_field.type))
    wanted = {name: value for name, value in arguments.items() if name not in PAGING}
    rows_source = f"{executing.seed}|{source.rpartition('|')[0]}|{canonical(wanted)}"
    part = "edges" if "edges" in of_type.fields else "nodes"
    rows = _list(
        executing, (of_type.name, part), GraphQLList(cast("GraphQLObjectType", connected(of_type))), rows_source, wanted
    )
    return connection(of_field, source, page_of(rows, arguments))


def _known(of_field: GraphQLField, arguments: Mapping[str, Any]) -> dict[str, JsonValue]:
    """What the arguments say of the object that is asked for: its key, and fields of their name."""
    of_type = get_named_type(of_field.type)
    if not isinstance(of_type, GraphQLObjectType):
        return {}
    return wanted_in(of_type, arguments)


def _list(
    executing: _Executing, place: tuple[str, str], of_type: GraphQLOutputType, source: str, arguments: dict[str, Any]
) -> list[Any]:
    item = _item_of(of_type)
    inner = item.of_type if isinstance(item, GraphQLNonNull) else item
    wanted = wanted_in(inner, arguments) if isinstance(inner, GraphQLObjectType) else {}
    given = executing.maker.examples.of_type(inner.name) if isinstance(inner, GraphQLObjectType) else []
    if isinstance(inner, GraphQLObjectType) and given and place not in executing.lengths:
        executing.origins.add("example")
        fitting = [each for each in given if fits(inner, each, wanted)]
        rows = [_given(executing, inner, each, f"{source}|{at}") for at, each in enumerate(fitting)]
        return page_of(rows, arguments).rows
    least, most = (min(bound, LARGEST_PAGE) for bound in executing.lengths.get(place, (1, USUAL_ROWS)))
    count = drawn(f"{source}|rows").randint(least, most)
    return page_of([_thing(executing, item, f"{source}|{at}", wanted) for at in range(count)], arguments).rows


def _thing(executing: _Executing, of_type: GraphQLOutputType, source: str, known: Mapping[str, JsonValue]) -> Any:
    """An object, or a list in a list."""
    if isinstance(of_type, GraphQLNonNull):
        made = _thing(executing, of_type.of_type, source, known)
        if made is None:
            raise refused("NOT_ANSWERABLE", _("No value can be made for this field."))
        return made
    if isinstance(of_type, GraphQLList):
        return [_thing(executing, of_type.of_type, f"{source}|{at}", known) for at in range(2)]
    executing.spend()
    concrete: Any = of_type  # no leaf: those are values of the object that they stand in
    if isinstance(of_type, (GraphQLInterfaceType, GraphQLUnionType)):
        concrete = executing.maker.concrete(of_type, source)
    if concrete is None:
        return None
    if executing.maker.examples.of_type(concrete.name):
        executing.origins.add("example")
    return executing.maker.thing(concrete, source, executing.seed, known)


def _given(executing: _Executing, of_type: GraphQLOutputType, value: Any, source: str) -> Any:
    """A value that an example, a caller or an earlier call gave; objects in it become things."""
    executing.spend()
    if isinstance(of_type, GraphQLNonNull):
        return _given(executing, of_type.of_type, value, source)
    if isinstance(value, list) and isinstance(of_type, GraphQLList):
        return [_given(executing, of_type.of_type, each, f"{source}|{at}") for at, each in enumerate(value)]
    if not isinstance(value, dict) or is_leaf_type(of_type):
        return value
    concrete: Any = of_type
    if isinstance(of_type, (GraphQLInterfaceType, GraphQLUnionType)):
        concrete = executing.maker.concrete_of(of_type, value)
    if concrete is None:
        return None
    known = {name: each for name, each in value.items() if name != "__typename"}
    return executing.maker.thing(concrete, source, executing.seed, known, is_given=True)


def _item_of(of_type: GraphQLOutputType) -> GraphQLOutputType:
    inner = of_type.of_type if isinstance(of_type, GraphQLNonNull) else of_type
    return cast("GraphQLOutputType", inner.of_type if isinstance(inner, GraphQLList) else inner)
