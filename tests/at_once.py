"""Clicks at the same moment, each on a connection of its own; for tests with a database of their own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from vlavirgem.refusal import Refusal
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

# Loads what a page would have loaded, and gives the act that follows the click.
Prepared = Callable[[Actor], Callable[[], object]]


def at_once(*clicks: tuple[str, Prepared]) -> list[str]:
    """Load every page first, then click at the same moment: ``done`` for each, or the code of its refusal."""
    start = Barrier(len(clicks))

    def click(slug: str, prepare: Prepared) -> str:
        try:
            tenant = find_tenant(slug)
            with tenant_scope(tenant):
                act = prepare(Actor.system(tenant))
                start.wait(timeout=20)
                act()
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(clicks)) as threads:
        return list(threads.map(click, *zip(*clicks, strict=True)))
