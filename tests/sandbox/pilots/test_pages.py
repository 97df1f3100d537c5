"""The pages: who opens which, what they say, and what they keep when something is refused."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vlavirgem_sandbox.pilots import services
from vlavirgem_sandbox.pilots.models import (
    Decision,
    Finding,
    Hypothesis,
    Kpi,
    Measurement,
    Outcome,
    Pilot,
    PilotState,
    Source,
)
from vlavirgem_sandbox.purchases.services.opening import Need, open_purchase
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_sandbox.tryouts.telemetry import CallCard
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

Clients = Callable[..., Client]

READ = ("detail",)
FORMS = ("edit", "tryout", "withdraw", "share", "hypothesis-new", "hypothesis-judge", "kpi-new", "kpi-edit", "decide")
RECORDS = ("measure", "finding-new", "finding-edit")
POSTS = ("state", "measurement-withdraw", "measurement-restore", "finding-withdraw", "finding-restore")


@pytest.fixture
def addresses(aalst: Tenant, lead: Actor, pilot: Pilot, kpi: Kpi, measurement: Measurement) -> dict[str, str]:
    """An address for each name, of parts that exist."""
    with tenant_scope(aalst):
        hypothesis = services.add_hypothesis(actor=lead, pilot=pilot, text="Sneller")
        finding = services.record_finding(actor=lead, pilot=pilot, title="Ja", measurements=[measurement])
        decision = services.decide(
            actor=lead, pilot=pilot, outcome=Outcome.ADJUST, reason="Bijsturen", findings=[finding]
        )
    parts: dict[str, Any] = {
        "hypothesis-judge": hypothesis,
        "kpi-edit": kpi,
        "measure": kpi,
        "measurement-withdraw": measurement,
        "measurement-restore": measurement,
        "finding-edit": finding,
        "finding-withdraw": finding,
        "finding-restore": finding,
        "decision-withdraw": decision,
    }
    named = {name: reverse(f"pilots:{name}", args=[part.pk]) for name, part in parts.items()}
    for name in ("detail", "edit", "tryout", "withdraw", "share", "hypothesis-new", "kpi-new", "finding-new", "decide"):
        named[name] = reverse(f"pilots:{name}", args=[pilot.pk])
    return named | {"state": reverse("pilots:state", args=[pilot.pk, "paused"])}


def test_every_address_of_a_pilot_is_hidden_from_another_tenant_and_open_to_its_own(
    aalst: Tenant, brugge: Tenant, client_for: Clients, addresses: dict[str, str]
) -> None:
    stranger, ours = client_for(brugge, Role.ADMINISTRATOR), client_for(aalst, Role.ADMINISTRATOR)
    for name, address in addresses.items():
        method = "post" if name in POSTS else "get"
        assert getattr(stranger, method)(address).status_code == 404, name
        assert getattr(ours, method)(address).status_code in {200, 302, 409}, name


def test_a_partner_opens_the_page_but_none_of_the_forms(
    aalst: Tenant, brugge: Tenant, lead: Actor, pilot: Pilot, client_for: Clients, addresses: dict[str, str]
) -> None:
    with tenant_scope(aalst):
        services.share_pilot(actor=lead, pilot=pilot, visibility=Visibility.PARTNERS, partners=[brugge])
    partner = client_for(brugge, Role.ADMINISTRATOR)
    assert partner.get(addresses.pop("detail")).status_code == 200
    for name, address in addresses.items():
        method = "post" if name in POSTS else "get"
        assert getattr(partner, method)(address).status_code == 403, name


def test_a_stranger_is_sent_to_the_sign_in_page(aalst: Tenant, client_for: Clients, addresses: dict[str, str]) -> None:
    for name in ("detail", "edit", "measure"):
        answer = client_for(aalst).get(addresses[name])
        assert answer.status_code == 302, name
        assert "/sign-in/" in answer["Location"]


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.READER, set(READ)),
        (Role.MEMBER, {*READ, *RECORDS}),
        (Role.PILOT_LEAD, {*READ, *RECORDS, *FORMS, "decision-withdraw"}),
    ],
)
def test_each_role_opens_its_own_pages(
    aalst: Tenant, client_for: Clients, addresses: dict[str, str], role: Role, allowed: set[str]
) -> None:
    client = client_for(aalst, role)
    asked = [name for name in addresses if name not in POSTS]
    answers = {name: client.get(addresses[name]).status_code for name in asked}
    assert {name for name, status in answers.items() if status == 200} == allowed
    assert {status for name, status in answers.items() if name not in allowed} <= {403}


def test_a_pilot_is_made_through_the_pages_from_goal_to_decision(
    aalst: Tenant, client_for: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for(aalst, Role.PILOT_LEAD)
    opened = client.post(
        reverse("pilots:new"), {"title": "Loket", "goal": "Sneller", "starts_on": "1/9/2026", "ends_on": "30/11/2026"}
    )
    page = opened["Location"]
    with tenant_scope(aalst):
        pilot = Pilot.objects.get(title="Loket")
    assert (pilot.starts_on, page) == (dt.date(2026, 9, 1), pilot.get_absolute_url())
    asked = {
        "name": "Tijd",
        "source": "typed",
        "unit": "min",
        "direction": "lower",
        "baseline": "1.234,50",
        "target": "10",
    }
    client.post(reverse("pilots:kpi-new", args=[pilot.pk]), asked)
    with tenant_scope(aalst):
        kpi = Kpi.objects.get(pilot=pilot)
    assert kpi.baseline == Decimal("1234.50")
    client.post(reverse("pilots:state", args=[pilot.pk, "active"]))
    client.post(reverse("pilots:measure", args=[kpi.pk]), {"value": "9,5", "period_to": "15/10/2026"})
    with tenant_scope(aalst):
        measurement = Measurement.objects.get(kpi=kpi)
    client.post(
        reverse("pilots:finding-new", args=[pilot.pk]), {"title": "Het gaat snel", "measurements": [measurement.pk]}
    )
    with tenant_scope(aalst):
        finding = Finding.objects.get(pilot=pilot)
    decided = {
        "outcome": "scale_up",
        "reason": "Het werkt",
        "findings": [finding.pk],
        "decided_by": "Het college",
        "decided_on": "16/10/2026",
    }
    client.post(reverse("pilots:decide", args=[pilot.pk]), decided)
    shown = client.get(page).content.decode()
    for words in ("Het gaat snel", "Het werkt", "Het college", "9,5", "1.234,5", "Opschalen", "<svg"):
        assert words in shown, words
    with tenant_scope(aalst):
        assert Pilot.objects.get(pk=pilot.pk).state == PilotState.ENDED


def test_a_kpi_can_be_fed_by_an_operation_that_was_not_called_yet(
    aalst: Tenant, client_for: Clients, lead: Actor, tryout: TryOut
) -> None:
    with tenant_scope(aalst):
        pilot = services.open_pilot(actor=lead, title="Loket", goal="Sneller", tryout_id=tryout.pk)
    client, address = client_for(aalst, Role.PILOT_LEAD), reverse("pilots:kpi-new", args=[pilot.pk])
    asked = {"name": "Geldig", "source": "valid_share", "direction": "higher", "target": "90"}

    form = client.get(address)
    added = client.post(address, {**asked, "operation": "POST /verenigingen"})
    unknown = client.post(address, {**asked, "name": "Anders", "operation": "POST /bestaat-niet"})

    assert "POST /verenigingen (0 oproepen tot nu toe)" in form.content.decode()
    assert (added.status_code, unknown.status_code) == (302, 422)
    with tenant_scope(aalst):
        assert Kpi.objects.get(pilot=pilot).operation == "POST /verenigingen"


def test_a_finding_and_a_decision_that_cannot_be_made_yet_lead_to_what_comes_first(
    aalst: Tenant, client_for: Clients, lead: Actor, pilot: Pilot, kpi: Kpi
) -> None:
    client, member = client_for(aalst, Role.PILOT_LEAD), client_for(aalst, Role.MEMBER)
    find, decide = (reverse(f"pilots:{name}", args=[pilot.pk]) for name in ("finding-new", "decide"))
    measure = reverse("pilots:measure", args=[kpi.pk])

    unmeasured, unfound = client.get(find).text, client.get(decide).text
    with tenant_scope(aalst):
        measurement = services.record_measurement(
            actor=lead, kpi=kpi, value=Decimal(12), period_to=dt.date(2026, 10, 1)
        )
    measured = client.get(find).text
    with tenant_scope(aalst):
        services.record_finding(actor=lead, pilot=pilot, title="Sneller", measurements=[measurement])

    assert f'href="{measure}"' in unmeasured
    assert 'name="title"' not in unmeasured
    assert f'href="{find}"' in unfound
    assert 'name="title"' in measured
    assert 'name="outcome"' in client.get(decide).text
    assert 'name="title"' in member.get(find).text


def test_the_first_kpi_is_the_way_forward_for_who_may_add_one(aalst: Tenant, client_for: Clients, lead: Actor) -> None:
    with tenant_scope(aalst):
        bare = services.open_pilot(actor=lead, title="Loket", goal="Sneller")
    find, add = (reverse(f"pilots:{name}", args=[bare.pk]) for name in ("finding-new", "kpi-new"))

    assert f'href="{add}"' in client_for(aalst, Role.PILOT_LEAD).get(find).text
    assert f'href="{add}"' not in client_for(aalst, Role.MEMBER).get(find).text
    assert "rekker" in client_for(aalst, Role.MEMBER).get(find).text


def test_a_decision_to_scale_up_leads_to_the_purchase_that_is_opened_from_it(
    aalst: Tenant,
    client_for: Clients,
    lead: Actor,
    actor_of: Callable[..., Actor],
    pilot: Pilot,
    measurement: Measurement,
) -> None:
    with tenant_scope(aalst):
        finding = services.record_finding(actor=lead, pilot=pilot, title="Sneller", measurements=[measurement])
        decision = services.decide(
            actor=lead,
            pilot=pilot,
            outcome=Outcome.SCALE_UP,
            reason="Het werkt",
            findings=[finding],
            decided_by="Het college",
            decided_on=dt.date(2026, 10, 16),
        )
    buyer, page = client_for(aalst, Role.BUYER), pilot.get_absolute_url()

    before = buyer.get(page).text
    with tenant_scope(aalst):
        purchase = open_purchase(
            actor=actor_of(aalst, Role.BUYER), told=Need(title="Loketten", need="Samen"), decision_id=decision.pk
        )

    assert f"/purchases/open/?decision={decision.pk}" in before
    after = buyer.get(page).text
    assert f"/purchases/open/?decision={decision.pk}" not in after
    assert f'href="{purchase.get_absolute_url()}"' in after


def test_a_refused_form_keeps_what_was_typed_and_says_where_it_is_wrong(
    aalst: Tenant, client_for: Clients, pilot: Pilot
) -> None:
    client = client_for(aalst, Role.PILOT_LEAD)
    typed = {
        "name": "Wachttijd aan de balie",
        "source": "typed",
        "direction": "higher",
        "baseline": "20",
        "target": "tien",
    }
    answer = client.post(reverse("pilots:kpi-new", args=[pilot.pk]), typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Wachttijd aan de balie" in page
    assert 'id="id_target_error"' in page or 'aria-invalid="true"' in page


def test_a_rule_of_the_service_is_shown_on_the_form(aalst: Tenant, client_for: Clients, pilot: Pilot) -> None:
    client = client_for(aalst, Role.PILOT_LEAD)
    typed = {"name": "Wacht", "source": "typed", "direction": "higher", "baseline": "20", "target": "10"}
    answer = client.post(reverse("pilots:kpi-new", args=[pilot.pk]), typed)
    assert answer.status_code == 422
    assert "verkeerde kant van de nulmeting" in answer.content.decode()


def test_an_empty_form_that_is_sent_is_wrong(aalst: Tenant, client_for: Clients) -> None:
    assert client_for(aalst, Role.PILOT_LEAD).post(reverse("pilots:new"), {}).status_code == 422


def test_measuring_twice_from_the_page_gives_one_measurement(
    aalst: Tenant, client_for: Clients, fed_kpi: Kpi, calls: SimpleNamespace
) -> None:
    client = client_for(aalst, Role.MEMBER)
    for _press in range(2):
        answer = client.post(
            reverse("pilots:measure", args=[fed_kpi.pk]), {"period_from": "14/9/2026", "period_to": "20/9/2026"}
        )
        assert answer.status_code == 302
    with tenant_scope(aalst):
        assert Measurement.objects.get(kpi=fed_kpi).value == Decimal("83.33")


def test_a_withdrawn_measurement_is_undone_from_the_toast(
    aalst: Tenant, client_for: Clients, measurement: Measurement
) -> None:
    client = client_for(aalst, Role.MEMBER)
    page = client.post(reverse("pilots:measurement-withdraw", args=[measurement.pk]), follow=True).content.decode()
    undo = reverse("pilots:measurement-restore", args=[measurement.pk])
    assert f'action="{undo}"' in page
    client.post(undo)
    with tenant_scope(aalst):
        assert Measurement.objects.standing().get(pk=measurement.pk)


def test_the_lead_partner_sees_the_page_as_a_partner_does(
    aalst: Tenant, client_for: Clients, pilot: Pilot, kpi: Kpi
) -> None:
    client = client_for(aalst, Role.PILOT_LEAD)
    tools = reverse("pilots:measure", args=[kpi.pk])
    assert tools in client.get(pilot.get_absolute_url()).content.decode()
    assert tools not in client.get(f"{pilot.get_absolute_url()}?as=partner").content.decode()


def test_sharing_from_the_page(aalst: Tenant, brugge: Tenant, client_for: Clients, pilot: Pilot) -> None:
    client = client_for(aalst, Role.PILOT_LEAD)
    address = reverse("pilots:share", args=[pilot.pk])
    assert client.post(address, {"visibility": "partners"}).status_code == 422
    assert client.post(address, {"visibility": "partners", "partners": [brugge.pk]}).status_code == 302
    assert client_for(brugge, Role.READER).get(pilot.get_absolute_url()).status_code == 200


def test_a_pilot_is_paused_and_the_toast_resumes_it(aalst: Tenant, client_for: Clients, pilot: Pilot) -> None:
    client = client_for(aalst, Role.PILOT_LEAD)
    page = client.post(reverse("pilots:state", args=[pilot.pk, "paused"]), follow=True).content.decode()
    assert reverse("pilots:state", args=[pilot.pk, "active"]) in page
    assert client.post(reverse("pilots:state", args=[pilot.pk, "bevroren"])).status_code == 404


def test_the_page_asks_few_queries_whatever_its_number_of_kpis_and_measurements(
    aalst: Tenant, lead: Actor, client_for: Clients, pilot: Pilot, django_assert_max_num_queries: Any
) -> None:
    with tenant_scope(aalst):
        for number in range(6):
            terms = services.KpiTerms(name=f"KPI {number}", target=Decimal(10))
            kpi = services.add_kpi(actor=lead, pilot=pilot, terms=terms)
            services.add_hypothesis(actor=lead, pilot=pilot, text=f"Hypothese {number}")
            for day in range(1, 6):
                services.record_measurement(actor=lead, kpi=kpi, value=Decimal(day), period_to=dt.date(2026, 10, day))
    client = client_for(aalst, Role.PILOT_LEAD)
    with django_assert_max_num_queries(35):
        assert client.get(pilot.get_absolute_url()).status_code == 200


def test_each_finding_adds_its_evidence_strip_and_no_more(
    aalst: Tenant,
    lead: Actor,
    client_for: Clients,
    pilot: Pilot,
    measurement: Measurement,
    django_assert_max_num_queries: Any,
) -> None:
    with tenant_scope(aalst):
        for number in range(5):
            services.record_finding(actor=lead, pilot=pilot, title=f"Bevinding {number}", measurements=[measurement])
    client = client_for(aalst, Role.PILOT_LEAD)
    with django_assert_max_num_queries(35 + 5 * 10):
        page = client.get(pilot.get_absolute_url()).content.decode()
    assert page.count('class="evidence"') == 5


def test_unknown_pilots_are_not_found(aalst: Tenant, client_for: Clients) -> None:
    client = client_for(aalst, Role.PILOT_LEAD)
    for name in ("detail", "edit", "decide"):
        assert client.get(reverse(f"pilots:{name}", args=[uuid.uuid4()])).status_code == 404


def test_a_decision_is_withdrawn_with_a_reason(
    aalst: Tenant, lead: Actor, client_for: Clients, pilot: Pilot, addresses: dict[str, str]
) -> None:
    client = client_for(aalst, Role.PILOT_LEAD)
    assert client.post(addresses["decision-withdraw"], {"reason": ""}).status_code == 422
    assert client.post(addresses["decision-withdraw"], {"reason": "Nieuwe cijfers"}).status_code == 302
    with tenant_scope(aalst):
        assert not Decision.objects.standing().filter(pilot=pilot).exists()
        assert Hypothesis.objects.filter(pilot=pilot).count() == 1


def test_the_form_of_a_fed_kpi_offers_the_sources_only_with_a_try_out(
    aalst: Tenant, lead: Actor, client_for: Clients, pilot: Pilot
) -> None:
    client = client_for(aalst, Role.PILOT_LEAD)
    with tenant_scope(aalst):
        bare = services.open_pilot(actor=lead, title="Zonder", goal="Doel")
    assert Source.CALL_COUNT not in client.get(reverse("pilots:kpi-new", args=[bare.pk])).content.decode()


def test_calls_are_links_for_the_lead_partner_and_a_number_for_a_partner(
    aalst: Tenant, brugge: Tenant, lead: Actor, client_for: Clients, pilot: Pilot, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = CallCard(
        id=uuid.uuid4(), title="POST /verenigingen → 422", at=timezone.now(), verdict="Fout", url="/tryouts/x/calls/1/"
    )
    for module in ("story", "views.findings"):
        found = f"vlavirgem_sandbox.pilots.{module}.call_cards"
        monkeypatch.setattr(found, lambda ids: [call] if call.id in ids else [])
    with tenant_scope(aalst):
        finding = services.record_finding(actor=lead, pilot=pilot, title="Geweigerd", call_ids=[call.id])
        services.share_pilot(actor=lead, pilot=pilot, visibility=Visibility.PARTNERS, partners=[brugge])
    ours, partner = client_for(aalst, Role.PILOT_LEAD), client_for(brugge, Role.PILOT_LEAD)
    assert call.url in ours.get(pilot.get_absolute_url()).content.decode()
    seen = partner.get(pilot.get_absolute_url()).content.decode()
    assert call.url not in seen
    assert "Steunt ook op 1 oproep" in seen
    ours.post(reverse("pilots:finding-edit", args=[finding.pk]), {"title": "Anders", "calls": [str(call.id)]})
    with tenant_scope(aalst):
        assert [row.call_id for row in finding.evidence.all()] == [call.id]


def test_a_call_to_choose_is_told_from_the_others_by_time_and_reason(
    aalst: Tenant, client_for: Clients, pilot: Pilot, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = dt.datetime(2026, 11, 2, 9, 4, 5, tzinfo=dt.UTC)
    told = {"title": "POST /verenigingen → 422", "verdict": "Tegen het contract", "url": "/tryouts/x/calls/1/"}
    wrong = CallCard(id=uuid.uuid4(), at=at, reason="body /name: te lang", **told)
    monkeypatch.setattr("vlavirgem_sandbox.pilots.views.findings.call_cards", lambda _ids: [wrong])

    page = client_for(aalst, Role.PILOT_LEAD).get(reverse("pilots:finding-new", args=[pilot.pk])).text

    assert "10:04:05, POST /verenigingen → 422. Tegen het contract: body /name: te lang" in page


def test_a_finding_keeps_a_call_that_was_cleared_from_the_log(
    aalst: Tenant, lead: Actor, client_for: Clients, pilot: Pilot
) -> None:
    gone = uuid.uuid4()
    with tenant_scope(aalst):
        finding = services.record_finding(actor=lead, pilot=pilot, title="Geweigerd", call_ids=[gone])
    client_for(aalst, Role.MEMBER).post(reverse("pilots:finding-edit", args=[finding.pk]), {"title": "Anders"})
    with tenant_scope(aalst):
        again = Finding.objects.get(pk=finding.pk)
        assert (again.title, [row.call_id for row in again.evidence.all()]) == ("Anders", [gone])


def test_after_scaling_up_the_buyer_is_led_to_a_purchase_and_the_pilot_lead_is_told_who_can(
    aalst: Tenant, lead: Actor, client_for: Clients, pilot: Pilot, measurement: Measurement
) -> None:
    with tenant_scope(aalst):
        finding = services.record_finding(actor=lead, pilot=pilot, title="Ja", measurements=[measurement])
        decision = services.decide(
            actor=lead, pilot=pilot, outcome=Outcome.SCALE_UP, reason="Werkt", findings=[finding]
        )
    link = f"{reverse('purchases:open')}?decision={decision.pk}"
    for role, leads in ((Role.BUYER, True), (Role.PILOT_LEAD, False), (Role.READER, False)):
        page = client_for(aalst, role).get(pilot.get_absolute_url()).content.decode()
        assert (link in page) is leads, role
    told = client_for(aalst, Role.PILOT_LEAD).get(pilot.get_absolute_url()).content.decode()
    assert "Je aankoper kan nu een groepsaankoop openen." in told
