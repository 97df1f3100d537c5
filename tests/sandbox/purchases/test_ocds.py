"""The release package: valid OCDS 1.1, complete, and no more than its reader may see."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from vlavirgem_sandbox.purchases.ocds import release_package
from vlavirgem_sandbox.purchases.ocds.parties import buying_along
from vlavirgem_sandbox.purchases.services import participation
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope

STAGES = ("opened", "described", "committed", "published", "scoring", "scored", "awarded", "in_force")


def package_of(rehearsal: Any, reader: Tenant | None = None) -> dict[str, Any]:
    """As a file holds it: through JSON and back."""
    with tenant_scope(reader or rehearsal.buyer):
        package = release_package(rehearsal.fresh(rehearsal.purchase))
    held: dict[str, Any] = json.loads(json.dumps(package))
    return held


def references(value: Any) -> set[str]:
    """Every id of an organisation that a release refers to."""
    if isinstance(value, list):
        return {found for one in value for found in references(one)}
    if not isinstance(value, dict):
        return set()
    own = {value["id"]} if set(value) == {"id", "name"} else set()
    return own | {found for one in value.values() for found in references(one)}


@pytest.mark.parametrize("stage", STAGES)
def test_the_validator_of_ocds_finds_no_error_at_any_stage(
    rehearsal: Any, shared_data: Path, tmp_path: Path, stage: str
) -> None:
    # In a process of its own: it brings a library that adds attributes to Python's own classes.
    validator = Path(sys.executable).with_name("libcoveocds")
    standard = shared_data / "ocds" / "validator" / "standard-1__1__5.zip"
    if not validator.exists() or not standard.exists():
        pytest.skip(f"the validator or the standard's schemas are absent: {validator}, {standard}")
    getattr(rehearsal, stage)()
    if stage == "in_force":
        rehearsal.call_off("40")
    (tmp_path / "package.json").write_text(json.dumps(package_of(rehearsal)))

    options = ["--schema-version", "1.1", "--standard-zip", str(standard.resolve()), "--output-dir", "found"]
    done = subprocess.run(
        [str(validator), *options, "package.json"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)

    assert found["validation_errors"] == []
    assert found["version_used"] == "1.1"
    assert found["additional_fields"] == []
    assert found["additional_closed_codelist_values"] == {}
    assert found["additional_checks"] == {}


@pytest.mark.parametrize("stage", STAGES)
def test_it_has_what_every_package_needs(rehearsal: Any, stage: str) -> None:
    getattr(rehearsal, stage)()

    package = package_of(rehearsal)

    release = package["releases"][0]
    assert package["version"] == "1.1"
    assert package["publisher"]["name"] == rehearsal.buyer.name
    assert package["uri"].startswith("http")
    assert datetime.fromisoformat(package["publishedDate"]).tzinfo is not None
    assert release["ocid"] == f"ocds-vvg000-{rehearsal.purchase.pk}"
    assert set(release["tag"]) <= {"planning", "tender", "award", "contract"}
    assert references(release) <= {party["id"] for party in release["parties"]}


def test_the_whole_procedure_is_in_it(rehearsal: Any) -> None:
    rehearsal.in_force()
    placed = rehearsal.call_off("40")

    release = package_of(rehearsal)["releases"][0]

    assert release["tag"] == ["planning", "tender", "award", "contract"]
    assert [line["quantity"] for line in release["tender"]["items"]] == [100.0, 100.0]
    assert release["tender"]["value"] == {"amount": 40000.0, "currency": "EUR"}
    assert release["tender"]["numberOfTenderers"] == 2
    assert release["tender"]["awardCriteria"] == "ratedCriteria"
    assert release["awards"][0]["suppliers"][0]["id"] == "BE-BCE_KBO-0123456749"
    assert release["awards"][0]["status"] == "active"
    assert release["contracts"] == [
        {
            "id": str(placed.pk),
            "awardID": str(placed.award_id),
            "title": "BB-2026-14",
            "description": release["contracts"][0]["description"],
            "status": "active",
            "value": {"amount": 4000.0, "currency": "EUR"},
            "items": release["contracts"][0]["items"],
            "dateSigned": release["contracts"][0]["dateSigned"],
        }
    ]
    assert rehearsal.participant.name in release["contracts"][0]["description"]


def test_an_invitation_alone_makes_no_buyer_and_a_commitment_does(rehearsal: Any) -> None:
    rehearsal.invited()
    before = buyers_in(package_of(rehearsal))
    with tenant_scope(rehearsal.participant):
        participation.commit(
            actor=rehearsal.taking_part(), lot=rehearsal.fresh(rehearsal.lots[0]), quantity=Decimal(40)
        )

    assert before == [rehearsal.buyer.name]
    assert buyers_in(package_of(rehearsal)) == [rehearsal.buyer.name, rehearsal.participant.name]


def test_who_called_off_is_a_buyer_even_without_a_commitment(rehearsal: Any) -> None:
    rehearsal.in_force()
    placed = rehearsal.call_off("40")

    with tenant_scope(rehearsal.buyer):
        purchase = rehearsal.fresh(rehearsal.purchase)
        along = buying_along(purchase, wanted=[], placed=[placed])
        nobody = buying_along(purchase, wanted=[], placed=[])

    assert (along, nobody) == ([rehearsal.participant], [])


def buyers_in(package: dict[str, Any]) -> list[str]:
    return [party["name"] for party in package["releases"][0]["parties"] if "buyer" in party["roles"]]


def test_bids_are_not_in_a_participants_file_before_the_award_and_are_after_it(rehearsal: Any) -> None:
    rehearsal.scored()
    assert package_of(rehearsal)["releases"][0]["tender"]["numberOfTenderers"] == 2
    before = package_of(rehearsal, rehearsal.participant)
    assert "Loketbouwers" not in json.dumps(before)
    assert "numberOfTenderers" not in before["releases"][0]["tender"]


def test_after_the_award_a_participants_file_names_the_bidders(rehearsal: Any) -> None:
    rehearsal.awarded()

    assert "Toegankelijk" in json.dumps(package_of(rehearsal, rehearsal.participant))


def test_the_same_purchase_gives_the_same_file(rehearsal: Any) -> None:
    rehearsal.in_force()

    assert package_of(rehearsal) == package_of(rehearsal)
