"""Checking an organisation's evidence in the database, for `vlavirgem evidence verify` and `vlavirgem doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from django.conf import settings
from django.db import connections, transaction

from vlavirgem_graphql.exchange.chain import Verdict, check_chain
from vlavirgem_graphql.exchange.models import ChainHead, ExchangeEvent
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope
from vlavirgem_tenants.wall.owner import as_owner

LINKS_A_READ = 2000


def verify_evidence(tenant: Tenant, *, last: int | None = None) -> Verdict:
    """Check every link of one organisation's chain, or only the ``last`` so many, in one view of the database.

    With the owner's login also against the chain's head, which no tenant's role reads: a tail that was cut off is not
    noticed without it. A head in the same database convinces nobody who mistrusts its administrator; for that the
    parties keep copies of their own.
    """
    with _reading(tenant):
        heads = ChainHead.objects.filter(owner=tenant) if settings.OWNER_ADDRESS else []
        kept = [(head.sequence, bytes(head.hash)) for head in heads]
        since = _before_the_last(tenant, last) if last else None
        if since is None:
            return check_chain(_links(tenant), head=kept[0] if kept else None)
        links = _links(tenant, since.sequence)
        return check_chain(links, head=kept[0] if kept else None, since=(since.sequence, bytes(since.hash)))


def _before_the_last(tenant: Tenant, count: int) -> ExchangeEvent | None:
    """The link that the last ``count`` follow; None where there are no more than those."""
    return ExchangeEvent.objects.filter(owner=tenant).order_by("-sequence")[count : count + 1].first()


def _links(tenant: Tenant, last: int | None = None) -> Iterator[ExchangeEvent]:
    while True:
        events = ExchangeEvent.objects.filter(owner=tenant).order_by("sequence")
        batch = list(events.filter(sequence__gt=last)[:LINKS_A_READ] if last is not None else events[:LINKS_A_READ])
        yield from batch
        if len(batch) < LINKS_A_READ:
            return
        last = batch[-1].sequence


def _reading(tenant: Tenant) -> AbstractContextManager[object]:
    return _as_owner_at_one_moment() if settings.OWNER_ADDRESS else tenant_scope(tenant)


@contextmanager
def _as_owner_at_one_moment() -> Iterator[None]:
    """Events that are appended meanwhile are not seen, so that the last one and the head belong together."""
    with as_owner(), transaction.atomic():
        connections["default"].cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
