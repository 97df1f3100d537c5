"""A service that really runs, on this machine, and its contract."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler
from typing import Any

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


class RealService:
    """What really runs; ``broken`` makes it answer a year as a text. ``calls`` are method, path and key."""

    def __init__(self) -> None:
        self.broken = False
        self.echoes = False
        self.calls: list[tuple[str, str, str]] = []
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        key = handler.headers.get("X-Sleutel", "")
        self.calls.append((handler.command, handler.path, key))
        year = handler.path.rpartition("/")[2]
        right = handler.path.startswith("/v1/jaren/") and year.lstrip("-").isdigit()
        shown: Any = {"jaar": (key if self.echoes else year) if self.broken else int(year)} if right else {}
        body = json.dumps(shown).encode() if right else b""
        handler.send_response(200 if right else 400)
        if right:
            handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
