"""`vlavirgem evidence checkpoint` and `new-key`: each log is signed, and trouble with one stops no other."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from typer.testing import Result

from vlavirgem.cli import evidence
from vlavirgem_graphql.evidence.models import Countersignature
from vlavirgem_graphql.exchange.models import EventKind
from vlavirgem_graphql.exchange.services.evidence import append_event
from vlavirgem_graphql.signatures.models import SigningKey
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope


@pytest.fixture
def run(five_events_each: None, command: Callable[..., Result]) -> Callable[..., Result]:
    return partial(command, evidence.app)


def rows(result: Result) -> dict[str, Any]:
    return {row["slug"]: row for row in json.loads(result.stdout)}


@pytest.mark.usefixtures("in_english")
def test_every_log_is_signed_and_the_network_countersigns(run: Callable[..., Result]) -> None:
    first = run("checkpoint", "--json")
    assert first.exit_code == 0
    found = rows(first)
    assert [found[slug]["events"] for slug in ("aalst", "brugge", "genk")] == [5, 5, 0]
    assert [found[slug]["countersigned"] for slug in ("net", "aalst")] == [2, 0]

    # A second time there is nothing to do
    again = rows(run("checkpoint", "--json"))
    assert {(row["events"], row["countersigned"]) for row in again.values()} == {(0, 0)}
    assert "new checkpoint of" in run("checkpoint", "--tenant", "aalst").stdout


def test_an_organisation_whose_key_does_not_open_is_named_and_gets_another(
    run: Callable[..., Result], settings: Any
) -> None:
    # Given an installation with another signing key, in which Brugge took a new key since
    settings.SECRET_KEY = "een-heel-andere-sleutel-van-de-installatie"
    assert run("new-key", "brugge", "--reason", "Andere installatie").exit_code == 0
    with tenant_scope(find_tenant("brugge")) as brugge:
        assert SigningKey.objects.filter(owner=brugge).count() == 2

    done = run("checkpoint", "--json")

    found = rows(done)
    assert done.exit_code == 1
    assert "vlavirgem evidence new-key aalst" in found["aalst"]["trouble"][0]
    assert (found["brugge"]["events"], found["brugge"]["trouble"]) == (6, [])
    for slug in ("aalst", "net"):
        run("new-key", slug, "--reason", "Andere installatie")
    assert run("checkpoint", "--tenant", "aalst", "--json").exit_code == 0
    assert run("checkpoint", "--tenant", "net", "--json").exit_code == 0
    with tenant_scope(find_tenant("net")) as network:
        assert Countersignature.objects.filter(owner=network).count() == 2


def test_a_person_is_listed_and_forgotten_and_the_log_stays_whole(run: Callable[..., Result]) -> None:
    # Given somebody who acted for Aalst
    person = uuid4()
    with tenant_scope(find_tenant("aalst")) as aalst:
        acting = Actor(tenant=aalst, name="Joris Wauters", person_id=person, roles=frozenset())
        append_event(actor=acting, kind=EventKind.READ, rows_of_offers={})
    assert run("checkpoint", "--tenant", "aalst").exit_code == 0
    assert json.loads(run("persons", "aalst", "--json").stdout) == [{"person": str(person), "name": "Joris Wauters"}]
    assert "Joris" in run("persons", "aalst").stdout

    # When the operator has that forgotten
    assert run("forget", "brugge", str(person), "--reason", "Verzoek").exit_code == 1
    assert run("forget", "aalst", str(person), "--reason", "Verzoek").exit_code == 0

    # Then nobody is listed, and the log fits what was signed before
    assert json.loads(run("persons", "aalst", "--json").stdout) == []
    assert run("verify", "--tenant", "aalst").exit_code == 0
    assert run("forget", "aalst", str(person), "--reason", "Nog eens").exit_code == 1
