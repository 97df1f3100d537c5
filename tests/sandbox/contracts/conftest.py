"""A small contract to vary on."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

_SMALL: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Klein", "version": "1"},
    "paths": {
        "/dingen": {
            "get": {
                "responses": {
                    "200": {
                        "description": "ok",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Ding"}}},
                    }
                }
            }
        }
    },
    "components": {"schemas": {"Ding": {"type": "object", "properties": {"naam": {"type": "string"}}}}},
}


@pytest.fixture
def small() -> dict[str, Any]:
    """A contract with one operation and one schema, to change at will."""
    return copy.deepcopy(_SMALL)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """The sentences of the engine as they stand in its code."""
    with translation.override("en"):
        yield
