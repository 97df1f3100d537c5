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


def verify_evidence(tenant: Tenant) -> Verdict:
    """Check every link of one organisation's chain, in one view of the database.

    With the owner's login also against the chain's head, which no tenant's role reads: a tail that was cut off is not
    noticed without it. A head in the same database convinces nobody who mistrusts its administrator; for that the
    parties keep copies of their own.
    """
    with _reading(tenant):
        heads = ChainHead.objects.filter(owner=tenant) if settings.OWNER_ADDRESS else []
        kept = [(head.sequence, bytes(head.hash)) for head in heads]
        return check_chain(_links(tenant), head=kept[0] if kept else None)


def _links(tenant: Tenant) -> Iterator[ExchangeEvent]:
    last = None
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
