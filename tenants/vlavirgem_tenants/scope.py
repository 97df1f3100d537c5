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
    """A scope that also runs, when it has ended in either way, what was given to :func:`after_request`."""
    waiting: list[Callable[[], None]] = []
    token = _afterwards.set(waiting)
    try:
        with tenant_scope(tenant):
            yield tenant
    finally:
        _afterwards.reset(token)
        for work in waiting:
            with tenant_scope(tenant):
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
