"""A service that really runs, on this machine, and its contract."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.local_server import serving
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.catalogue.services import ServiceDetails, publish_service
from vlavirgem_sandbox.catalogue.upload import ContractFile
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

YEAR = {"type": "object", "required": ["jaar"], "properties": {"jaar": {"type": "integer"}}}
OK = {"description": "ok", "content": {"application/json": {"schema": YEAR}}}
BAD = {"description": "fout"}
IN_PATH = {"name": "jaar", "in": "path", "required": True, "schema": {"type": "integer"}}
CONTRACT: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Jaren", "version": "1"},
    "paths": {
        "/jaren/{jaar}": {"get": {"parameters": [IN_PATH], "responses": {"200": OK, "400": BAD}}},
        "/jaren": {"post": {"responses": {"201": {"description": "gemaakt"}}}},
    },
}
SECRET = "zeer-geheime-sleutel"


def published(agency: Tenant, document: dict[str, Any] | None = None, name: str = "Jaren") -> ServiceVersion:
    file = ContractFile(data=json.dumps(document or CONTRACT).encode(), filename="jaren.json")
    with tenant_scope(agency):
        return publish_service(actor=Actor.system(agency), file=file, details=ServiceDetails(name=name)).version


@dataclass(frozen=True, kw_only=True)
class Heard:
    """A call as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    """By name in lower case."""
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Said:
    """An answer to give instead of the usual one."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    body: bytes = b'{"jaar": 2026}'


@contextmanager
def on_this_machine(settings: Any) -> Iterator[RealService]:
    """The service while it runs; the operator allows it."""
    service = RealService()
    with serving(service.answer) as port:
        service.port = port
        settings.OUTGOING_INSIDE_HOSTS = f"127.0.0.1:{port}"
        yield service


class RealService:
    """What really runs; ``broken`` makes it answer a year as a text. ``calls`` are method, path and key."""

    def __init__(self) -> None:
        self.broken = False
        self.echoes = False
        self.calls: list[tuple[str, str, str]] = []
        self.heard: list[Heard] = []
        self.says: Said | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        key = handler.headers.get("X-Sleutel", "")
        self.calls.append((handler.command, handler.path, key))
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in handler.headers.items()}
        self.heard.append(Heard(method=handler.command, path=handler.path, headers=headers, body=body))
        said = self.says or self._usual(handler.path, key)
        handler.send_response(said.status)
        for name, value in said.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(said.body)))
        handler.end_headers()
        handler.wfile.write(b"" if handler.command == "HEAD" else said.body)

    def _usual(self, path: str, key: str) -> Said:
        year = path.rpartition("/")[2]
        right = path.startswith("/v1/jaren/") and year.lstrip("-").isdigit()
        if not right:
            return Said(status=400, headers={}, body=b"")
        shown: Any = {"jaar": (key if self.echoes else year) if self.broken else int(year)}
        return Said(body=json.dumps(shown).encode())
