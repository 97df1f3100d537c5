"""`vlavirgem evidence verify` and the doctor's look at it: whole chains pass, a changed row is named."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import psycopg
import pytest
from django.conf import settings as house
from typer.testing import CliRunner, Result

from vlavirgem.cli import doctor, evidence
from vlavirgem_graphql.evidence.services.checkpoints import make_checkpoint
from vlavirgem_graphql.exchange import verification
from vlavirgem_graphql.exchange.models import ExchangeEvent
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope


@pytest.fixture
def verify(five_events_each: None, command: Callable[..., Result]) -> Callable[..., Result]:
    return partial(command, evidence.app, "verify")


@pytest.fixture
def tamper(own_database: str) -> Iterator[Callable[[str], None]]:
    """With all power over the database, and the log's triggers and rights out of the way."""
    assert house.ADMIN_ADDRESS is not None
    with psycopg.connect(**house.ADMIN_ADDRESS.database(own_database).as_conninfo(), autocommit=True) as admin:

        def run(statement: str) -> None:
            admin.execute(statement)

        yield run


AALST = "owner_id = (SELECT id FROM directory_tenant WHERE slug = 'aalst')"


def test_whole_chains_are_reported_with_their_length(verify: Callable[..., Result]) -> None:
    done = verify("--json")
    assert done.exit_code == 0
    found = {row["slug"]: (row["whole"], row["links"]) for row in json.loads(done.stdout)}
    assert (found["aalst"], found["brugge"], found["genk"]) == ((True, 5), (True, 5), (True, 0))
    assert len(json.loads(verify("--tenant", "aalst", "--json").stdout)) == 1


@pytest.mark.parametrize(
    ("deed", "place", "reason"),
    [
        (f"UPDATE exchange_event SET actor = 'Iemand' WHERE sequence = 3 AND {AALST}", 3, "hashed: actor"),
        (f"UPDATE exchange_event SET payload = '{{}}' WHERE sequence = 4 AND {AALST}", 4, "not what was hashed"),
        (f"DELETE FROM exchange_event WHERE sequence = 2 AND {AALST}", 2, "number 3 stands here"),
        (f"DELETE FROM exchange_event WHERE sequence = 5 AND {AALST}", 5, "the last number given out is 5"),
    ],
)
@pytest.mark.usefixtures("in_english")
def test_a_tampered_row_is_named_and_the_others_stay_whole(
    verify: Callable[..., Result], tamper: Callable[[str], None], deed: str, place: int, reason: str
) -> None:
    tamper(deed)

    done = verify("--json")

    assert done.exit_code == 1
    broken = [row for row in json.loads(done.stdout) if not row["whole"]]
    assert [(row["slug"], row["broken_at"]) for row in broken] == [("aalst", place)]
    assert reason in broken[0]["reason"]
    assert verify("--tenant", "brugge").exit_code == 0
    assert f"BROKEN at event {place}" in " ".join(verify("--tenant", "aalst").stdout.split())


LAST = f"sequence = 5 AND {AALST}"
WRITTEN_ANEW = (
    f"""UPDATE exchange_event SET kind = 'denied', payload = replace(payload, '"read"', '"denied"') WHERE {LAST}""",
    f"UPDATE exchange_event SET hash = sha256(previous_hash || convert_to(payload, 'UTF8')) WHERE {LAST}",
    f"UPDATE exchange_chain_head SET hash = (SELECT hash FROM exchange_event WHERE {LAST}) WHERE {AALST}",
)


@pytest.mark.parametrize("size", [0, 4, 5])
def test_a_log_whose_hashes_were_made_anew_is_found_by_the_checkpoint_that_was_signed_over_it(
    verify: Callable[..., Result], tamper: Callable[[str], None], size: int
) -> None:
    # Given a checkpoint of so many of the five events, or none
    with tenant_scope(find_tenant("aalst")) as aalst, pytest.MonkeyPatch.context() as patched:
        patched.setattr(ExchangeEvent, "objects", ExchangeEvent.objects.exclude(sequence__gt=size))
        make_checkpoint(actor=Actor.system(aalst))
    assert verify("--tenant", "aalst").exit_code == 0

    # When the last event is changed with all that hangs on it
    for statement in WRITTEN_ANEW:
        tamper(statement)

    # Then the chain alone holds, and only what was signed tells
    found = json.loads(verify("--tenant", "aalst", "--json").stdout)[0]
    reason = "the checkpoint of 5 was signed over other events" if size == 5 else ""
    assert (found["whole"], found["reason"]) == (size < 5, reason)


@pytest.mark.usefixtures("in_english")
def test_the_doctor_looks_at_the_last_of_it_and_says_so(
    verify: Callable[..., Result], tamper: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    (well,) = doctor._evidence()
    assert well.in_order
    assert well.found.startswith("5 of 5 chains whole in their last 1000 events")
    assert "vlavirgem evidence verify" in well.found

    # Given a flaw in the first of five events, then it is found among the last five, and not among the last four
    tamper(f"UPDATE exchange_event SET kind = 'denied' WHERE sequence = 1 AND {AALST}")
    monkeypatch.setattr(doctor, "LAST_EVENTS", 4)
    assert [finding.in_order for finding in doctor._evidence()] == [True]
    monkeypatch.setattr(doctor, "LAST_EVENTS", 5)
    ill, where = doctor._evidence()
    assert not ill.in_order
    assert (where.what.strip(), where.found) == ("aalst", "event 1: other than what was hashed: kind")
    assert verify("--tenant", "aalst").exit_code == 1


@pytest.mark.parametrize(
    "deed",
    [
        f"UPDATE exchange_event SET kind = 'denied' WHERE sequence = 5 AND {AALST}",
        f"UPDATE exchange_event SET hash = sha256('x') WHERE sequence = 3 AND {AALST}",
        f"DELETE FROM exchange_event WHERE sequence = 4 AND {AALST}",
        f"DELETE FROM exchange_event WHERE sequence = 5 AND {AALST}",
    ],
)
def test_the_last_events_are_checked_as_strictly_as_all(
    verify: Callable[..., Result], tamper: Callable[[str], None], deed: str
) -> None:
    assert verification.verify_evidence(find_tenant("aalst"), last=2).whole
    tamper(deed)
    assert not verification.verify_evidence(find_tenant("aalst"), last=2).whole


def test_without_the_owners_login_everything_but_a_cut_tail_is_found(
    verify: Callable[..., Result],
    tamper: Callable[[str], None],
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.OWNER_ADDRESS = None
    monkeypatch.setattr(verification, "LINKS_A_READ", 2)
    assert verify("--tenant", "aalst").exit_code == 0
    tamper(f"UPDATE exchange_event SET row_counts = '{{7}}' WHERE sequence = 5 AND {AALST}")
    assert verify("--tenant", "aalst").exit_code == 1


@pytest.mark.parametrize(
    "arguments",
    [["verify", "missing.jsonl"], ["restored", "aalst", "--checkpoint", "missing.jsonl", "--reason", "Test"]],
    ids=["verify", "restored"],
)
def test_a_file_that_is_not_there_is_no_forged_evidence(arguments: list[str]) -> None:
    result = CliRunner().invoke(evidence.app, arguments)

    assert result.exit_code == 2
    assert "missing.jsonl" in result.output
    assert "DOES NOT HOLD" not in result.output
    assert "Errno" not in result.output
