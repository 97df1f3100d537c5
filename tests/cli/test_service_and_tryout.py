"""`vlavirgem service` and `vlavirgem tryout`: the same services, from a terminal."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from typer.testing import Result

from tests.sandbox.contracts.recorded.recordings import entry, har
from tests.sandbox.contracts.soap.dossiers import TYPES, wsdl
from tests.sandbox.demo_contracts import changed_contract, demo_contract
from vlavirgem_sandbox.catalogue.foretelling import ask_who_breaks
from vlavirgem_sandbox.catalogue.models import Service
from vlavirgem_sandbox.catalogue.personas import personas_of_version
from vlavirgem_sandbox.catalogue.services import ServiceDetails, draft_version
from vlavirgem_sandbox.catalogue.upload import CONTRACT_SIZE_LIMIT
from vlavirgem_sandbox.tryouts.models import StateDocument, TryOut
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

REGISTER = "agentschap/verenigingsregister-proef"


@pytest.fixture
def run(db: None, command: Callable[..., Result]) -> Callable[..., Result]:
    """Run a word of the command on the test's own database, in its transaction."""
    from vlavirgem.cli import service, tryout

    def invoke(word: str, *arguments: str) -> Result:
        return command({"service": service.app, "tryout": tryout.app}[word], *arguments)

    return invoke


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    """The association register's contract as a file."""
    path = tmp_path / "verenigingsregister.yaml"
    path.write_bytes(demo_contract().data)
    return path


def test_publishing_a_file_tells_the_version_and_its_operations(
    run: Callable[..., Result], contract: Path, agency: Tenant
) -> None:
    done = run("service", "publish", str(contract), "--agency", agency.slug, "--json")
    again = run("service", "publish", str(contract), "--agency", agency.slug, "--json")

    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["service"], told["version"], told["unchanged"]) == (REGISTER, 1, False)
    assert told["working"] == told["operations"] == 9
    assert json.loads(again.stdout)["unchanged"]


def test_recorded_calls_go_with_the_contract_from_a_terminal(
    run: Callable[..., Result], tmp_path: Path, agency: Tenant
) -> None:
    contract, recording = tmp_path / "advies.yaml", tmp_path / "opname.har"
    contract.write_bytes(demo_contract("energieadvies.yaml").data)
    recording.write_bytes(har(entry(), entry("/bestaat/niet")))
    publish = ("service", "publish", str(contract), "--agency", agency.slug, "--json", "--examples")

    missing = run(*publish, str(tmp_path / "er-is-niets.har"))
    done = run(*publish, str(recording))

    assert (missing.exit_code, done.exit_code) == (1, 0), done.output
    told = json.loads(done.stdout)
    assert (told["examples_added"], told["examples_left_out"]) == (1, 1)
    assert "/v1/bestaat/niet" in told["problems"][0]["message"]


def test_a_wsdl_is_published_with_the_files_it_refers_to_and_no_others(
    run: Callable[..., Result], tmp_path: Path, agency: Tenant
) -> None:
    folder = tmp_path / "dienst" / "soap"
    folder.mkdir(parents=True)
    space = "urn:voorbeeld:dossiers"
    head = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:tns="{space}" targetNamespace="{space}">'
    (tmp_path / "dienst" / "typen.xsd").write_text(f"{head}{TYPES}</xs:schema>")
    (folder / "geheim.xsd").write_text("<geheim/>")
    persona = {"key": "rosa", "situation": "Kan alles.", "values": {"dossiernummer": "D-0001"}}
    (folder / "personas.json").write_text(json.dumps([persona]))
    (folder / "dossiers.wsdl").write_text(wsdl(types='<xs:include schemaLocation="../typen.xsd"/>'))

    done = run("service", "publish", str(folder / "dossiers.wsdl"), "--agency", agency.slug, "--json")

    assert done.exit_code == 0, done.output
    assert (json.loads(done.stdout)["working"], json.loads(done.stdout)["problems"]) == (1, [])
    with tenant_scope(agency):
        version = Service.objects.get().versions.get()
        assert sorted(version.document["files"]) == ["soap/dossiers.wsdl", "typen.xsd"]
        assert personas_of_version(version.pk)[0].key == "rosa"


@pytest.mark.usefixtures("in_english")
def test_the_quality_of_a_service_is_that_of_its_file(
    run: Callable[..., Result], contract: Path, agency: Tenant
) -> None:
    run("service", "publish", str(contract), "--agency", agency.slug)

    of_file = run("service", "quality", str(contract), "--json")
    of_service = run("service", "quality", REGISTER, "--version", "1", "--json")
    printed = run("service", "quality", str(contract))

    told = json.loads(of_file.stdout)
    assert told == json.loads(of_service.stdout)
    assert sum(rule["weight"] for rule in told["rules"]) == 100
    assert f"{told['score']} out of 100" in printed.stdout


def test_there_is_no_quality_of_what_is_not_there_or_is_no_contract(
    run: Callable[..., Result], contract: Path, tmp_path: Path, agency: Tenant
) -> None:
    run("service", "publish", str(contract), "--agency", agency.slug)
    broken = tmp_path / "kapot.yaml"
    broken.write_text("openapi: 3.1.0\npaths: 3\n")

    assert run("service", "quality", str(broken)).exit_code == 1
    assert run("service", "quality", REGISTER, "--version", "2").exit_code == 1
    assert run("service", "quality", REGISTER).exit_code == 0


def test_a_refused_file_ends_with_exit_code_1_and_stores_nothing(
    run: Callable[..., Result], tmp_path: Path, agency: Tenant
) -> None:
    bad = tmp_path / "kapot.yaml"
    bad.write_text("openapi: 3.1.0\npaths: [")
    big = tmp_path / "groot.yaml"
    big.write_bytes(b"x" * (CONTRACT_SIZE_LIMIT + 1))

    for file in (bad, big, tmp_path / "er-is-niets.yaml"):
        assert run("service", "publish", str(file), "--agency", agency.slug).exit_code == 1, file
    with tenant_scope(agency):
        assert not Service.objects.exists()


def test_a_municipality_cannot_publish_from_a_terminal_either(
    run: Callable[..., Result], contract: Path, aalst: Tenant
) -> None:
    assert run("service", "publish", str(contract), "--agency", aalst.slug).exit_code == 1


def test_a_try_out_is_opened_called_and_reset(
    run: Callable[..., Result], contract: Path, agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    run("service", "publish", str(contract), "--agency", agency.slug)
    listed = json.loads(run("service", "list", "--tenant", aalst.slug, "--json").stdout)
    opened = json.loads(run("tryout", "open", REGISTER, "--tenant", aalst.slug, "--json").stdout)
    program = client_for(aalst, HTTP_X_API_KEY=opened["key"])
    representative = {"givenName": "Noor", "familyName": "Testers", "role": "chair"}
    called = program.post(
        f"/try/{opened['id']}/verenigingen/V0001001/vertegenwoordigers",
        json.dumps(representative),
        "application/json",
        HTTP_VR_INITIATOR="OVO002067",
    )
    reset = run("tryout", "reset", opened["id"], "--tenant", aalst.slug)

    assert [row["service"] for row in listed] == [REGISTER]
    assert opened["address"].endswith(f"/try/{opened['id']}")
    assert called.status_code == 201, called.text
    assert reset.exit_code == 0
    with tenant_scope(aalst):
        assert TryOut.objects.get().reset_at is not None
        assert not StateDocument.objects.exists()


@pytest.mark.usefixtures("in_english")
def test_a_snapshot_is_kept_and_gone_back_to_from_a_terminal(
    run: Callable[..., Result], contract: Path, agency: Tenant, aalst: Tenant
) -> None:
    run("service", "publish", str(contract), "--agency", agency.slug)
    of_ours = (
        json.loads(run("tryout", "open", REGISTER, "--tenant", "aalst", "--json").stdout)["id"],
        "--tenant",
        "aalst",
    )
    kept = run("tryout", "snapshot", *of_ours, "--name", "Begin")
    with tenant_scope(aalst):
        StateDocument.objects.create(tryout=TryOut.objects.get(), collection="/dingen", key="1", document={})

    unknown = run("tryout", "restore", *of_ours, "Einde", "--yes")
    declined = run("tryout", "restore", *of_ours, "Begin")
    with tenant_scope(aalst):
        assert StateDocument.objects.count() == 1
    done = run("tryout", "restore", *of_ours, "Begin", "--yes")

    assert "0 documents" in kept.output
    assert (unknown.exit_code, declined.exit_code, done.exit_code) == (1, 1, 0), done.output
    with tenant_scope(aalst):
        assert not StateDocument.objects.exists()


def test_an_unknown_service_or_try_out_is_said(run: Callable[..., Result], aalst: Tenant) -> None:
    assert run("tryout", "open", "niemand/niets", "--tenant", aalst.slug).exit_code == 1
    assert run("tryout", "reset", "nergens2", "--tenant", aalst.slug).exit_code == 1


def test_a_try_out_is_disturbed_and_calmed_from_a_terminal(
    run: Callable[..., Result], contract: Path, agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    run("service", "publish", str(contract), "--agency", agency.slug)
    opened = json.loads(run("tryout", "open", REGISTER, "--tenant", "aalst", "--json").stdout)
    program = client_for(aalst, HTTP_X_API_KEY=opened["key"])
    address = f"/try/{opened['id']}/verenigingen"

    told = run(
        "tryout", "disturb", opened["id"], "status", "--tenant", "aalst", "--status", "502", "--seed", "4", "--json"
    )
    struck = program.get(address).status_code
    calmed = run("tryout", "calm", opened["id"], "--tenant", "aalst")

    assert told.exit_code == 0, told.output
    assert (json.loads(told.stdout)["kind"], json.loads(told.stdout)["seed"]) == ("status", 4)
    assert (struck, program.get(address).status_code) == (502, 200)
    assert calmed.exit_code == 0


def test_a_disturbance_that_cannot_be_is_refused_with_what_to_do(
    run: Callable[..., Result], contract: Path, agency: Tenant, aalst: Tenant
) -> None:
    run("service", "publish", str(contract), "--agency", agency.slug)
    tryout_id = json.loads(run("tryout", "open", REGISTER, "--tenant", "aalst", "--json").stdout)["id"]

    def disturb(*options: str) -> Result:
        return run("tryout", "disturb", tryout_id, "delay", "--tenant", "aalst", *options)

    refused = disturb("--operation", "GET /niets")

    assert refused.exit_code == 1
    assert "GET /niets" in refused.output
    assert "GET /verenigingen" in refused.output
    assert disturb("--operation", "GET /verenigingen", "--spread", "long-tail").exit_code == 0


@pytest.mark.usefixtures("in_english")
def test_a_draft_is_compared_and_scored_through_the_eyes_of_its_publisher_and_of_nobody_else(
    run: Callable[..., Result], contract: Path, agency: Tenant, aalst: Tenant
) -> None:
    run("service", "publish", str(contract), "--agency", agency.slug)
    with tenant_scope(agency):
        actor, service = Actor.system(agency), Service.objects.select_related("owner").get()
        draft = draft_version(actor=actor, file=changed_contract(), details=ServiceDetails(), service=service).version
        ask_who_breaks(actor=actor, version=draft)  # from here on others may read it, and no page shows it

    def compared(eyes: Tenant) -> Result:
        return run("service", "compare", REGISTER, "1", "2", "--tenant", eyes.slug)

    def scored(eyes: Tenant) -> Result:
        return run("service", "quality", REGISTER, "--version", "2", "--tenant", eyes.slug)

    assert "no agentschap" in compared(aalst).output
    assert scored(aalst).exit_code == 1
    assert "breaking" in compared(agency).output
    assert scored(agency).exit_code == 0


def test_no_command_but_those_that_examine_loads_what_examines() -> None:
    script = "import django; django.setup(); from vlavirgem.cli import build; build(); import sys; print(*sys.modules)"

    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)

    assert not {"schemathesis", "hypothesis", "pytest"} & set(done.stdout.split())
    assert "vlavirgem.cli.prove_tryouts" in done.stdout.split()
