"""The named examples of a contract's answers, and the same contract without one of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from vlavirgem_sandbox.contracts.dispatching import EXTENSION
from vlavirgem_sandbox.contracts.fields import map_of, text_at
from vlavirgem_sandbox.contracts.model import JsonObject
from vlavirgem_sandbox.contracts.openapi_tree import METHODS
from vlavirgem_sandbox.contracts.recorded.recorded_call import objects_in


@dataclass(frozen=True, kw_only=True, order=True)
class NamedExample:
    """Where a named example of an answer stands. ``method`` in capitals; ``status`` as the contract writes it."""

    path: str
    method: str
    status: str
    name: str


def named_examples(document: JsonObject) -> frozenset[NamedExample]:
    """The named examples that stand in the operations themselves; a kept example never stands in a shared answer."""
    return frozenset(
        NamedExample(path=path, method=method.upper(), status=status, name=name)
        for path, method, operation in _operations(document)
        for status, media in _media_types(operation)
        for name in map_of(media.get("examples"))
    )


def without_example(document: JsonObject, example: NamedExample) -> JsonObject:
    """A copy of the document without the example, and without the calls that were answered with it."""
    copy: JsonObject = json.loads(json.dumps(document))
    for path, method, operation in _operations(copy):
        if (path, method.upper()) != (example.path, example.method):
            continue
        for status, media in _media_types(operation):
            if status == example.status:
                _take_out(
                    media, "examples", {k: v for k, v in map_of(media.get("examples")).items() if k != example.name}
                )
        given = objects_in(operation.get(EXTENSION))
        kept = [each for each in given if not (text_at(each, "example") == example.name and _fits(each, example))]
        _take_out(operation, EXTENSION, kept)
    return copy


def _fits(dispatch: JsonObject, example: NamedExample) -> bool:
    """Whether the call's status is one that the example's answer is described under: 200, 2XX or default."""
    status = str(dispatch.get("status"))
    return example.status in {status, f"{status[:1]}XX", "default"}


def _take_out(holder: JsonObject, member: str, left: JsonObject | list[JsonObject]) -> None:
    if left:
        holder[member] = left
    else:
        holder.pop(member, None)


def _operations(document: JsonObject) -> Iterator[tuple[str, str, JsonObject]]:
    for path, described in map_of(document.get("paths")).items():
        for method in METHODS:
            if operation := map_of(map_of(described).get(method)):
                yield path, method, operation


def _media_types(operation: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    for status, response in map_of(operation.get("responses")).items():
        for media in map_of(map_of(response).get("content")).values():
            yield status, map_of(media)
