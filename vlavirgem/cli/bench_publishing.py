"""Publication in `bench gateway`: how long it takes to offer records anew, and until those who may read them see it."""

from __future__ import annotations

import json
import time
from contextlib import ExitStack
from typing import Final

from vlavirgem.cli.bench_clients import Connection, Request
from vlavirgem.cli.bench_data import FIELDS, Ground, agree
from vlavirgem.cli.bench_servers import WITHOUT_END, free_port, granian, served
from vlavirgem.cli.figures import Figure
from vlavirgem_graphql.datasets.drafts import RecordDraft
from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_graphql.datasets.services import Origin, open_dataset, store_drafts
from vlavirgem_graphql.exchange.models import ExchangeRecord
from vlavirgem_graphql.exchange.services.offers import publish_offer
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

RECORDS: Final = 1_000
SECONDS: Final = 1.0
_ROUNDS: Final = 3
_QUESTION: Final = '{ publicServices(provider: ["%s"], first: 1) { nodes { title } } }'


def publishing_figures(name: str, ground: Ground) -> list[Figure]:
    """Let the neighbour publish RECORDS records, all of them changed each time, and the reader look for them."""
    publisher, reader = ground.neighbour, ground.reader
    took, seen = [], []
    with ExitStack() as stack:
        dataset = _dataset(publisher)
        _publish(publisher, dataset)
        agree(reader, [publisher.pk])
        port = free_port()
        stack.enter_context(served("publishing", name, granian("vlavirgem.wsgi:application", port), port, WITHOUT_END))
        connection = Connection(port)
        stack.callback(connection.close)
        question = {"query": _QUESTION % publisher.slug}
        request = Request(
            method="POST",
            path="/graphql",
            body=json.dumps(question).encode(),
            headers={"Authorization": f"Bearer {ground.key}"},
        ).written(reader.host)
        for number in range(1, _ROUNDS + 1):
            word = f"ronde {number}"
            _change(publisher, dataset, word)
            took.append(_publish(publisher, dataset))
            began = time.perf_counter()
            while word.encode() not in connection.ask(request):
                if time.perf_counter() - began > 60 * SECONDS:
                    raise RuntimeError("What was published is not seen.")
            seen.append(time.perf_counter() - began)
    return [
        Figure(name=f"{RECORDS:,} changed records published", value=max(took), unit="s", limit=SECONDS),
        Figure(name="seen by a reader after that", value=max(seen), unit="s", limit=SECONDS),
    ]


def _dataset(publisher: Tenant) -> Dataset:
    """A dataset with as many records as are to be published, their bodies those of other organisations."""
    with tenant_scope(publisher):
        bodies = ExchangeRecord.objects.values_list("body", flat=True)[:RECORDS]
        drafts = [
            RecordDraft(
                key=f"urn:bench:{number}", title=f"Product {number}", body=body | {"uri": f"urn:bench:{number}"}
            )
            for number, body in enumerate(bodies)
        ]
        dataset = open_dataset(actor=Actor.system(publisher), kind="public-service", title="Producten")
        _store(publisher, dataset, drafts)
    return dataset


def _change(publisher: Tenant, dataset: Dataset, word: str) -> None:
    """Give every record another title."""
    with tenant_scope(publisher):
        drafts = []
        for record in dataset.records.all():
            title = f"{record.body['title']} {word}"
            drafts.append(RecordDraft(key=record.key, title=title, body=record.body | {"title": title}))
        _store(publisher, dataset, drafts)


def _store(publisher: Tenant, dataset: Dataset, drafts: list[RecordDraft]) -> None:
    origin = Origin(name="bench", content_hash="0" * 64)
    store_drafts(actor=Actor.system(publisher), dataset=dataset, drafts=drafts, origin=origin, whole=True)


def _publish(publisher: Tenant, dataset: Dataset) -> float:
    """Offer the dataset as it is now; returns the seconds until that is on disk."""
    began = time.perf_counter()
    with tenant_scope(publisher):
        publish_offer(actor=Actor.system(publisher), dataset=dataset, title="Producten", description="", fields=FIELDS)
    return time.perf_counter() - began
