"""The demo's pilots: one that Mechelen decided to scale up, one that runs in Aalst, and an early draft."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final

from django.utils import timezone

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.chains.telemetry import chain_cards
from vlavirgem_sandbox.pilots import demo_blueprint, services
from vlavirgem_sandbox.pilots.models import (
    Direction,
    Finding,
    Hypothesis,
    Kpi,
    Measurement,
    Outcome,
    Pilot,
    PilotState,
    Source,
    Verdict,
)
from vlavirgem_sandbox.tryouts.telemetry import TryOutCard, tryout_cards
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.demo import DemoTown
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

ASSOCIATIONS: Final = "Verenigingen registreren aan het loket"
ENERGY: Final = "Energieadvies aan het bouwloket"
CHAIN_NAME: Final = "Een vereniging van A tot Z"
DRAFT: Final = "Een uittreksel zonder omweg"
# The calls of the demo's try-outs begin this many days ago and end yesterday.
DAYS: Final = 21
WEEK: Final = dt.timedelta(days=7)
Week = tuple[dt.date, dt.date]


def fill(town: DemoTown) -> None:
    """Run the pilots that are not there yet."""
    mechelen, aalst = town.actor("mechelen", Role.PILOT_LEAD), town.actor("aalst", Role.PILOT_LEAD)
    with tenant_scope(mechelen.tenant):
        if not _exists(mechelen, ASSOCIATIONS):
            _associations(mechelen, town)
        if not _exists(mechelen, DRAFT):
            _draft(mechelen)
    with tenant_scope(aalst.tenant):
        if not _exists(aalst, ENERGY):
            _energy(aalst)
    demo_blueprint.fill(town, of=ASSOCIATIONS)


def _exists(actor: Actor, title: str) -> bool:
    return Pilot.objects.of(actor.tenant).filter(title=title).exists()


def _associations(actor: Actor, town: DemoTown) -> None:
    """The whole road: three weeks of calls, four KPIs, three findings, a decision to scale up."""
    weeks = _weeks()
    tryout = _tryout("Verenigingen aan het loket")
    pilot = services.open_pilot(
        actor=actor,
        title=ASSOCIATIONS,
        goal="Een vereniging die aan het loket komt, is bij het eerste bezoek geregistreerd. "
        "Zo hoeft niemand een tweede keer langs te komen.",
        reason="De wet vraagt dat elke feitelijke vereniging die een subsidie krijgt in het register staat. "
        "We verwachten dit jaar vierhonderd aanvragen, en we willen geen papieren formulier meer overtypen.",
        starts_on=weeks[0][0],
        ends_on=weeks[-1][1],
        tryout_id=tryout.id,
        service_name=tryout.service_name,
    )
    expected = [
        services.add_hypothesis(actor=actor, pilot=pilot, text=text)
        for text in (
            "Een baliemedewerker registreert een vereniging in minder dan tien minuten.",
            "Na twee weken stuurt ons programma geen foute aanvragen meer door.",
        )
    ]
    valid, minutes, score = _association_kpis(actor, pilot)
    whole = _chain_kpi(actor, pilot)
    services.change_state(actor=actor, pilot=pilot, to=PilotState.ACTIVE)
    _measure_weeks(actor, minutes, ("18.5", "12", "8.5"), "Gemiddelde van de tien laatste bezoeken")
    _measure_weeks(actor, score, ("6.8", "7.6", "8.2"), "Kaartje aan de uitgang")
    taken = [
        services.take_measurement(actor=actor, kpi=valid, period_from=first, period_to=last)[0] for first, last in weeks
    ]
    services.take_measurement(actor=actor, kpi=whole, period_from=weeks[-1][0], period_to=weeks[-1][1])
    findings = _association_findings(actor, pilot, expected, taken, minutes)
    for hypothesis in expected:
        services.judge_hypothesis(actor=actor, hypothesis=hypothesis, verdict=Verdict.HOLDS)
    services.share_pilot(actor=actor, pilot=pilot, visibility=Visibility.PARTNERS, partners=[town.tenant("aalst")])
    services.decide(
        actor=actor,
        pilot=pilot,
        outcome=Outcome.SCALE_UP,
        reason="De streefwaarden zijn gehaald en de balie wil niet meer terug naar papier. "
        "We kopen een verenigingenloket, liefst samen met andere steden: de vraag is overal dezelfde.",
        findings=findings,
        decided_by="Stuurgroep Digitale Dienstverlening",
    )


def _association_kpis(actor: Actor, pilot: Pilot) -> list[Kpi]:
    terms = (
        services.KpiTerms(
            name="Oproepen volgens het contract",
            target=Decimal(95),
            baseline=Decimal(75),
            baseline_on=pilot.starts_on,
            source=Source.VALID_SHARE,
        ),
        services.KpiTerms(
            name="Tijd aan het loket",
            unit="minuten",
            direction=Direction.LOWER,
            baseline=Decimal(25),
            baseline_on=pilot.starts_on,
            target=Decimal(10),
        ),
        services.KpiTerms(name="Tevredenheid", unit="op 10", baseline=Decimal(6), target=Decimal(8)),
    )
    return [services.add_kpi(actor=actor, pilot=pilot, terms=row) for row in terms]


def _chain_kpi(actor: Actor, pilot: Pilot) -> Kpi:
    """Fed by the runs of the chain over three services."""
    [chain] = [card for card in chain_cards() if card.name == CHAIN_NAME]
    terms = services.KpiTerms(
        name="Van aanmelding tot bevestiging in één keer",
        target=Decimal(90),
        source=Source.RUN_SHARE,
        chain_id=chain.id,
    )
    return services.add_kpi(actor=actor, pilot=pilot, terms=terms)


def _association_findings(
    actor: Actor, pilot: Pilot, expected: list[Hypothesis], taken: list[Measurement], minutes: Kpi
) -> list[Finding]:
    first, last = taken[0], taken[-1]
    fastest = minutes.measurements.standing().order_by("-period_to")[0]
    return [
        services.record_finding(
            actor=actor,
            pilot=pilot,
            title="Het loket moet adres en soort controleren vóór het een aanvraag verstuurt.",
            text="In de eerste week weigerde het register aanvragen met een postcode van vijf cijfers, een onbekende "
            "soort of zonder zetel. De medewerker zag dat pas na het versturen.",
            measurements=[first],
            call_ids=first.sample_call_ids[:2],
        ),
        services.record_finding(
            actor=actor,
            pilot=pilot,
            title="Na twee weken gaat elke aanvraag in één keer goed.",
            text="Sinds het programma de velden zelf nakijkt, ging geen oproep meer tegen het contract in.",
            hypothesis=expected[1],
            measurements=[last],
        ),
        services.record_finding(
            actor=actor,
            pilot=pilot,
            title="Wie aan de balie zit, is in minder dan tien minuten klaar.",
            text="Het opzoeken van de vereniging kost nu het meeste tijd. Zoeken op een deel van de naam zou helpen.",
            hypothesis=expected[0],
            measurements=[fastest],
        ),
    ]


def _energy(actor: Actor) -> None:
    """A pilot that runs: a first measurement, nothing decided yet; the network looks along."""
    tryout = _tryout("Premies in het bouwloket")
    first_day = _weeks()[1][0]
    pilot = services.open_pilot(
        actor=actor,
        title=ENERGY,
        goal="Wie een vergunning voor een verbouwing vraagt, weet dezelfde dag welke premies mogelijk zijn.",
        reason="Veel bewoners horen pas na de werken dat er een premie was.",
        starts_on=first_day,
        ends_on=first_day + 12 * WEEK,
        tryout_id=tryout.id,
        service_name=tryout.service_name,
    )
    services.add_hypothesis(
        actor=actor, pilot=pilot, text="Een berekening op maat brengt meer bewoners tot een premieaanvraag."
    )
    calls = services.add_kpi(
        actor=actor,
        pilot=pilot,
        terms=services.KpiTerms(name="Opgevraagde berekeningen", target=Decimal(40), source=Source.CALL_COUNT),
    )
    asked = services.KpiTerms(
        name="Dossiers met een premieaanvraag", unit="%", baseline=Decimal(12), target=Decimal(30)
    )
    share = services.add_kpi(actor=actor, pilot=pilot, terms=asked)
    services.change_state(actor=actor, pilot=pilot, to=PilotState.ACTIVE)
    services.take_measurement(actor=actor, kpi=calls, period_from=first_day, period_to=_yesterday())
    services.record_measurement(
        actor=actor, kpi=share, value=Decimal("14.5"), period_to=_yesterday(), note="7 van de 48 dossiers"
    )
    services.share_pilot(actor=actor, pilot=pilot, visibility=Visibility.NETWORK)


def _draft(actor: Actor) -> None:
    services.open_pilot(
        actor=actor,
        title=DRAFT,
        goal="Een inwoner krijgt een uittreksel in zijn digitale brievenbus zonder naar het stadhuis te komen.",
    )


def _measure_weeks(actor: Actor, kpi: Kpi, values: tuple[str, ...], note: str) -> None:
    for (_first, last), value in zip(_weeks(), values, strict=True):
        services.record_measurement(actor=actor, kpi=kpi, value=Decimal(value), period_to=last, note=note)


def _weeks() -> list[Week]:
    """The three weeks of calls, each from its first day with its last."""
    first = timezone.localdate() - dt.timedelta(days=DAYS)
    starts = [first + number * WEEK for number in range(DAYS // 7)]
    return [(start, start + WEEK - dt.timedelta(days=1)) for start in starts]


def _yesterday() -> dt.date:
    return _weeks()[-1][1]


def _tryout(name: str) -> TryOutCard:
    """The try-out that the try-outs' own demo opened; raises Refusal where that has not run."""
    for card in tryout_cards():
        if card.name == name:
            return card
    raise Refusal(f"The demo has no try-out “{name}”.", remedy="Fill the try-outs first.", code="demo-order")
