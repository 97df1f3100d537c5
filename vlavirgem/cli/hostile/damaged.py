"""Sound contracts of which one part after the other is replaced by something that does not belong there."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from vlavirgem.cli.hostile.case import Case, contract, written

_OPENAPI: Final[dict[str, Any]] = {
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
_SWAGGER: Final[dict[str, Any]] = {
    "swagger": "2.0",
    "info": {"title": "Proef", "version": "1"},
    "consumes": ["application/json"],
    "produces": ["application/json"],
    "paths": {
        "/dossiers/{id}": {
            "put": {
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "type": "integer", "format": "int64"},
                    {"name": "dossier", "in": "body", "schema": {"$ref": "#/definitions/D"}},
                ],
                "responses": {"200": {"description": "ok", "schema": {"$ref": "#/definitions/D"}}},
            },
        },
    },
    "definitions": {"D": {"type": "object", "discriminator": "a", "required": ["a"], "properties": {"a": {"type": "string"}}}},
    "securityDefinitions": {"sleutel": {"type": "apiKey", "in": "query", "name": "sleutel"}},
}  # fmt: skip
_ASYNCAPI: Final[dict[str, Any]] = {
    "asyncapi": "3.0.0",
    "info": {"title": "Proef", "version": "1"},
    "channels": {
        "dossiers": {
            "address": "dossiers/{id}",
            "parameters": {"id": {"enum": ["1", "2"], "location": "$message.payload#/id"}},
            "messages": {"Changed": {"$ref": "#/components/messages/Changed"}},
        },
    },
    "operations": {
        "tell": {"action": "send", "channel": {"$ref": "#/channels/dossiers"}},
        "hear": {"action": "receive", "channel": {"$ref": "#/channels/dossiers"}, "reply": {"channel": {"$ref": "#/channels/dossiers"}}},
    },
    "components": {
        "messages": {
            "Changed": {
                "traits": [{"headers": {"type": "object", "properties": {"X-Trace": {"type": "string"}}}}],
                "payload": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}},
                "examples": [{"name": "first", "headers": {"X-Trace": "t"}, "payload": {"id": "1"}}],
            },
        },
    },
}  # fmt: skip
_WRONG: Final[tuple[Any, ...]] = (None, 7, "x", [], {}, True, [[]], {"$ref": "#/info"})


def cases() -> Iterator[Case]:
    """One case for each part; what is put in its place takes turns, so that all kinds of it are seen."""
    for sound in (_OPENAPI, _SWAGGER, _ASYNCAPI):
        kind = next(iter(sound))
        for number, place in enumerate(_places(sound)):
            for turn in (0, 3):
                wrong = _WRONG[(number + turn) % len(_WRONG)]
                name = f"damaged {kind}: {wrong!r} at /{'/'.join(map(str, place))}"
                yield contract(name[:120], partial(_damaged, sound, place, wrong), "contract.json")


def _damaged(sound: dict[str, Any], place: tuple[str | int, ...], wrong: object) -> bytes:
    return written(_with(sound, place, wrong))


def _places(value: object, here: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    inner: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in inner:
        yield (*here, name)
        yield from _places(part, (*here, name))


def _with(sound: dict[str, Any], place: tuple[str | int, ...], wrong: object) -> object:
    document = copy.deepcopy(sound)
    parent: Any = document
    for step in place[:-1]:
        parent = parent[step]
    parent[place[-1]] = wrong
    return document
