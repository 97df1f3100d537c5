"""Following a feed: which pages were read, which wait, and reading the next one. A page and its mark go in together."""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.acts import note_act
from vlavirgem_graphql.datasets.feeds.fetching import Fetched, fetch, place_of
from vlavirgem_graphql.datasets.feeds.members import latest_members, next_pages
from vlavirgem_graphql.datasets.holding import hold
from vlavirgem_graphql.datasets.models import Dataset, DatasetVerb, FeedSource, ImportRun
from vlavirgem_graphql.datasets.rdf.turtle import Graph
from vlavirgem_graphql.datasets.services import Origin, each_checked, open_dataset, store_drafts
from vlavirgem_tenants.outgoing.hosts import require_allowed
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.scope import tenant_scope

MOST_PAGES: Final = 5_000
"""Of one feed. IPDC's has some hundreds."""


@transaction.atomic
def follow_feed(*, actor: Actor, kind: str, title: str, address: str) -> FeedSource:
    """Make a dataset that follows a feed (or return it, where it does already); nothing is read yet.

    Raises Refusal for what is no address, a host that may not be called, and a dataset that has other records.
    """
    actor.require(Permission.DATA_MANAGE)
    address = address.strip().partition("#")[0]
    require_allowed(place_of(address)[0])
    dataset = open_dataset(actor=actor, kind=kind, title=title)
    feed = FeedSource.objects.filter(dataset=dataset).first()
    if (feed is None and dataset.records.exists()) or (feed is not None and feed.address != address):
        raise Refusal(
            _("“%(title)s” has records that come from elsewhere.") % {"title": title},
            remedy=_("Choose another title: a feed has a dataset of its own."),
            code="title-taken",
            status=HTTPStatus.CONFLICT,
            place="title",
        )
    return feed or FeedSource.objects.create(dataset=dataset, address=address, waiting=[address])


def read_next_page(*, actor: Actor, dataset: Dataset) -> ImportRun | None:
    """Read the page of the feed that waits longest, and remember that it was; None where it held nothing new.

    To be called outside any scope: the page is asked for between two transactions, so that a server that takes its time
    holds no lock. Where another reader took the same page in meanwhile, or the feed is followed no more, nothing is
    done. When none waits, the pages that may have changed since are the next to wait: see ``begin_round``. Raises
    Refusal where the page cannot be read; then nothing changed, and it is the next one still.
    """
    with tenant_scope(actor.tenant):
        actor.require(Permission.DATA_MANAGE)
        feed = FeedSource.objects.filter(dataset=dataset).first()
    if feed is None or not feed.waiting:
        return None
    address = feed.waiting[0]
    before = feed.pages.get(address, {})
    page = fetch(address, etag=before.get("etag", ""))
    with tenant_scope(actor.tenant):
        held = FeedSource.objects.select_for_update(of=("self",)).select_related("dataset")
        feed = held.filter(dataset=dataset).first()
        if feed is None or feed.waiting[:1] != [address] or feed.pages.get(address, {}) != before:
            return None
        return _taken_in(actor, feed, page)


def _taken_in(actor: Actor, feed: FeedSource, page: Fetched) -> ImportRun | None:
    """Store what the page that waits longest says, and its mark."""
    address, *feed.waiting = feed.waiting
    hash_before = feed.pages.get(address, {}).get("hash", "")
    digest = hashlib.sha256(page.content).hexdigest() if page.content else hash_before
    feed.pages[address] = {"etag": page.etag, "closed": page.closed, "hash": digest}
    run = None
    if page.moved_to:
        feed.wait_for(_of_the_feed(feed, [page.moved_to]))
    elif page.graph is not None:
        feed.wait_for(_of_the_feed(feed, next_pages(page.graph)))
        if digest != hash_before:
            run = _stored(actor, feed.dataset, Origin(name=address, content_hash=digest), page.graph)
    feed.read_at = timezone.now()
    if len(feed.pages) + len(feed.waiting) > MOST_PAGES:
        raise Refusal(
            _("This feed has more than %(limit)s pages.") % {"limit": MOST_PAGES},
            remedy=_("Follow a part of it: the address of a later page."),
            code="feed-too-long",
            status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        )
    feed.save()
    return run


@transaction.atomic
def begin_round(*, actor: Actor, dataset: Dataset) -> FeedSource:
    """Let the pages wait that may have changed since they were read, unless others wait still."""
    actor.require(Permission.DATA_MANAGE)
    feed = FeedSource.objects.select_for_update(of=("self",)).select_related("dataset").get(dataset=dataset)
    if not feed.waiting:
        feed.waiting = [address for address, page in feed.pages.items() if not page["closed"]]
        feed.save(update_fields=["waiting"])
    return feed


@transaction.atomic
def stop_following(*, actor: Actor, dataset: Dataset) -> None:
    """Follow the feed of a dataset no more; its records stay."""
    actor.require(Permission.DATA_MANAGE)
    dataset = hold(dataset)
    feed = FeedSource.objects.select_for_update(of=("self",)).filter(dataset=dataset).first()
    if feed is not None:
        note_act(
            actor=actor,
            dataset=dataset,
            verb=DatasetVerb.UNFOLLOWED,
            title=dataset.title,
            detail={"address": feed.address},
        )
        feed.delete()


def _stored(actor: Actor, dataset: Dataset, origin: Origin, graph: Graph) -> ImportRun | None:
    """Store what a page says; None where it holds nothing of the kind."""
    drafts = list(each_checked(latest_members(graph, dataset.declared_kind), dataset.declared_kind))
    if not drafts:
        return None
    return store_drafts(actor=actor, dataset=dataset, drafts=drafts, origin=origin, whole=False, partial=True)


def _of_the_feed(feed: FeedSource, addresses: list[str]) -> list[str]:
    """Those on the feed's own server: a feed does not send us elsewhere."""
    server = urlsplit(feed.address)[:2]
    return [address for address in addresses if urlsplit(address)[:2] == server]
