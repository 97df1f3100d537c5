"""The contract of a service in two versions, of which the second breaks programs of the first."""

from __future__ import annotations

import json
from typing import Any


def hall_contract(*, version: int) -> bytes:
    """Halls and their bookings. Version 2 asks who can be reached, and tells how many seats a hall has."""
    booking = {"hall": {"type": "string", "enum": ["foyer", "kelder"]}, "day": {"type": "string", "format": "date"}}
    hall: dict[str, Any] = {"name": {"type": "string", "enum": ["foyer", "kelder"]}}
    if version > 1:
        booking["telephone"] = {"type": "string", "pattern": "^[0-9]{9,10}$"}
        hall["seats"] = {"type": "integer", "minimum": 1, "maximum": 500}
    example = {"hall": "foyer", "day": "2026-12-05", "telephone": "015000000"}
    new = {
        "type": "object",
        "required": list(booking),
        "properties": booking,
        "example": {name: example[name] for name in booking},
    }
    halls = {"type": "array", "items": {"type": "object", "required": list(hall), "properties": hall}}
    made = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}, **booking}}
    number = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}, "example": 1}
    wrong = {"description": "De aanvraag klopt niet."}
    document = {
        "openapi": "3.0.3",
        "info": {"title": "Zalen reserveren", "version": f"{version}.0.0"},
        "paths": {
            "/halls": {"get": {"summary": "Lees de zalen", "responses": {"200": _answer("De zalen.", halls)}}},
            "/bookings": {
                "post": {
                    "summary": "Reserveer een zaal",
                    "requestBody": {"required": True, "content": {"application/json": {"schema": new}}},
                    "responses": {"201": _answer("De reservering.", made), "400": wrong},
                }
            },
            "/bookings/{id}": {
                "get": {
                    "summary": "Lees een reservering",
                    "parameters": [number],
                    "responses": {
                        "200": _answer("De reservering.", made),
                        "400": wrong,
                        "404": {"description": "Er is geen reservering met dit nummer."},
                    },
                }
            },
        },
    }
    return json.dumps(document).encode()


def _answer(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}
