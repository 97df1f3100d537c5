"""`vlavirgem service open-endpoint|close-endpoint` and `vlavirgem tryout pass-on|keep-here`."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from typer.testing import Result

from tests.sandbox.real_service import RealService, published
from tests.sandbox.tryouts.passing_on.conftest import prepare
from vlavirgem.cli import service, tryout
from vlavirgem_sandbox.endpoints.models import Opening
from vlavirgem_sandbox.tryouts.models import PassingOn
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.scope import tenant_scope


@pytest.fixture
def run(own_database: str, command: Callable[..., Result]) -> Callable[..., Result]:
    words = {"service": service.app, "tryout": tryout.app}
    return lambda word, *given, **more: command(words[word], *given, **more)


def test_an_agency_opens_and_a_municipality_passes_on_and_takes_it_back(
    run: Callable[..., Result], real_service: RealService
) -> None:
    agency, aalst = find_tenant("agentschap"), find_tenant("aalst")
    passed = prepare(agency, aalst, published(agency), real_service)
    ident = passed.tryout.public_id

    narrowed = run("service", "open-endpoint", "agentschap/jaren", "--to", "brugge", "--calls-a-day", "7")
    assert narrowed.exit_code == 0, narrowed.output
    assert run("tryout", "pass-on", ident, "--tenant", "aalst", "--yes").exit_code == 1
    assert run("service", "open-endpoint", "agentschap/jaren", "--to", "brugge,aalst").exit_code == 0
    with tenant_scope(agency):
        assert sorted(Opening.objects.get().partner_ids) == sorted([find_tenant("brugge").pk, aalst.pk])

    assert run("tryout", "pass-on", ident, "--tenant", "aalst", input="n\n").exit_code == 1
    with tenant_scope(aalst):
        assert not PassingOn.objects.exists()
    on = run("tryout", "pass-on", ident, "--tenant", "aalst", "--minutes", "30", "--tell-name", input="y\n")
    assert on.exit_code == 0, on.output
    assert passed.call().status_code == 200
    assert passed.service.heard[0].headers["vlavirgem-organisation"] == "aalst"

    assert run("tryout", "keep-here", ident, "--tenant", "aalst").exit_code == 0
    passed.call()
    assert len(passed.service.heard) == 1
    assert run("service", "close-endpoint", "agentschap/jaren").exit_code == 0
    assert run("service", "close-endpoint", "agentschap/jaren").exit_code == 1
