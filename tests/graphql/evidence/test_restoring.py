"""After a backup was put back: the log itself says what is lost, for checkpoints that it signed and that do not fit."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.conf import settings as house
from typer.testing import CliRunner, Result

from vlavirgem.cli import evidence
from vlavirgem.refusal import Refusal
from vlavirgem_graphql.evidence.models import Checkpoint
from vlavirgem_graphql.evidence.services.checkpoints import make_checkpoint
from vlavirgem_graphql.evidence.services.exporting import chain_blocks
from vlavirgem_graphql.evidence.services.published_keys import key_lines
from vlavirgem_graphql.evidence.services.restoring import declare_restored
from vlavirgem_graphql.evidence.verifier import EvidenceError, Trust, check_text, read_checkpoint, read_key
from vlavirgem_graphql.exchange.models import EventKind, ExchangeEvent
from vlavirgem_graphql.exchange.services.evidence import append_event
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

PUT_BACK = (
    "DELETE FROM evidence_checkpoint WHERE owner_id = {me} AND size > 3",
    "DELETE FROM exchange_event WHERE owner_id = {me} AND sequence > 3",
    """UPDATE exchange_chain_head SET (sequence, hash) = (
    SELECT sequence, hash FROM exchange_event WHERE owner_id = {me} AND sequence = 3) WHERE owner_id = {me}""",
)


@pytest.fixture
def kept(own_database: str, settings: Any, tmp_path: Path) -> Path:
    """Aalst's checkpoint of five events, kept elsewhere; the database is then as it was after three."""
    settings.ENVIRONMENT = SimpleNamespace(embedded=None)
    aalst = find_tenant("aalst")
    for events in (3, 2):
        with tenant_scope(aalst):
            for _number in range(events):
                append_event(actor=Actor.system(aalst), kind=EventKind.READ, rows_of_offers={})
            latest = make_checkpoint(actor=Actor.system(aalst))
    assert latest is not None
    (tmp_path / "kept").write_text(latest.text)
    assert house.ADMIN_ADDRESS is not None
    with psycopg.connect(**house.ADMIN_ADDRESS.database(own_database).as_conninfo(), autocommit=True) as admin:
        for statement in PUT_BACK:
            admin.execute(statement.format(me=aalst.pk))
    return tmp_path / "kept"


def restored(*arguments: str) -> Result:
    return CliRunner().invoke(evidence.app, ["restored", *arguments, "--reason", "Schijf kapot"])


def test_what_was_lost_stands_in_the_log_and_the_verifier_says_so_instead_of_tampering(kept: Path) -> None:
    checkpoint = read_checkpoint(kept.read_text())

    def check() -> list[str]:
        with tenant_scope(find_tenant("aalst")) as aalst:
            trust = Trust([read_key(line) for line in key_lines()], [checkpoint])
            return check_text("".join(chain_blocks(aalst)), trust).notes

    with pytest.raises(EvidenceError, match="old backup"):
        check()

    assert restored("aalst", "--checkpoint", str(kept)).exit_code == 0

    assert check() == ["event 4 says that what the checkpoint of 5 had is lost"]
    with tenant_scope(find_tenant("aalst")) as aalst:
        event = ExchangeEvent.objects.get(owner=aalst, kind=EventKind.RESTORED)
        told = json.loads(event.payload)["detail"]
        assert (told["reason"], told["events_in_backup"], told["lost"][0]["size"]) == ("Schijf kapot", 3, 5)
        assert Checkpoint.objects.of(aalst)[0].size == 4  # signed at once


def test_only_a_checkpoint_of_its_own_log_that_does_not_fit_is_taken(kept: Path, tmp_path: Path) -> None:
    (tmp_path / "forged").write_text(kept.read_text().replace("\n5\n", "\n6\n"))
    (tmp_path / "nothing").write_text("niets")
    with tenant_scope(find_tenant("aalst")) as aalst:
        (tmp_path / "fits").write_text(Checkpoint.objects.of(aalst)[0].text)
    for slug, name in (("aalst", "forged"), ("aalst", "nothing"), ("aalst", "fits"), ("brugge", "kept")):
        assert restored(slug, "--checkpoint", str(tmp_path / name)).exit_code == 1, name
    with tenant_scope(find_tenant("aalst")):
        assert not ExchangeEvent.objects.filter(kind=EventKind.RESTORED).exists()
    assert restored("aalst", "--checkpoint", str(kept)).exit_code == 0


def test_only_who_signs_says_that_a_log_was_restored(aalst: Tenant, actor_of: Callable[..., Actor]) -> None:
    developer, administrator = actor_of(aalst, Role.DEVELOPER), actor_of(aalst, Role.ADMINISTRATOR)
    with tenant_scope(aalst):
        with pytest.raises(Refusal) as refused:
            declare_restored(actor=developer, kept=[], reason="x")
        assert refused.value.code != "nothing-lost"
        with pytest.raises(Refusal) as let_through:
            declare_restored(actor=administrator, kept=[], reason="x")
        assert let_through.value.code == "nothing-lost"
