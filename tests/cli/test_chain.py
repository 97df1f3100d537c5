"""`vlavirgem chain`: import, export, run, list, and what is due."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import yaml
from django.utils import timezone
from typer.testing import Result

from tests.sandbox.demo_contracts import demo_contract
from vlavirgem.cli import chain as word
from vlavirgem_sandbox.catalogue.services import ServiceDetails, publish_service
from vlavirgem_sandbox.chains.models import Chain, ChainRun, RunState, Schedule, Trigger
from vlavirgem_sandbox.chains.services import plan_chain
from vlavirgem_sandbox.tryouts.services import open_tryout
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

Run = Callable[..., Result]
LOOK_UP = """
arazzo: 1.0.1
info: {title: Opzoeken, version: 1.0.0}
sourceDescriptions: [{name: verenigingsregister, url: https://verenigingen.example/openapi.yaml}]
workflows:
  - workflowId: opzoeken
    inputs: {type: object, properties: {gemeente: {type: string, default: "12025"}}}
    steps:
      - stepId: zoek
        operationId: listAssociations
        parameters: [{name: municipality, in: query, value: $inputs.gemeente}]
        successCriteria: [{condition: $statusCode == 200}]
        outputs: {aantal: $response.body#/total}
    outputs: {aantal: $steps.zoek.outputs.aantal}
"""


@pytest.fixture
def run(db: None, command: Run) -> Run:
    """Run the word on the test's own database, in its transaction."""
    return partial(command, word.app)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "opzoeken.arazzo.yaml"
    path.write_text(LOOK_UP)
    return path


@pytest.fixture
def aalst_with_register(agency: Tenant, aalst: Tenant) -> Tenant:
    """Aalst, with a try-out of the association register."""
    details = ServiceDetails(name="Verenigingsregister", summary="Registreer verenigingen.")
    with tenant_scope(agency):
        version = publish_service(actor=Actor.system(agency), file=demo_contract(), details=details).version
    with tenant_scope(aalst):
        open_tryout(actor=Actor.system(aalst), version=version)
    return aalst


def test_file_is_imported_run_listed_and_exported(
    run: Run, file: Path, aalst_with_register: Tenant, tmp_path: Path
) -> None:
    # when
    imported = run("import", str(file), "--tenant", "aalst", "--json")
    assert imported.exit_code == 0, imported.output
    chain_id = json.loads(imported.stdout)["id"]
    ran = run("run", chain_id, "--tenant", "aalst", "--input", 'gemeente="41002"', "--json")
    listed = run("list", "--tenant", "aalst", "--json")
    out = tmp_path / "out.yaml"
    run("export", chain_id, "--tenant", "aalst", "-o", str(out))

    # then
    assert json.loads(imported.stdout)["state"] == "active"
    told = json.loads(ran.stdout)
    assert (ran.exit_code, told["verdict"], told["inputs"]) == (0, "succeeded", {"gemeente": "41002"})
    assert isinstance(told["outputs"]["aantal"], int)
    assert [(row["name"], row["runs"], row["last_run"]) for row in json.loads(listed.stdout)] == [
        ("Opzoeken", 1, "succeeded")
    ]
    assert yaml.safe_load(out.read_text()) == yaml.safe_load(LOOK_UP)


def test_run_that_breaks_ends_with_one_and_says_where(run: Run, file: Path, aalst_with_register: Tenant) -> None:
    # given
    broken = file.with_name("wrong.yaml")
    broken.write_text(LOOK_UP.replace("$statusCode == 200", "$statusCode == 418"))
    chain_id = json.loads(run("import", str(broken), "--tenant", "aalst", "--json").stdout)["id"]

    # when
    ran = run("run", chain_id, "--tenant", "aalst")

    # then
    assert ran.exit_code == 1
    assert "FAIL zoek" in ran.stdout
    assert "$statusCode = 200" in ran.stdout


def test_file_that_is_no_arazzo_is_refused_with_its_place(run: Run, file: Path, aalst: Tenant) -> None:
    # given
    file.write_text(LOOK_UP.replace("stepId: zoek", "stepId: zoek\n        workflowId: opzoeken"))

    # when
    imported = run("import", str(file), "--tenant", "aalst")

    # then
    assert imported.exit_code == 1
    assert "/workflows/0/steps/0" in imported.stderr
    with tenant_scope(aalst):
        assert not Chain.objects.exists()


@pytest.mark.usefixtures("in_english")
def test_unknown_chain_and_unknown_tryout_are_told(run: Run, file: Path, aalst_with_register: Tenant) -> None:
    assert run("run", "no-chain", "--tenant", "aalst").exit_code == 1
    wrong = run("import", str(file), "--tenant", "aalst", "--tryout", "verenigingsregister=nothing")
    assert (wrong.exit_code, "no try-out" in wrong.stderr) == (1, True)


def test_what_is_due_runs_once_and_then_waits_for_the_next_hour(
    run: Run, file: Path, aalst_with_register: Tenant
) -> None:
    # given a chain that runs each hour, and whose moment has come
    aalst = aalst_with_register
    run("import", str(file), "--tenant", "aalst")
    with tenant_scope(aalst):
        chain = plan_chain(
            actor=Actor.system(aalst), chain=Chain.objects.get(), schedule=Schedule.HOURLY, inputs={"gemeente": "41002"}
        )
        assert chain.next_run_at is not None
    assert json.loads(run("run-due", "--tenant", "aalst", "--json").stdout) == []
    with tenant_scope(aalst):
        Chain.objects.update(next_run_at=timezone.now() - timedelta(minutes=1))

    # when
    first = json.loads(run("run-due", "--tenant", "aalst", "--json").stdout)
    second = json.loads(run("run-due", "--tenant", "aalst", "--json").stdout)

    # then
    assert [(row["chain"], row["verdict"]) for row in first] == [("Opzoeken", RunState.SUCCEEDED)]
    assert second == []
    with tenant_scope(aalst):
        assert ChainRun.objects.get().trigger == Trigger.SCHEDULE
        assert not Chain.objects.due(timezone.now()).exists()


def test_due_chain_that_is_at_work_is_told_and_not_run(run: Run, file: Path, aalst_with_register: Tenant) -> None:
    # given
    aalst = aalst_with_register
    run("import", str(file), "--tenant", "aalst")
    with tenant_scope(aalst):
        chain = plan_chain(actor=Actor.system(aalst), chain=Chain.objects.get(), schedule=Schedule.DAILY, inputs={})
        Chain.objects.update(next_run_at=timezone.now())
        ChainRun.objects.create(chain=chain, number=1, workflow_id="opzoeken", trigger="hand", person="Iemand")

    # when
    [row] = json.loads(run("run-due", "--json").stdout)

    # then
    assert (row["run"], "bezig" in row["verdict"]) == (None, True)
