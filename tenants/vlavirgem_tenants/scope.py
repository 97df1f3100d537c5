"""The one way into a tenant: its transaction, its role and its search path, for requests, commands and tests alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.db import transaction

from vlavirgem_tenants.wall.connection import this_connection

if TYPE_CHECKING:
    from vlavirgem_tenants.directory.models import Tenant

_afterwards: ContextVar[list[Callable[[], None]] | None] = ContextVar("afterwards", default=None)
_on_its_own: ContextVar[list[Callable[[], None]] | None] = ContextVar("on_its_own", default=None)


class NoTenantError(RuntimeError):
    """Code that needs a tenant ran outside one. Never a fallback to another tenant or to the commons."""


@contextmanager
def tenant_scope(tenant: Tenant) -> Iterator[Tenant]:
    """Run the block as ``tenant``: one transaction, in which the database refuses everything that is another's.

    The database's role and search path are set with the transaction's first statement and end with it. Scopes nest:
    inside another tenant's scope the role changes for the block and changes back after it. Work given to
    ``transaction.on_commit`` gets a scope of its own.
    """
    connection = this_connection()
    previous = connection.tenant
    connection.set_tenant(tenant)
    try:
        with transaction.atomic():
            yield tenant
    finally:
        connection.set_tenant(previous)


@contextmanager
def unit_of_work(tenant: Tenant) -> Iterator[Tenant]:
    """A scope that also runs, when it has ended in either way, what was given to :func:`after_request`.

    What was given to :func:`on_its_own` is run when it ended well.
    """
    waiting: list[Callable[[], None]] = []
    alone: list[Callable[[], None]] = []
    tokens = _afterwards.set(waiting), _on_its_own.set(alone)
    try:
        with tenant_scope(tenant):
            yield tenant
    finally:
        _afterwards.reset(tokens[0])
        _on_its_own.reset(tokens[1])
        for work in waiting:
            with tenant_scope(tenant):
                work()
    for work in alone:
        work()


def after_request(work: Callable[[], None]) -> None:
    """Do ``work`` in a transaction of its own once the present unit of work has ended, also where it was rolled back.

    For what must be on record although the request was refused. Outside a unit of work it is done at once.
    """
    waiting = _afterwards.get()
    if waiting is None:
        work()
    else:
        waiting.append(work)


def on_its_own(work: Callable[[], None]) -> None:
    """Do ``work`` outside any scope and transaction once the present unit of work has ended well.

    For what takes long, and would hold locks meanwhile: it enters a scope for each of its parts. The answer to the
    request is made by then, and has not left yet. Outside a unit of work it is done at once.
    """
    waiting = _on_its_own.get()
    if waiting is None:
        work()
    else:
        waiting.append(work)


def current_tenant() -> Tenant:
    """The tenant whose scope the code runs in; raises NoTenantError outside one."""
    from vlavirgem_tenants.directory.models import Tenant  # noqa: PLC0415 - models need the app registry

    tenant = this_connection().tenant
    if not isinstance(tenant, Tenant):
        raise NoTenantError("No tenant is set here: run this inside tenant_scope(tenant).")
    return tenant


def current_address() -> str:
    """The address of the tenant whose scope the code runs in, for links in mails."""
    return current_tenant().address
