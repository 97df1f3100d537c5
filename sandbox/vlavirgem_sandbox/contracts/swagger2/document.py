"""A Swagger 2.0 document as the OpenAPI 3.0 document that says the same."""

from __future__ import annotations

from typing import Final

from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue
from vlavirgem_sandbox.contracts.openapi_tree import METHODS
from vlavirgem_sandbox.contracts.swagger2.answers import response
from vlavirgem_sandbox.contracts.swagger2.calls import in_body, parameter, sent
from vlavirgem_sandbox.contracts.swagger2.schemas import schema

OPENAPI: Final = "3.0.3"
_MOVED_FIELDS: Final = frozenset(
    {
        "swagger",
        "host",
        "basePath",
        "schemes",
        "consumes",
        "produces",
        "paths",
        "definitions",
        "parameters",
        "responses",
    }
    | {"securityDefinitions"}
)
_OAUTH_FLOWS: Final = {
    "implicit": "implicit",
    "password": "password",
    "application": "clientCredentials",
    "accessCode": "authorizationCode",
}


def as_openapi(document: JsonObject) -> JsonObject:
    """Rewrite a whole document. Never raises: what is of another shape than expected is passed on as it is."""
    found: JsonObject = {"openapi": OPENAPI}
    found.update((key, value) for key, value in document.items() if key not in _MOVED_FIELDS)
    if servers := _servers(document):
        found["servers"] = servers
    paths = document.get("paths")
    found["paths"] = (
        {path: _path_item(item, document) for path, item in paths.items()} if isinstance(paths, dict) else paths
    )
    if components := _components(document):
        found["components"] = components
    return found


def _servers(document: JsonObject) -> list[JsonObject]:
    host, base = document.get("host"), document.get("basePath")
    path = base if isinstance(base, str) else ""
    if not isinstance(host, str):
        return [{"url": path}] if path else []
    return [{"url": f"{scheme}://{host}{path}"} for scheme in _texts(document.get("schemes")) or ["https"]]


def _components(document: JsonObject) -> JsonObject:
    produces = _texts(document.get("produces"))
    made = {
        "schemas": {name: schema(each) for name, each in _map(document, "definitions").items()},
        "parameters": {
            name: parameter(each) for name, each in _map(document, "parameters").items() if not in_body(each)
        },
        "responses": {name: response(each, produces) for name, each in _map(document, "responses").items()},
        "securitySchemes": {name: _scheme(each) for name, each in _map(document, "securityDefinitions").items()},
    }
    return {name: each for name, each in made.items() if each}


def _path_item(item: JsonValue, document: JsonObject) -> JsonValue:
    """Body and form fields that a path shares go to each of its operations that has none of its own."""
    if not isinstance(item, dict):
        return item
    given = item.get("parameters")
    listed: list[JsonValue] = given if isinstance(given, list) else []
    shared = sent(listed, _map(document, "parameters"), [])
    found: JsonObject = {}
    for key, inner in item.items():
        if key == "parameters":
            found[key] = shared.parameters if isinstance(inner, list) else inner
        elif key in METHODS and isinstance(inner, dict):
            found[key] = _operation(inner, listed if shared.body is not None else [], document)
        else:
            found[key] = inner
    return found


def _operation(operation: JsonObject, from_path: list[JsonValue], document: JsonObject) -> JsonObject:
    shared = _map(document, "parameters")
    consumes = _media_types("consumes", operation, document)
    listed = operation.get("parameters")
    own = sent(listed if isinstance(listed, list) else [], shared, consumes)
    body = own.body or sent(from_path, shared, consumes).body
    left_out = {"consumes", "produces", "schemes", "parameters", "responses"}
    found: JsonObject = {key: inner for key, inner in operation.items() if key not in left_out}
    if "parameters" in operation:
        found["parameters"] = own.parameters if isinstance(listed, list) else listed
    if body is not None:
        found["requestBody"] = body
    if "responses" in operation:
        found["responses"] = _responses(operation["responses"], _media_types("produces", operation, document))
    return found


def _responses(responses: JsonValue, produces: list[str]) -> JsonValue:
    if not isinstance(responses, dict):
        return responses
    return {
        status: each if str(status).startswith("x-") else response(each, produces) for status, each in responses.items()
    }


def _scheme(described: JsonValue) -> JsonValue:
    if not isinstance(described, dict):
        return described
    kept = {key: described[key] for key in ("description", "name", "in") if key in described}
    match described.get("type"):
        case "basic":
            return {**kept, "type": "http", "scheme": "basic"}
        case "oauth2":
            flow = {key: described[key] for key in ("authorizationUrl", "tokenUrl", "scopes") if key in described}
            flow.setdefault("scopes", {})
            kind = _OAUTH_FLOWS.get(str(described.get("flow")), "clientCredentials")
            return {**kept, "type": "oauth2", "flows": {kind: flow}}
        case kind:
            return {**kept, "type": kind}


def _media_types(field: str, operation: JsonObject, document: JsonObject) -> list[str]:
    """The operation's own list goes before the document's, an empty one too (Swagger 2.0, Operation Object)."""
    return _texts(operation[field]) if isinstance(operation.get(field), list) else _texts(document.get(field))


def _map(document: JsonObject, field: str) -> JsonObject:
    found = document.get(field)
    return found if isinstance(found, dict) else {}


def _texts(value: JsonValue) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
