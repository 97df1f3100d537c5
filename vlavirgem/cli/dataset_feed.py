"""`vlavirgem dataset follow`: the records of a feed (LDES), from where reading stopped the last time."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import Annotated

import typer
from django.utils.translation import gettext as _
from django.utils.translation import override
from rich.progress import Progress

from vlavirgem.cli.figures import Figure, report
from vlavirgem.cli.ground import database, err, fail
from vlavirgem.cli.kind_named import kind_named
from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.feeds.services import begin_round, follow_feed, read_next_page
from vlavirgem_graphql.datasets.models import Dataset, FeedSource, Outcome
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope


def command(
    address: Annotated[str, typer.Argument(help="Address of the feed, on a server that the operator allows.")],
    tenant: Annotated[str, typer.Option(help="Short name of the organisation.")],
    kind: Annotated[str, typer.Option(help="Kind of record, as `public-service`, `organisation` or `event`.")],
    title: Annotated[str, typer.Option(help="Title of the dataset.")],
    pages: Annotated[int, typer.Option(min=0, help="Stop after so many pages; 0: read on to the end.")] = 0,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Follow a feed: read it on from where it was, page by page. Each page is kept, also when a later one fails."""
    kind_named(kind, tenant)
    with database():
        owner = find_tenant(tenant)
        with tenant_scope(owner):
            feed = follow_feed(actor=Actor.system(owner), kind=kind, title=title, address=address)
            waiting = begin_round(actor=Actor.system(owner), dataset=feed.dataset).waiting
        fates, refusal = _read(owner, feed.dataset, pages, len(waiting))
        with tenant_scope(owner):
            feed = FeedSource.objects.get(dataset=feed.dataset)
    figures = [
        Figure(name="pages that were read, in all", value=len(feed.pages), unit="pages"),
        Figure(name="pages that wait", value=len(feed.waiting), unit="pages"),
        *(Figure(name=str(outcome.value), value=fates[outcome.value], unit="records") for outcome in Outcome),
    ]
    with suppress(typer.Exit):  # figures without a limit all hold
        report("dataset follow", figures, as_json=as_json)
    if refusal is not None:
        fail(refusal.message, remedy=refusal.remedy)


def _read(owner: Tenant, dataset: Dataset, most: int, waiting: int) -> tuple[Counter[str], Refusal | None]:
    """Page after page, each in a transaction of its own; what was read before a refusal stays."""
    fates: Counter[str] = Counter()
    number = 0
    with Progress(console=err, transient=True) as progress:
        task = progress.add_task(_("Pages"), total=waiting)
        while waiting and (not most or number < most):
            number += 1
            try:
                with override(owner.language):  # what became of each record is kept
                    run = read_next_page(actor=Actor.system(owner), dataset=dataset)
                with tenant_scope(owner):
                    waiting = len(FeedSource.objects.get(dataset=dataset).waiting)
            except Refusal as refusal:
                return fates, refusal
            fates.update(run.counts if run is not None else {})
            progress.update(task, completed=number, total=number + waiting)
    return fates, None
