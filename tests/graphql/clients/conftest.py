"""Other people's clients of the gateway: a served town, and tools from npm."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.graphql.gateway.conftest import agree, body_of, offer_records
from vlavirgem.cli.bench_servers import free_port, granian, served
from vlavirgem.cli.npm import installed
from vlavirgem.refusal import Refusal
from vlavirgem_graphql.exchange.models import ExchangeRecord, Offer
from vlavirgem_graphql.gateway.services import make_key
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

ROOT = Path(__file__).resolve().parents[3]
NPM = Path(__file__).parent / "npm"
EXAMPLES = ROOT / "docs" / "developers" / "clients"


@dataclass(frozen=True)
class Served:
    """A gateway that is served: Aalst reads what Brugge offers, with a key that may read the schema."""

    port: int
    reader: Tenant
    key: str
    offer: Offer

    @property
    def address(self) -> tuple[str, str, str]:
        """Port, host and key, as the tools take them."""
        return str(self.port), self.reader.host, self.key

    def add(self, number: int) -> None:
        """Brugge offers one record more."""
        body = body_of(number, "brugge")
        with tenant_scope(self.offer.owner):
            ExchangeRecord.objects.create(
                owner=self.offer.owner,
                offer=self.offer,
                kind="public-service",
                key=body["uri"],
                title=body["title"],
                body=body,
                content_hash="0" * 64,
                updated_at=self.offer.published_at,
            )


@pytest.fixture
def gateway(own_database: str) -> Iterator[Served]:
    """``gateway.port``: a server over a database of its own, with places enough for streams that were cut off."""
    reader, provider = find_tenant("aalst"), find_tenant("brugge")
    offer = offer_records(provider, 3)
    agree(reader, offer)
    with tenant_scope(reader):
        _key, key = make_key(actor=Actor.system(reader), label="client", may_introspect=True)
    port = free_port()
    command = granian("vlavirgem.wsgi:application", port, threads=8)
    with served("clients", own_database, command, port, {"VLAVIRGEM_THREADS": "8"}):
        yield Served(port, reader, key, offer)


@pytest.fixture(scope="session")
def npm_folder() -> Path:
    """The tools of ``npm/``, installed as its lock file says; the tests are skipped where npm cannot."""
    try:
        folder = installed(NPM, name="clients")
    except Refusal as refusal:
        pytest.skip(f"no tools from npm: {refusal.message}")
    for script in NPM.glob("*.mjs"):
        (folder / script.name).write_bytes(script.read_bytes())
    return folder


@pytest.fixture
def node(npm_folder: Path) -> Callable[..., subprocess.Popen[str]]:
    """``node("audit.mjs", ...)``: a process of Node.js over one of the scripts or tools."""

    def start(script: str, *arguments: str, cwd: Path = npm_folder) -> subprocess.Popen[str]:
        command = [str(npm_folder / "node_modules" / ".bin" / "node"), str(npm_folder / script), *arguments]
        return subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    return start


def lines_of(process: subprocess.Popen[str]) -> Iterator[dict[str, object]]:
    """What a script tells, line by line, as it tells it; fails with its own words where it ends on an error."""
    for line in process.stdout or ():
        yield json.loads(line)
    said = process.stderr.read() if process.stderr else ""
    assert process.wait() == 0, said
