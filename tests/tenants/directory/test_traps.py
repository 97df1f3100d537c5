"""Traps of many tenants in one process, each with what springs it."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.cache import caches

from vlavirgem.database.embedded import SERVER_SETTINGS
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import NoTenantError, current_address, tenant_scope


def test_with_tenant_is_refused(aalst: Tenant) -> None:
    with pytest.raises(TypeError, match="tenant_scope"), aalst:
        pass


@pytest.mark.parametrize("name", settings.CACHES)
def test_every_cache_keeps_the_tenants_apart(aalst: Tenant, brugge: Tenant, name: str) -> None:
    cache = caches[name]
    with tenant_scope(aalst):
        cache.set("sleutel", "van aalst")
    with tenant_scope(brugge):
        assert cache.get("sleutel") is None
    with tenant_scope(aalst):
        assert cache.get("sleutel") == "van aalst"
        cache.delete("sleutel")


def test_links_in_mails_lead_to_the_tenant_that_sends_them(aalst: Tenant, brugge: Tenant) -> None:
    for tenant in (aalst, brugge):
        with tenant_scope(tenant):
            assert str(settings.WAGTAILADMIN_BASE_URL) == tenant.address


def test_there_is_no_address_outside_a_scope() -> None:
    with pytest.raises(NoTenantError):
        current_address()


def test_the_embedded_server_has_locks_for_a_whole_tenant_several_times() -> None:
    assert int(SERVER_SETTINGS["max_locks_per_transaction"]) >= 512
