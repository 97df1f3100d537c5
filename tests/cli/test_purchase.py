"""`vlavirgem purchase`: purchases listed, written as open data, and the legal terms."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from typer.testing import Result

from vlavirgem_sandbox.purchases.models import JointPurchase, LegalTerm
from vlavirgem_sandbox.purchases.services.opening import Need, open_purchase
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope


@pytest.fixture
def run(db: None, command: Callable[..., Result]) -> Callable[..., Result]:
    """Run the command on the test's own database, in its transaction."""
    from vlavirgem.cli import purchase

    return partial(command, purchase.app)


@pytest.fixture
def opened(aalst: Tenant) -> JointPurchase:
    with tenant_scope(aalst):
        return open_purchase(actor=Actor.system(aalst), told=Need(title="Loket", need="Samen kopen."))


def test_the_list_holds_what_the_organisation_sees(
    run: Callable[..., Result], opened: JointPurchase, aalst: Tenant, brugge: Tenant
) -> None:
    ours = json.loads(run("list", "--tenant", aalst.slug, "--json").stdout)
    theirs = json.loads(run("list", "--tenant", brugge.slug, "--json").stdout)

    assert [(row["id"], row["title"], row["state"]) for row in ours] == [(str(opened.pk), "Loket", "draft")]
    assert theirs == []
    assert "Loket" in run("list", "--tenant", aalst.slug).stdout


def test_a_purchase_is_written_as_a_release_package(
    run: Callable[..., Result], opened: JointPurchase, aalst: Tenant, tmp_path: Path
) -> None:
    file = tmp_path / "loket.json"

    printed = run("ocds", str(opened.pk), "--tenant", aalst.slug)
    written = run("ocds", str(opened.pk), "--tenant", aalst.slug, "--output", str(file))

    assert written.exit_code == 0
    assert json.loads(printed.stdout) == json.loads(file.read_text())
    assert json.loads(printed.stdout)["releases"][0]["tender"]["title"] == "Loket"


def test_a_purchase_that_the_organisation_does_not_see_is_not_written(
    run: Callable[..., Result], opened: JointPurchase, brugge: Tenant
) -> None:
    assert run("ocds", str(opened.pk), "--tenant", brugge.slug).exit_code == 1
    assert run("ocds", str(uuid.uuid4()), "--tenant", brugge.slug).exit_code == 1


def test_the_network_records_a_term_and_a_municipality_does_not(
    run: Callable[..., Result], network: Tenant, aalst: Tenant
) -> None:
    words = ("term", "standstill_days", "15", "--from", "2017-06-30", "--source", "Wet van 17 juni 2013, artikel 11")

    refused = run(*words, "--network", aalst.slug)
    done = run(*words, "--network", network.slug)

    assert refused.exit_code == 1
    assert done.exit_code == 0, done.output
    with tenant_scope(aalst):
        assert LegalTerm.objects.get().amount == 15


def test_a_term_that_is_no_figure_is_refused(run: Callable[..., Result], network: Tenant) -> None:
    assert run("term", "standstill_days", "veel", "--from", "2017-06-30", "--source", "?").exit_code == 1
