"""`vlavirgem prove revocation`: agreements end while their data are read, and no read that begins later finds any."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from importlib.resources import files
from typing import Annotated, Final

import typer
from django.utils import timezone
from graphql_relay import to_global_id
from rich.progress import Progress

from vlavirgem.cli.bench_clients import Connection, Request
from vlavirgem.cli.bench_servers import free_port, granian, served
from vlavirgem.cli.figures import Figure, report
from vlavirgem.cli.ground import database, err
from vlavirgem.cli.scratch import scratch_database
from vlavirgem_graphql.datasets.services import import_catalogue, open_dataset
from vlavirgem_graphql.exchange.models import Agreement, ExchangeRecord, Offer
from vlavirgem_graphql.exchange.services.advising import NO_PERSONAL_DATA
from vlavirgem_graphql.exchange.services.agreements import revoke_agreement, sign_agreement
from vlavirgem_graphql.exchange.services.drafting import period_of
from vlavirgem_graphql.exchange.services.offers import publish_offer
from vlavirgem_graphql.exchange.services.proposing import propose_agreement
from vlavirgem_graphql.exchange.services.wishes import Wish
from vlavirgem_graphql.gateway.services import make_key
from vlavirgem_tenants.directory.models import Tenant, TenantKind
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.provisioning.migrating import migrate_all, prepare_database
from vlavirgem_tenants.provisioning.tenants import TenantPlan, create_tenant
from vlavirgem_tenants.scope import tenant_scope

READERS: Final = 4
FIELDS: Final = ("title", "type")
FOUND: Final = b'"title":'
SECONDS_TO_WAIT: Final = 60


@dataclass(frozen=True)
class Read:
    """One read: when it was sent, when its answer was there, and whether that held data."""

    began: float
    ended: float
    found: bool


@dataclass
class Reads:
    """What the readers did; each of them adds to a list of its own."""

    by_reader: list[list[Read]] = field(default_factory=lambda: [[] for _ in range(READERS)])
    trouble: list[BaseException] = field(default_factory=list)

    def wait_for_data(self, *, since: float) -> None:
        """Until a read that began later found data. Raises RuntimeError where that takes long."""
        self._wait(lambda: any(read.found for reads in self.by_reader for read in _begun_since(reads, since)))

    def wait_for_all(self, *, since: float) -> None:
        """Until every reader made a read that began later. Raises RuntimeError where that takes long."""
        self._wait(lambda: all(_begun_since(reads, since) for reads in self.by_reader))

    def _wait(self, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + SECONDS_TO_WAIT
        while not done():
            if self.trouble:
                raise self.trouble[0]
            if time.monotonic() > deadline:
                raise RuntimeError("The readers of the proof got no answer in time.")
            time.sleep(0.001)


@dataclass(frozen=True)
class Revocation:
    """From when nothing may be found (the revocation was on disk), and until when (the next agreement was begun)."""

    since: float
    until: float


def command(
    *,
    revocations: Annotated[int, typer.Option(min=1, max=100_000, help="How many agreements are revoked.")] = 1_000,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Revoke agreements, by turns as provider and as consumer, while four programs read without a pause."""
    with database(), ExitStack() as stack:
        progress = stack.enter_context(Progress(console=err, transient=True))
        task = progress.add_task("Revoking", total=revocations)
        name = stack.enter_context(scratch_database("vlavirgem_prove_revocation"))
        prepare_database()
        migrate_all()
        reader = create_tenant(TenantPlan(slug="prove-reader", name="Lezer", kind=TenantKind.MUNICIPALITY))
        provider = create_tenant(TenantPlan(slug="prove-provider", name="Gever", kind=TenantKind.MUNICIPALITY))
        offer = offered(provider)
        with under_load(name, reader, offer) as reads:
            done = revoked(reader, offer, reads, revocations, lambda: progress.advance(task))
        figures = figures_of(done, [read for each in reads.by_reader for read in each])
    report("prove revocation", figures, as_json=as_json)


def offered(provider: Tenant) -> Offer:
    """The product catalogue of the demo town, offered to the network."""
    source = files("vlavirgem_graphql.datasets").joinpath("demo", "productencatalogus-brugge.ttl").read_bytes()
    with tenant_scope(provider):
        actor = Actor.system(provider)
        dataset = open_dataset(actor=actor, kind="public-service", title="Producten")
        import_catalogue(actor=actor, dataset=dataset, source=source, file_name="producten.ttl", whole=True)
        return publish_offer(actor=actor, dataset=dataset, title="Producten", description="", fields=FIELDS)[0]


@contextmanager
def under_load(database_name: str, reader: Tenant, offer: Offer) -> Iterator[Reads]:
    """Serve the database, and have programs of ``reader`` read the offer inside the block: pages, and one record."""
    with tenant_scope(reader):
        _key, key = make_key(actor=Actor.system(reader), label="prove")
    with tenant_scope(offer.owner):
        record = ExchangeRecord.objects.filter(offer=offer).values_list("pk", flat=True)[0]
    one = to_global_id("PublicService", str(record))
    questions = (
        "{ publicServices(first: 20) { nodes { title type } } }",
        f'{{ publicServices(provider: ["{offer.owner.slug}"], first: 5) {{ nodes {{ title }} }} }}',
        f'{{ node(id: "{one}") {{ ... on PublicService {{ title }} }} }}',
    )
    requests = [
        Request(
            method="POST",
            path="/graphql",
            body=json.dumps({"query": question}).encode(),
            headers={"Authorization": f"Bearer {key}"},
        ).written(reader.host)
        for question in questions
    ]
    reads, over, port = Reads(), threading.Event(), free_port()
    command_line = granian("vlavirgem.wsgi:application", port, threads=READERS)
    with served("prove-revocation", database_name, command_line, port):
        threads = [
            threading.Thread(target=_read, args=(port, requests, each, over, reads.trouble)) for each in reads.by_reader
        ]
        for thread in threads:
            thread.start()
        try:
            yield reads
        finally:
            over.set()
            for thread in threads:
                thread.join()


def revoked(
    reader: Tenant, offer: Offer, reads: Reads, count: int, advance: Callable[[], None] = lambda: None
) -> list[Revocation]:
    """Put an agreement in force, let it be read, and end it: so many times, by turns as each of the parties."""
    done: list[Revocation] = []
    since = 0.0
    for number in range(count):
        asked = time.monotonic()
        if number:
            done.append(Revocation(since, asked))
        agreement = _in_force(reader, offer)
        signed = time.monotonic()
        reads.wait_for_data(since=signed)
        party = reader if number % 2 else offer.owner
        with tenant_scope(party):
            revoke_agreement(actor=Actor.system(party), agreement=agreement, reason="Bewijs")
        since = time.monotonic()
        reads.wait_for_all(since=since)
        advance()
    done.append(Revocation(since, time.monotonic()))
    return done


def figures_of(done: Sequence[Revocation], reads: Sequence[Read]) -> list[Figure]:
    """How many reads were made, and how many found something that was revoked before they began."""
    after = [read for each in done for read in reads if each.since <= read.began and read.ended <= each.until]
    return [
        Figure(name="revocations", value=len(done), unit="agreements"),
        Figure(name="reads that found data", value=sum(read.found for read in reads), unit="reads"),
        Figure(name="reads begun after a revocation", value=len(after), unit="reads"),
        Figure(name="late reads", value=sum(read.found for read in after), unit="reads", limit=0),
    ]


def _in_force(reader: Tenant, offer: Offer) -> Agreement:
    """An agreement on the offer that both parties signed."""
    today = timezone.localdate()
    with tenant_scope(reader):
        agreement = propose_agreement(
            actor=Actor.system(reader),
            offer=offer,
            wish=Wish(
                purpose="Bewijs dat een einde meteen telt",
                legal_basis="Geen: dit is een proef",
                fields=FIELDS,
                period=period_of(today, today + timedelta(days=7)),
            ),
        )
        sign_agreement(actor=Actor.system(reader), agreement=agreement, advice=NO_PERSONAL_DATA)
    with tenant_scope(offer.owner):
        sign_agreement(actor=Actor.system(offer.owner), agreement=agreement, advice=NO_PERSONAL_DATA)
    return agreement


def _begun_since(reads: Sequence[Read], moment: float) -> list[Read]:
    """Those at the end of the list that began after the moment."""
    found: list[Read] = []
    for read in reversed(reads):
        if read.began < moment:
            break
        found.append(read)
    return found


def _read(
    port: int, requests: Sequence[bytes], reads: list[Read], over: threading.Event, trouble: list[BaseException]
) -> None:
    """Read without a pause, each question in its turn."""
    number = 0
    try:
        connection = Connection(port)
        while not over.is_set():
            began = time.monotonic()
            found = FOUND in connection.ask(requests[number % len(requests)])
            reads.append(Read(began, time.monotonic(), found))
            number += 1
        connection.close()
    except (OSError, RuntimeError, LookupError) as error:
        trouble.append(error)
