"""Finding tenants, by host for each request and by short name for commands."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from threading import Lock

from django.db import transaction
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_tenants.directory.models import Tenant, TenantKind
from vlavirgem_tenants.wall.connection import this_connection

# A tenant's row is asked for at each request and hardly ever changes.
SECONDS_KEPT = 10.0
MOST_KEPT = 2_000

_kept: dict[str, tuple[float, Tenant]] = {}
_lock = Lock()


def tenant_of_host(host: str) -> Tenant | None:
    """The tenant that a host name (no port) leads to, or None. Remembered for SECONDS_KEPT."""
    now = time.monotonic()
    kept = _kept.get(host)
    if kept and now - kept[0] < SECONDS_KEPT:
        return kept[1]
    with _as_visitor():
        tenant: Tenant | None = Tenant.objects.filter(domains__domain=host).first()
    with _lock:
        if tenant is None:
            _kept.pop(host, None)
        else:
            if len(_kept) >= MOST_KEPT:
                _kept.clear()
            _kept[host] = (now, tenant)
    return tenant


@contextmanager
def _as_visitor() -> Iterator[None]:
    """As who comes in without a tenant; whatever scope the code was in before is its scope again."""
    connection = this_connection()
    previous = connection.tenant
    connection.set_schema_to_public()
    try:
        with transaction.atomic():
            yield
    finally:
        connection.set_tenant(previous)


def forget_hosts() -> None:
    """Forget what is remembered, after a change (and between tests)."""
    with _lock:
        _kept.clear()


def find_network() -> Tenant:
    """The network's own organisation; raises Refusal (404) where there is none yet."""
    with _as_visitor():
        network: Tenant | None = Tenant.objects.filter(kind=TenantKind.NETWORK).order_by("pk").first()
    if network is None:
        raise Refusal(
            _("The network has no organisation of its own yet."),
            remedy=_("Make it with: vlavirgem tenant create net --kind network"),
            code="no-network",
            status=HTTPStatus.NOT_FOUND,
        )
    return network


def find_tenant(slug: str) -> Tenant:
    """The tenant with this short name; raises Refusal (404) that says how to see which there are."""
    with _as_visitor():
        tenant: Tenant | None = Tenant.objects.filter(slug=slug).first()
    if tenant is None:
        raise Refusal(
            _("There is no organisation with the short name “%(slug)s”.") % {"slug": slug},
            remedy=_("See the list with: vlavirgem tenant list"),
            code="unknown-tenant",
            status=HTTPStatus.NOT_FOUND,
        )
    return tenant
