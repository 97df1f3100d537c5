"""Recordings of calls to the demo's energy advice, as a browser and Postman write them."""

from __future__ import annotations

import json
from typing import Any

GRANT = {"form": "fixed", "amount": {"amount": 777.0, "currency": "EUR"}}
BASE = "https://energieadvies.example/v1"


def entry(
    path: str = "/maatregelen/MUUR/premie?incomeCategory=2", *, answer: object = GRANT, status: int = 200, **more: Any
) -> dict[str, Any]:
    """One entry of a HAR; ``answer`` as text goes in as it is. ``more``: method, request_headers, body, kind."""
    text = answer if isinstance(answer, str) else json.dumps(answer)
    request: dict[str, Any] = {
        "method": more.get("method", "GET"),
        "url": path if "://" in path else BASE + path,
        "headers": [{"name": name, "value": value} for name, value in more.get("request_headers", ())],
    }
    if "body" in more:
        request["headers"].append({"name": "Content-Type", "value": "application/json"})
        request["postData"] = {"mimeType": "application/json", "text": json.dumps(more["body"])}
    kind = more.get("kind", "application/json" if status < 400 else "application/problem+json")
    content = {"mimeType": kind, "text": text}
    return {"request": request, "response": {"status": status, "headers": [], "content": content}}


def har(*entries: dict[str, Any]) -> bytes:
    return json.dumps({"log": {"version": "1.2", "entries": list(entries)}}).encode()


def postman(*saved: dict[str, Any], variables: dict[str, str] | None = None) -> bytes:
    """A collection with one request in a folder, and its saved examples."""
    schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    request = {"name": "Premie", "request": {"method": "GET", "url": "{{baseUrl}}/x"}, "response": list(saved)}
    return json.dumps(
        {
            "info": {"name": "Advies", "schema": schema},
            "item": [{"name": "Maatregelen", "item": [request]}],
            "variable": [{"key": key, "value": value} for key, value in (variables or {}).items()],
        }
    ).encode()


def saved_example(name: str = "Muur, categorie 2", *, answer: object = GRANT, **url: Any) -> dict[str, Any]:
    """One saved example of the collection."""
    described = {
        "raw": "{{baseUrl}}/maatregelen/:code/premie?incomeCategory={{cat}}",
        "host": ["{{baseUrl}}"],
        "path": ["maatregelen", ":code", "premie"],
        "query": [{"key": "incomeCategory", "value": "{{cat}}"}, {"key": "oud", "value": "x", "disabled": True}],
        "variable": [{"key": "code", "value": "MUUR"}],
    }
    return {
        "name": name,
        "originalRequest": {"method": "GET", "header": [], "url": described | url},
        "code": 200,
        "header": [{"key": "Content-Type", "value": "application/json"}],
        "body": json.dumps(answer),
    }
