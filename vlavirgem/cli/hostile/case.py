"""One file of the corpus, and what contracts in it are built from."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

Import = Literal["contract", "recording", "turtle", "json-ld", "cevi", "table"]


@dataclass(frozen=True, kw_only=True)
class Case:
    """A file, and as what it is handed in. The bytes are made when they are wanted: some are large."""

    name: str
    kind: Import
    make: Callable[[], bytes]
    file_name: str = ""


def contract(name: str, make: Callable[[], bytes], file_name: str = "contract.yaml") -> Case:
    """One that is handed in as a contract."""
    return Case(name=name, kind="contract", make=make, file_name=file_name)


def texts(room: str, files: Mapping[str, str | bytes]) -> list[Case]:
    """Contracts whose text stands as it is."""
    return [contract(f"{room}: {name}", partial(_bytes, text)) for name, text in files.items()]


def openapi(**more: Any) -> dict[str, Any]:
    """A contract with nothing in it but ``more``."""
    return {"openapi": "3.1.0", "info": {"title": "Proef", "version": "1"}, "paths": {}, **more}


def written(document: object) -> bytes:
    """As JSON."""
    return json.dumps(document).encode()


def answering(schema: object, **schemas: object) -> dict[str, Any]:
    """A contract with one operation, whose answer and body have this schema; ``schemas`` are its components."""
    content = {"application/json": {"schema": schema}}
    operation = {
        "requestBody": {"content": content},
        "responses": {"200": {"description": "ok", "content": content}},
    }
    return openapi(paths={"/x": {"post": operation}}, components={"schemas": schemas})


def ref(name: str) -> dict[str, str]:
    """A reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def _bytes(text: str | bytes) -> bytes:
    return text.encode("utf-8", errors="surrogatepass") if isinstance(text, str) else text
