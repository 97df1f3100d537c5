"""A sound contract of which one part after the other is replaced by something that does not belong there."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from vlavirgem.cli.hostile.case import Case, contract, written

_SOUND: Final[dict[str, Any]] = {
    "openapi": "3.1.0",
    "info": {"title": "Proef", "version": "1", "contact": {"name": "Team"}, "license": {"name": "EUPL-1.2"}},
    "servers": [{"url": "https://proef.example/v1"}],
    "security": [{"sleutel": []}],
    "paths": {
        "/dossiers/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
            "put": {
                "operationId": "save",
                "tags": ["Dossier"],
                "requestBody": {"required": True, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/D"}}}},
                "responses": {
                    "200": {
                        "description": "ok",
                        "headers": {"ETag": {"schema": {"type": "string"}}},
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/D"}}},
                        "links": {"again": {"operationId": "save"}},
                    },
                },
                "callbacks": {"done": {"{$request.body#/url}": {"post": {"responses": {"200": {"description": "ok"}}}}}},
            },
        },
    },
    "components": {
        "schemas": {"D": {"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "maxLength": 5}}}},
        "securitySchemes": {"sleutel": {"type": "apiKey", "in": "header", "name": "X-Key"}},
    },
    "webhooks": {"changed": {"post": {"responses": {"200": {"description": "ok"}}}}},
}  # fmt: skip
_WRONG: Final[tuple[Any, ...]] = (None, 7, "x", [], {}, True, [[]], {"$ref": "#/info"})


def cases() -> Iterator[Case]:
    """One case for each part; what is put in its place takes turns, so that all kinds of it are seen."""
    for number, place in enumerate(_places(_SOUND)):
        for turn in (0, 3):
            wrong = _WRONG[(number + turn) % len(_WRONG)]
            name = f"damaged: {wrong!r} at /{'/'.join(map(str, place))}"
            yield contract(name[:120], partial(_damaged, place, wrong), "contract.json")


def _damaged(place: tuple[str | int, ...], wrong: object) -> bytes:
    return written(_with(place, wrong))


def _places(value: object, here: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    inner: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in inner:
        yield (*here, name)
        yield from _places(part, (*here, name))


def _with(place: tuple[str | int, ...], wrong: object) -> object:
    document = copy.deepcopy(_SOUND)
    parent: Any = document
    for step in place[:-1]:
        parent = parent[step]
    parent[place[-1]] = wrong
    return document
