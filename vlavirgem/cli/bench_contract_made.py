"""Contracts of a chosen size for `bench contracts`: collections that are read and changed, each with a schema of its
own, in the proportions of contracts that agencies publish (about four operations in 20 kB, most of it words)."""

from __future__ import annotations

import json
from typing import Any, Final

_FIELDS: Final[dict[str, dict[str, Any]]] = {
    "naam": {"type": "string", "minLength": 1, "maxLength": 120, "example": "Turnkring Vlug en Vrij"},
    "insz": {"type": "string", "pattern": "^[0-9]{11}$"},
    "ondernemingsnummer": {"type": "string", "pattern": "^[01][0-9]{9}$"},
    "startdatum": {"type": "string", "format": "date", "example": "2026-03-01"},
    "gewijzigdOp": {"type": "string", "format": "date-time", "readOnly": True},
    "status": {"type": "string", "enum": ["aangevraagd", "goedgekeurd", "geweigerd", "ingetrokken"]},
    "bedrag": {"type": "number", "minimum": 0, "maximum": 100_000, "multipleOf": 0.01},
    "aantal": {"type": "integer", "minimum": 0, "maximum": 500},
    "straat": {"type": "string", "maxLength": 80},
    "postcode": {"type": "string", "pattern": "^[1-9][0-9]{3}$"},
    "gemeente": {"type": "string", "maxLength": 60},
    "email": {"type": "string", "format": "email"},
    "opmerkingen": {"type": "array", "maxItems": 10, "items": {"type": "string", "maxLength": 400}},
}
_EXAMPLE: Final = {
    "naam": "Turnkring Vlug en Vrij",
    "ondernemingsnummer": "0100000070",
    "startdatum": "2026-03-01",
    "status": "goedgekeurd",
    "bedrag": 249.5,
    "aantal": 12,
    "straat": "Lindelaan",
    "postcode": "9300",
    "gemeente": "Aalst",
    "opmerkingen": ["Aangevraagd aan het loket.", "De statuten zijn nog niet nagekeken."],
}
_WORDS: Final = (
    "Wat hier staat, is wat de aanvrager bij de laatste wijziging opgaf; het loket van de gemeente kijkt het na en "
    "verbetert het waar dat nodig is. Laat het weg als je het niet weet: leeg en weggelaten betekenen hier hetzelfde. "
    "De waarde komt in elk antwoord terug zoals ze hier werd opgegeven, ook als het dossier ondertussen gesloten is. "
    "Wie het leest, ziet dus wat er bij de aanvraag bekend was, en niet wat er later in een ander register veranderde."
)


def made_contract(size: int, title: str) -> bytes:
    """An OpenAPI 3.0 contract, as JSON, of as many collections as fit in ``size`` bytes, and one at least: the same for
    the same size and title."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {"Fout": _problem()}
    document = {
        "openapi": "3.0.3",
        "info": {"title": title, "version": "1.0.0", "description": _WORDS},
        "paths": paths,
        "components": {"schemas": schemas},
    }
    smaller = json.dumps(document, indent=2).encode()
    _add(document, 1)
    each = len(json.dumps(document, indent=2).encode()) - len(smaller)
    for number in range(2, 1 + max(0, size - len(smaller)) // each):
        _add(document, number)
    return json.dumps(document, indent=2).encode()


def _add(document: dict[str, Any], number: int) -> None:
    """A collection with its schema."""
    name = f"Dossier{number}"
    fields = {field: {**rules, "description": f"{field}. {_WORDS}"} for field, rules in _FIELDS.items()}
    document["components"]["schemas"][name] = {
        "type": "object",
        "required": ["naam", "startdatum"],
        "properties": fields,
        "example": _EXAMPLE,
    }
    schema = {"$ref": f"#/components/schemas/{name}"}
    path = f"/dossiers-{number}"
    document["paths"][path] = {
        "get": _operation(f"lijst{number}", {"type": "array", "items": schema}, []),
        "post": {**_operation(f"nieuw{number}", schema, []), "requestBody": _body(schema)},
    }
    key = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string", "maxLength": 40}}]
    document["paths"][f"{path}/{{id}}"] = {
        "get": _operation(f"lees{number}", schema, key),
        "put": {**_operation(f"wijzig{number}", schema, key), "requestBody": _body(schema)},
    }


def _operation(identifier: str, schema: dict[str, Any], parameters: list[dict[str, Any]]) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Fout"}}}
    good = "201" if identifier.startswith("nieuw") else "200"
    return {
        "operationId": identifier,
        "summary": identifier,
        "description": _WORDS,
        "parameters": parameters,
        "responses": {
            good: {"description": "Gelukt.", "content": {"application/json": {"schema": schema}}},
            "400": {"description": "De vraag klopt niet.", "content": problem},
            "404": {"description": "Niet gevonden.", "content": problem},
        },
    }


def _body(schema: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _problem() -> dict[str, Any]:
    fields = {"type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"}}
    return {"type": "object", "properties": fields}
