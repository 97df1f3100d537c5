"""`vlavirgem tryout report`: publishers are told by who chose to, and by nobody else."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

import pytest
from typer.testing import Result

from tests.sandbox.demo_contracts import demo_contract
from vlavirgem.cli import tryout as word
from vlavirgem_sandbox.catalogue.models import UsageDay
from vlavirgem_sandbox.catalogue.services import ServiceDetails, publish_service
from vlavirgem_sandbox.tryouts.models import TryOut, UsageShown
from vlavirgem_sandbox.tryouts.services import open_tryout
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope


@pytest.fixture
def report(own_database: str, command: Callable[..., Result]) -> Callable[..., Result]:
    return partial(command, word.app, "report")


@pytest.fixture
def tried(own_database: str) -> Tenant:
    """Aalst, with a try-out that shows counts and one that shows nothing."""
    aalst, agency = find_tenant("aalst"), find_tenant("agentschap")
    with tenant_scope(agency):
        details = ServiceDetails(name="Verenigingsregister")
        version = publish_service(actor=Actor.system(agency), file=demo_contract(), details=details).version
    with tenant_scope(aalst):
        for choice in (UsageShown.COUNTS, UsageShown.NOTHING):
            opened = open_tryout(actor=Actor.system(aalst), version=version, name=choice)
            TryOut.objects.filter(pk=opened.pk).update(usage_shown=choice)
    return aalst


def test_only_what_may_be_told_is_told_once_however_often(tried: Tenant, report: Callable[..., Result]) -> None:
    first, again = report("--json"), report("--tenant", "aalst", "--json")

    assert first.exit_code == 0, first.output
    assert {row["slug"]: row["try_outs"] for row in json.loads(first.stdout)}["aalst"] == 1
    assert json.loads(again.stdout) == [{"slug": "aalst", "try_outs": 1}]
    with tenant_scope(tried):
        assert UsageDay.objects.count() == 1
