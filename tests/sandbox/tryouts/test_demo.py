"""The demo's past: made by the real serving function, once."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from vlavirgem_sandbox.catalogue import demo as catalogue_demo
from vlavirgem_sandbox.catalogue.models import Service
from vlavirgem_sandbox.tryouts import demo, demo_messages, demo_searching
from vlavirgem_sandbox.tryouts.demo_counter import Counter
from vlavirgem_sandbox.tryouts.models import Call, ReceivedMessage, TryOut
from vlavirgem_sandbox.tryouts.serving.log import Caller
from vlavirgem_sandbox.tryouts.telemetry import DayFigures, call_figures
from vlavirgem_tenants.demo import DemoTown
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


class SmallTown(DemoTown):
    """One agency plays all three, and two municipalities play Mechelen and Aalst; people need no account."""

    def actor(self, slug: str, role: Role) -> Actor:
        """Anybody in that role."""
        return Actor(tenant=self.tenant(slug), name=str(role.label), person_id=None, roles=frozenset({role}))


@pytest.fixture
def town(agency: Tenant, brugge: Tenant, aalst: Tenant, monkeypatch: pytest.MonkeyPatch) -> SmallTown:
    """The town after the catalogue's demo."""
    monkeypatch.setattr(demo, "REGISTER", (agency.slug, "verenigingsregister"))
    monkeypatch.setattr(demo, "ADVICE", (agency.slug, "energieadvies"))
    monkeypatch.setattr(demo, "DOCUMENTS", (agency.slug, "documentlevering"))
    monkeypatch.setattr(demo, "ADDRESSES", (agency.slug, "adreswijzigingen"))
    monkeypatch.setattr(demo, "SEARCHING", (agency.slug, "verenigingen-zoeken"))
    agencies = dict.fromkeys(("abb", "veka", "digitaal"), agency)
    town = SmallTown(tenants={**agencies, "mechelen": brugge, "aalst": aalst})
    catalogue_demo.fill(town)
    return town


def test_the_catalogue_holds_five_services_and_a_second_fill_adds_none(town: SmallTown, aalst: Tenant) -> None:
    catalogue_demo.fill(town)

    with tenant_scope(aalst):
        names = list(Service.objects.offered().values_list("name", flat=True))
    assert names == [
        "Adreswijzigingen",
        "Documentlevering",
        "Energieadvies",
        "Verenigingen zoeken",
        "Verenigingsregister",
    ]


def test_mechelen_has_about_sixty_calls_over_three_weeks_that_get_better(town: SmallTown) -> None:
    demo.fill(town)
    demo.fill(town)

    now = timezone.now()
    with tenant_scope(town.tenant("mechelen")):
        tryout = TryOut.objects.get(name=demo.ASSOCIATIONS_NAME)
        figures = call_figures(tryout.pk, since=now - timedelta(days=30), until=now)
        refused = Call.objects.exclude(verdict="ok").exclude(verdict="violation").count()
        middle = figures.by_day[len(figures.by_day) // 2].day
    early = [day for day in figures.by_day if day.day < middle]
    late = [day for day in figures.by_day if day.day >= middle]
    assert 50 <= figures.total <= 75
    assert refused == 0
    assert len(figures.by_day) > 10
    assert 3 <= figures.violations <= 12
    assert share(early) < share(late)


def test_aalst_made_a_few_calls_at_the_console(town: SmallTown) -> None:
    demo.fill(town)

    with tenant_scope(town.tenant("aalst")):
        assert set(Call.objects.values_list("person", flat=True)) == {str(Role.PILOT_LEAD.label)}


def share(days: list[DayFigures]) -> float:
    return sum(day.ok for day in days) / sum(day.total for day in days)


def test_mechelen_received_messages_of_two_services_each_by_the_contract(town: SmallTown) -> None:
    demo.fill(town)

    with tenant_scope(town.tenant("mechelen")):
        received = ReceivedMessage.objects.arrived(timezone.now())
        by_try_out = {
            name: list(received.filter(tryout__name=name).order_by("number").values_list("name", flat=True))
            for name in (demo_messages.DOCUMENTS_NAME, demo_messages.ADDRESSES_NAME)
        }
        verdicts = set(received.values_list("verdict", flat=True))
    assert by_try_out == {
        demo_messages.DOCUMENTS_NAME: ["documentBezorgd"] * 3,
        demo_messages.ADDRESSES_NAME: [
            "adresToegevoegd",
            "adresToegevoegd",
            "adresGewijzigd",
            "straatHernoemd",
            "meldingBehandeld",
        ],
    }
    assert verdicts == {"ok"}


def test_mechelen_asked_a_graphql_service_first_wrongly_and_then_kept_a_search(town: SmallTown) -> None:
    demo.fill(town)

    with tenant_scope(town.tenant("mechelen")):
        tryout = TryOut.objects.get(name=demo_searching.SEARCHING_NAME)
        calls = list(tryout.calls.order_by("at").values_list("operation", "verdict", "origin"))
    assert calls == [
        ("Query.verenigingen", "violation", ""),
        ("Query.verenigingen", "ok", "example"),
        ("Mutation.maakZoekopdracht", "ok", "state"),
        ("Query.zoekopdrachten", "ok", "state"),
    ]


@pytest.mark.parametrize(
    "names", [["Alles in een keer", "Eerst de muren"], ["Alles in een keer", "Eerst de muren", "Muren en dak"]]
)
def test_a_comparison_of_the_energy_advice_answers_each_plan(town: SmallTown, names: list[str]) -> None:
    demo.fill(town)
    body = {
        "dwelling": {"type": "apartment", "buildYear": 2008, "heatedFloorArea": 84, "heating": {"source": "gas"}},
        "plans": [{"name": name, "measures": ["DAK"]} for name in names],
    }

    with tenant_scope(town.tenant("aalst")):
        tryout = TryOut.objects.get(name=demo.ENERGY_NAME)
        program = Counter(tryout=tryout, caller=Caller(person="Iemand"), moment=timezone.now())
        answer = program.call("POST", "/berekeningen/vergelijking", body=body)

    assert [plan["name"] for plan in json.loads(answer.reply.body)] == names


def test_what_was_remembered_in_the_past_has_its_day(town: SmallTown) -> None:
    demo.fill(town)

    with tenant_scope(town.tenant("mechelen")):
        tryout = TryOut.objects.get(name=demo.ASSOCIATIONS_NAME)
        days = {timezone.localdate(each.changed_at) for each in tryout.state_documents.all()}
        called = {timezone.localdate(each.at) for each in tryout.calls.filter(method="PATCH")}
    assert days == called
