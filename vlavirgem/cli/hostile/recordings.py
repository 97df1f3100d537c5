"""Recorded calls (HAR, Postman) that are no recordings, or hold what must not come in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from vlavirgem.cli.hostile.case import Case, written

_SCHEMA: Final = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


def _har(**entry: Any) -> dict[str, Any]:
    request = {"method": "GET", "url": "https://proef.example/x", "headers": [], "queryString": []}
    response = {"status": 200, "headers": [], "content": {"mimeType": "application/json", "text": "{}"}}
    return {"log": {"version": "1.2", "entries": [{"request": request, "response": response, **entry}]}}


def _postman(item: Any) -> dict[str, Any]:
    return {"info": {"name": "Proef", "schema": _SCHEMA}, "item": item}


def _folders(depth: int) -> Any:
    item: Any = []
    for _ in range(depth):
        item = [{"name": "map", "item": item}]
    return item


_FILES: Final[dict[str, Any]] = {
    "an empty object": {},
    "a list": [],
    "a number": 7,
    "no entries": {"log": {}},
    "entries as a text": {"log": {"entries": "x"}},
    "an entry that is null": {"log": {"entries": [None]}},
    "a request that is a list": _har(request=[]),
    "a response that is a text": _har(response="ok"),
    "a status as a text": _har(response={"status": "200"}),
    "a status beyond all": _har(response={"status": 10**30}),
    "an address that is none": _har(request={"method": "GET", "url": "http://[", "headers": []}),
    "an address of a file": _har(request={"method": "GET", "url": "file:///etc/passwd", "headers": []}),
    "a body that is no base64": _har(response={"status": 200, "content": {"text": "%%%", "encoding": "base64"}}),
    "a header without a name": _har(request={"method": "GET", "url": "https://a.example/x", "headers": [{"value": 1}]}),
    "headers as a mapping": _har(request={"method": "GET", "url": "https://a.example/x", "headers": {"a": "b"}}),
    "entries without end": {"log": {"entries": _har()["log"]["entries"] * 20_000}},
    "a collection without a schema": {"info": {"name": "x"}, "item": []},
    "a collection of version 1": {"info": {"name": "x", "schema": _SCHEMA.replace("v2.1.0", "v1.0.0")}, "item": []},
    "folders in folders": _postman(_folders(90)),
    "folders without end": _postman(_folders(400)),
    "an item that is a text": _postman(["x"]),
    "a request that is a number": _postman([{"name": "a", "request": 7, "response": []}]),
    "responses as a mapping": _postman([{"name": "a", "request": "https://a.example", "response": {"a": 1}}]),
    "a script": _postman([{"name": "a", "event": [{"script": {"exec": ["process.exit()"]}}], "request": "x"}]),
    "a body from a file": _postman([{"name": "a", "request": {"body": {"mode": "file", "file": {"src": "/etc/passwd"}}}}]),
    "a variable in itself": {**_postman([]), "variable": [{"key": "a", "value": "{{a}}{{a}}"}]},
    "a million empty items": _postman([{}] * 150_000),
}  # fmt: skip


def cases() -> Iterator[Case]:
    """Each is a recording to its sender."""
    for name, document in _FILES.items():
        yield Case(name=f"recording: {name}", kind="recording", make=partial(written, document))
    for name, data in {
        "nothing": b"",
        "a NUL": b"\x00" * 100,
        "half": b'{"log": {"entries": [',
        "XML": b"<har/>",
    }.items():
        yield Case(name=f"recording: {name}", kind="recording", make=partial(bytes, data))
