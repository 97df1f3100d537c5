"""What an organisation tells a publisher of its try-out: nothing unless it chooses to, and counts only."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.sandbox.tryouts.test_telemetry import call
from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.models import ServiceVersion, UsageDay
from vlavirgem_sandbox.catalogue.usage import DAYS, usage_of
from vlavirgem_sandbox.tryouts.models import Call, TryOut, UsageShown, Verb, Verdict
from vlavirgem_sandbox.tryouts.reporting import report_usage, show_usage
from vlavirgem_sandbox.tryouts.services import end_tryout
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

Choose = Callable[[UsageShown], None]


@pytest.fixture
def choose(tryout: TryOut, aalst: Tenant) -> Choose:
    """Aalst chooses what the publisher sees."""

    def to(choice: UsageShown) -> None:
        with tenant_scope(aalst):
            show_usage(actor=Actor.system(aalst), tryout=tryout, choice=choice)

    return to


def noon(days_ago: int = 0) -> datetime:
    """The middle of a day, so that minutes around it are of that day."""
    return timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=days_ago)


def told(aalst: Tenant) -> list[UsageDay]:
    with tenant_scope(aalst):
        return list(UsageDay.objects.order_by("day"))


def report(aalst: Tenant, tryout: TryOut) -> int:
    with tenant_scope(aalst):
        return report_usage(actor=Actor.system(aalst), tryout=TryOut.objects.get(pk=tryout.pk))


def test_nothing_is_told_by_who_chose_nothing_and_a_day_by_who_chose_counts(
    tryout: TryOut, aalst: Tenant, choose: Choose
) -> None:
    with tenant_scope(aalst):
        call(tryout, "/verenigingen", noon())

    before = (report(aalst, tryout), told(aalst))
    choose(UsageShown.COUNTS)

    assert before == (0, [])
    assert [(row.day, row.named) for row in told(aalst)] == [(timezone.localdate(), False)]


def test_a_day_is_told_by_operation_and_verdict_without_what_was_disturbed_or_turned_away(
    tryout: TryOut, aalst: Tenant, choose: Choose
) -> None:
    with tenant_scope(aalst):
        for path in ("/verenigingen", "/verenigingen", "/verenigingen?page=nul", "/bestaat-niet"):
            call(tryout, path, noon())
        unseen = {"tryout": tryout, "at": noon(), "method": "GET", "path": "/verenigingen", "status": 503}
        Call.objects.create(verdict=Verdict.DISTURBED, person="An", duration_ms=9, **unseen)
        Call.objects.create(verdict=Verdict.REFUSED, duration_ms=9, **unseen)

    choose(UsageShown.NAMED)

    [day] = told(aalst)
    calls = {(line["operation"], line["verdict"]): line["calls"] for line in day.lines if line["kind"] == "calls"}
    assert calls == {("GET /verenigingen", "ok"): 2, ("GET /verenigingen", "violation"): 1, ("", "violation"): 1}
    assert sum(line["calls"] for line in day.lines if line["kind"] == "duration") == 4


def test_of_a_violation_the_place_in_the_contract_is_told_and_nothing_that_was_sent(
    tryout: TryOut, aalst: Tenant, program: Client, choose: Choose
) -> None:
    body = json.dumps({"name": {"GeheimeNaam": "GeheimeWaarde"}, "GeheimVeld": 1})
    program.post(
        f"{tryout.base_path}/verenigingen", body, content_type="application/json", HTTP_VR_INITIATOR="OVO002067"
    )
    program.get(f"{tryout.base_path}/verenigingen?page=geheim")

    choose(UsageShown.NAMED)

    [day] = told(aalst)
    violations = [line for line in day.lines if line["kind"] == "violation"]
    assert ("query", "page") in {(line["place"], line["name"]) for line in violations}
    assert {line["name"] for line in violations if line["place"] == "body"} == {""}
    assert all(line["rule"].startswith("/") for line in violations)
    assert "geheim" not in json.dumps(day.lines).lower()


def test_telling_twice_changes_nothing_and_a_later_call_is_added(
    tryout: TryOut, aalst: Tenant, agency: Tenant, association_register: ServiceVersion, choose: Choose
) -> None:
    def total() -> int:
        with tenant_scope(agency):
            return usage_of(association_register.service, today=timezone.localdate()).totals.total

    with tenant_scope(aalst):
        call(tryout, "/verenigingen", noon(3))
        call(tryout, "/verenigingen", noon())
    choose(UsageShown.NAMED)
    first = [(row.day, row.lines) for row in told(aalst)]

    report(aalst, tryout)
    again = [(row.day, row.lines) for row in told(aalst)]
    with tenant_scope(aalst):
        call(tryout, "/verenigingen", noon() + timedelta(minutes=1))
    before = total()
    report(aalst, tryout)

    assert again == first
    assert len(first) == 2
    assert (before, total()) == (2, 3)


def test_a_choice_taken_back_removes_what_was_told_and_stands_in_the_history(
    tryout: TryOut, aalst: Tenant, choose: Choose
) -> None:
    choose(UsageShown.NAMED)
    with_name = told(aalst)
    choose(UsageShown.COUNTS)
    without = told(aalst)
    choose(UsageShown.NOTHING)

    assert ([row.named for row in with_name], [row.named for row in without]) == ([True], [False])
    assert told(aalst) == []
    assert report(aalst, tryout) == 0
    with tenant_scope(aalst):
        lines = tryout.events.filter(verb=Verb.SHOWN).order_by("pk").values_list("detail", flat=True)
        assert list(lines) == [str(UsageShown(choice).label) for choice in ("named", "counts", "nothing")]


def test_a_stale_page_tells_nothing_after_the_choice_was_taken_back(
    tryout: TryOut, aalst: Tenant, choose: Choose
) -> None:
    choose(UsageShown.NAMED)
    with tenant_scope(aalst):
        stale = TryOut.objects.get(pk=tryout.pk)
    choose(UsageShown.NOTHING)

    with tenant_scope(aalst):
        assert report_usage(actor=Actor.system(aalst), tryout=stale) == 0
    assert told(aalst) == []


def test_what_an_ended_try_out_told_can_be_taken_back(tryout: TryOut, aalst: Tenant, choose: Choose) -> None:
    choose(UsageShown.NAMED)
    with tenant_scope(aalst):
        end_tryout(actor=Actor.system(aalst), tryout=tryout)

    choose(UsageShown.NOTHING)

    assert told(aalst) == []


def test_days_that_are_no_longer_told_are_removed(tryout: TryOut, aalst: Tenant, choose: Choose) -> None:
    with tenant_scope(aalst):
        call(tryout, "/verenigingen", noon(DAYS - 1))
        call(tryout, "/verenigingen", noon(DAYS))
    choose(UsageShown.NAMED)
    oldest = told(aalst)[0]
    with tenant_scope(aalst):
        UsageDay.objects.filter(pk=oldest.pk).update(day=oldest.day - timedelta(days=1))

    report(aalst, tryout)

    assert oldest.day == timezone.localdate() - timedelta(days=DAYS - 1)
    assert [row.day for row in told(aalst)] == [timezone.localdate()]


def test_who_manages_try_outs_chooses_and_a_member_does_not(
    tryout: TryOut, aalst: Tenant, actor_of: Callable[..., Actor]
) -> None:
    with tenant_scope(aalst):
        with pytest.raises(Refusal):
            show_usage(actor=actor_of(aalst, Role.MEMBER), tryout=tryout, choice=UsageShown.NAMED)
        lead = show_usage(actor=actor_of(aalst, Role.PILOT_LEAD), tryout=tryout, choice=UsageShown.NAMED)

    assert lead.usage_shown == UsageShown.NAMED


def test_opening_the_page_tells_for_who_chose_to_and_for_no_other(
    tryout: TryOut, aalst: Tenant, choose: Choose, client_for: Callable[..., Client]
) -> None:
    reader = client_for(aalst, Role.READER)
    silent = reader.get(f"/tryouts/{tryout.public_id}/").text
    before = told(aalst)
    choose(UsageShown.NAMED)
    with tenant_scope(aalst):
        call(tryout, "/verenigingen", noon())

    spoken = reader.get(f"/tryouts/{tryout.public_id}/").text

    [day] = told(aalst)
    assert before == []
    assert [line["calls"] for line in day.lines if line["kind"] == "calls"] == [1]
    assert "ziet niets van je oproepen" in silent
    assert "met je naam" in spoken


def test_the_choice_is_made_when_a_try_out_is_opened_and_changed_on_its_page(
    association_register: ServiceVersion, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    lead = client_for(aalst, Role.PILOT_LEAD)
    address = f"/tryouts/open/{association_register.pk}/"
    fields = {"name": "Loket", "key_label": "Programma"}

    assert re.search(r'value="nothing"[^>]*checked', lead.get(address).text)
    opened = lead.post(address, fields | {"usage_shown": "counts"})
    changed = lead.post(f"{opened['Location']}showing/", {"usage_shown": "named"})
    refused = client_for(aalst, Role.MEMBER).post(f"{opened['Location']}showing/", {"usage_shown": "nothing"})

    assert changed["Location"] == opened["Location"]
    assert refused.status_code == 403
    assert [row.named for row in told(aalst)] == [True]


def test_what_is_told_stands_on_the_page_of_all_that_leaves_us(
    tryout: TryOut, aalst: Tenant, choose: Choose, client_for: Callable[..., Client]
) -> None:
    person = client_for(aalst, Role.MEMBER)
    before = person.get("/data/").text
    choose(UsageShown.COUNTS)

    assert tryout.get_absolute_url() not in before
    assert tryout.get_absolute_url() in person.get("/data/").text
