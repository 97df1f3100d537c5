"""What a pilot may know of a chain's runs, what it measures from them, and which runs then stay."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone, translation

from vlavirgem import plugins
from vlavirgem.plugins import EvidenceRef
from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.chains import services as services_of_chains
from vlavirgem_sandbox.chains.evidence import RUNS
from vlavirgem_sandbox.chains.models import Chain, ChainRun, RunState, StepTrace
from vlavirgem_sandbox.chains.retention import prune_runs
from vlavirgem_sandbox.chains.telemetry import run_figures
from vlavirgem_sandbox.pilots import services
from vlavirgem_sandbox.pilots.models import Kpi, Measurement, Pilot, Source
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope
from vlavirgem_tenants.wall.owner import as_owner


@pytest.fixture
def pilot(in_aalst: Tenant) -> Pilot:
    return services.open_pilot(actor=Actor.system(in_aalst), title="Aan het loket", goal="In één keer klaar.")


@pytest.fixture
def kpi(in_aalst: Tenant, pilot: Pilot, chain: Chain) -> Kpi:
    terms = services.KpiTerms(name="In één keer", target=Decimal(90), source=Source.RUN_SHARE, chain_id=chain.pk)
    return services.add_kpi(actor=Actor.system(in_aalst), pilot=pilot, terms=terms)


def made(chain: Chain, state: RunState, *, number: int, began_at: dt.datetime, is_disturbed: bool = False) -> ChainRun:
    return ChainRun.objects.create(
        chain=chain,
        number=number,
        workflow_id=chain.workflow_id,
        trigger="hand",
        person="Iemand",
        state=state,
        is_disturbed=is_disturbed,
        began_at=began_at,
        ended_at=began_at + dt.timedelta(seconds=1),
    )


def test_figures_leave_out_what_was_disturbed_and_what_was_cut_short(in_aalst: Tenant, chain: Chain) -> None:
    # given
    now = timezone.now()
    made(chain, RunState.SUCCEEDED, number=1, began_at=now)
    broke = made(chain, RunState.BROKE, number=2, began_at=now)
    made(chain, RunState.BROKE, number=3, began_at=now, is_disturbed=True)
    made(chain, RunState.INTERRUPTED, number=4, began_at=now)
    made(chain, RunState.SUCCEEDED, number=5, began_at=now - dt.timedelta(days=3))

    # when
    hour = dt.timedelta(hours=1)
    figures = run_figures(chain.pk, since=now - hour, until=now + hour)

    # then
    assert (figures.total, figures.succeeded, figures.disturbed) == (2, 1, 1)
    assert figures.sample[0] == broke.pk
    assert len(figures.sample) == 2


def test_the_card_of_a_chain_says_which_runs_it_does_not_count(in_aalst: Tenant, chain: Chain) -> None:
    now = timezone.now()
    made(chain, RunState.SUCCEEDED, number=1, began_at=now)

    def line() -> str:
        with translation.override("en"):
            card = RUNS.card(chain.pk)
        assert card is not None
        return card.line

    assert line() == "1 run, 0 broke"
    made(chain, RunState.BROKE, number=2, began_at=now, is_disturbed=True)
    assert line() == "1 run, 0 broke, 1 disturbed on purpose is not counted"


def test_pilot_measures_the_share_and_the_number_of_runs(
    in_aalst: Tenant, chain: Chain, pilot: Pilot, kpi: Kpi
) -> None:
    # given three runs of four that succeed
    now, today = timezone.now(), timezone.localdate()
    for number in range(1, 5):
        made(chain, RunState.BROKE if number == 2 else RunState.SUCCEEDED, number=number, began_at=now)
    terms = services.KpiTerms(name="Keer gelopen", target=Decimal(4), source=Source.RUN_COUNT, chain_id=chain.pk)
    counted = services.add_kpi(actor=Actor.system(in_aalst), pilot=pilot, terms=terms)

    # when
    share, _new = services.take_measurement(actor=Actor.system(in_aalst), kpi=kpi, period_from=today, period_to=today)
    count, _new = services.take_measurement(
        actor=Actor.system(in_aalst), kpi=counted, period_from=today, period_to=today
    )

    # then
    assert (share.value, share.runs_total, share.runs_succeeded, share.chain_id) == (Decimal(75), 4, 3, chain.pk)
    assert count.value == 4
    # and from the measurement one walks to the runs, and back
    runs = EvidenceRef("runs", chain.pk)
    assert plugins.evidence_kinds.get("measurement").before(share.pk) == [runs]
    after = plugins.evidence_steps.get("runs to measurements").after(chain.pk)
    assert {ref.id for ref in after} == {share.pk, count.pk}
    card = plugins.evidence_kinds.get("runs").card(chain.pk)
    assert card is not None
    assert card.url == chain.get_absolute_url()


def test_period_without_runs_is_no_measurement(in_aalst: Tenant, kpi: Kpi) -> None:
    today = timezone.localdate()
    with pytest.raises(Refusal) as refused:
        services.take_measurement(actor=Actor.system(in_aalst), kpi=kpi, period_from=today, period_to=today)
    assert refused.value.code == "no-runs"
    assert not Measurement.objects.exists()


def test_kpi_of_runs_needs_a_chain_of_ours(in_aalst: Tenant, pilot: Pilot) -> None:
    terms = services.KpiTerms(name="Zonder keten", target=Decimal(1), source=Source.RUN_COUNT)
    with pytest.raises(Refusal) as refused:
        services.add_kpi(actor=Actor.system(in_aalst), pilot=pilot, terms=terms)
    assert (refused.value.code, refused.value.place) == ("no-chain", "chain")


def test_old_runs_are_cleared_but_for_those_that_a_measurement_rests_on(own_database: str) -> None:
    # given three runs of long ago, one of which was measured and one cut short, and one of today
    aalst, now = find_tenant("aalst"), timezone.now()
    actor, old, day = Actor.system(aalst), now - dt.timedelta(days=400), dt.timedelta(days=1)
    with tenant_scope(aalst):
        chain = services_of_chains.new_chain(actor=actor, name="Keten")
        pilot = services.open_pilot(actor=actor, title="Aan het loket", goal="In één keer klaar.")
        terms = services.KpiTerms(name="Keer gelopen", target=Decimal(4), source=Source.RUN_COUNT, chain_id=chain.pk)
        kpi = services.add_kpi(actor=actor, pilot=pilot, terms=terms)
        measured = made(chain, RunState.SUCCEEDED, number=1, began_at=old)
        trace = {"step_id": "one", "began_at": old, "duration_ms": 1, "succeeded": True}
        kept = StepTrace.objects.create(run=measured, position=1, call_id=uuid4(), **trace)
        first = timezone.localdate(old)
        services.take_measurement(actor=actor, kpi=kpi, period_from=first, period_to=first)
        unused = made(chain, RunState.SUCCEEDED, number=2, began_at=old + day)
        StepTrace.objects.create(run=unused, position=1, call_id=uuid4(), **trace)
        made(chain, RunState.INTERRUPTED, number=3, began_at=old + day)
        recent = made(chain, RunState.SUCCEEDED, number=4, began_at=now)
    before = now - dt.timedelta(days=365)

    # when
    with as_owner(), tenant_scope(aalst):
        foreseen = prune_runs(actor, before, dry_run=True)
        cleared = prune_runs(actor, before, dry_run=False)

    # then
    assert (foreseen, cleared) == (2, 2)
    with tenant_scope(aalst):
        assert set(ChainRun.objects.values_list("pk", flat=True)) == {measured.pk, recent.pk}
        assert list(StepTrace.objects.all()) == [kept]
        # and the calls of what stays stay with it
        assert kept.call_id in {call for use in plugins.calls_in_use for call in use.find()}
        # and what is no longer whole cannot be measured
        with pytest.raises(Refusal) as refused:
            services.take_measurement(actor=actor, kpi=kpi, period_from=first + day, period_to=timezone.localdate())
    assert refused.value.code == "calls-cleared"
