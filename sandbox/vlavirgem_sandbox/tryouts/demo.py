"""The demo's try-outs: Mechelen registers associations at the counter for three weeks, has documents delivered,
follows addresses and looks for associations; Aalst looks at energy advice.

Every call goes through the real serving function; only its moment is given, so that the town has a past.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any, Final

from django.utils import timezone

from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.tryouts.demo_counter import Counter
from vlavirgem_sandbox.tryouts.demo_messages import (
    ADDRESSES,
    ADDRESSES_NAME,
    DOCUMENTS,
    DOCUMENTS_NAME,
    deliver_documents,
    follow_addresses,
)
from vlavirgem_sandbox.tryouts.demo_searching import SEARCHING, SEARCHING_NAME, search_associations
from vlavirgem_sandbox.tryouts.models import DisturbanceKind, TryOut, UsageShown
from vlavirgem_sandbox.tryouts.reporting import show_usage
from vlavirgem_sandbox.tryouts.services import KeyScope, issue_key, open_tryout
from vlavirgem_sandbox.tryouts.services_disturbing import DisturbancePlan, calm_tryout, disturb_tryout
from vlavirgem_sandbox.tryouts.services_snapshots import keep_snapshot
from vlavirgem_sandbox.tryouts.serving.log import Caller
from vlavirgem_tenants.demo import DemoTown
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

ASSOCIATIONS_NAME: Final = "Verenigingen aan het loket"
SNAPSHOT_NAME: Final = "Voor de demonstratie"
ENERGY_NAME: Final = "Premies in het bouwloket"
REGISTER = ("abb", "verenigingsregister")
ADVICE = ("veka", "energieadvies")
_DAYS: Final = 21
_LEARNED_AFTER: Final = 9
"""Working days after which the counter's program no longer makes the mistakes of the beginning."""
_HALF_STRUCK: Final = 5
"""A seed that strikes some of four calls and leaves the others."""
_CLOSED: Final = frozenset({5, 6})
_OPENS: Final = time(9, 12)
_INITIATOR: Final = ("VR-Initiator", "OVO002067")
# None of them is a sample of the contract, which stand in the list too.
_NAMES: Final = (
    ("Poppentheater De Maan en Zo", "theater"),
    ("Buurthuis Tivoli", "buurtwerk"),
    ("Jeugdhuis De Zolder", "jeugd"),
    ("Wandelclub Vrijbroek", "natuur"),
    ("Koor Sint-Rombout", "muziek"),
    ("Zwemclub De Otters", "sport"),
    ("Repair Café Hombeek", "buurtwerk"),
    ("Fanfare De Ware Vrienden", "muziek"),
    ("Mantelzorgers Muizen", "zorg"),
    ("Natuurpunt Walem", "natuur"),
    ("Schaakclub Den Toren", "sport"),
    ("Jonge Lezers Leest", "jeugd"),
    ("Harmonie Sint-Cecilia", "muziek"),
    ("Volkstuin Battel", "natuur"),
    ("Theater Tinel Jong", "theater"),
)


def fill(town: DemoTown) -> None:
    """Open the try-outs that are not there yet, and let them be used."""
    _once(town, "mechelen", service=REGISTER, name=ASSOCIATIONS_NAME, use=_three_weeks, shown=UsageShown.NAMED)
    _once(town, "mechelen", service=DOCUMENTS, name=DOCUMENTS_NAME, use=deliver_documents, shown=UsageShown.NOTHING)
    _once(town, "mechelen", service=ADDRESSES, name=ADDRESSES_NAME, use=follow_addresses, shown=UsageShown.NOTHING)
    _once(town, "mechelen", service=SEARCHING, name=SEARCHING_NAME, use=search_associations, shown=UsageShown.NAMED)
    _once(town, "aalst", service=ADVICE, name=ENERGY_NAME, use=_first_look, shown=UsageShown.COUNTS)


def _once(town: DemoTown, slug: str, *, service: tuple[str, str], name: str, use: Any, shown: UsageShown) -> None:
    actor = town.actor(slug, Role.PILOT_LEAD)
    with tenant_scope(actor.tenant):
        if TryOut.objects.filter(name=name).exists():
            return
        agency, service_slug = service
        versions = ServiceVersion.objects.live().without_document().select_related("service__owner")
        version = versions.filter(service__owner__slug=agency, service__slug=service_slug).newest_first()[0]
        began = _morning(timezone.localtime() - timedelta(days=_DAYS))
        tryout = open_tryout(actor=actor, version=version, name=name, opened_at=began)
        key = issue_key(actor=actor, tryout=tryout, label="Loketprogramma", created_at=began).key
        use(Counter(tryout=tryout, caller=Caller(key=key), moment=began), actor)
        show_usage(actor=actor, tryout=tryout, choice=shown)


def _three_weeks(counter: Counter, actor: Actor) -> None:
    """About sixty calls: one association a working day, with the mistakes that people really make at first."""
    names = iter(_NAMES)
    for number, morning in enumerate(_working_days(counter.moment)):
        name, activity = next(names)
        counter.moment = morning
        learned = number >= _LEARNED_AFTER
        _register(counter, name, activity, mistake=None if learned or number % 2 else number)
        counter.call("GET", "/verenigingen")
    scope = KeyScope(reads_only=True)
    issue_key(actor=actor, tryout=counter.tryout, label="Website", scope=scope, created_at=counter.moment)
    counter.caller = Caller(person=actor.name)
    counter.call("GET", "/verenigingen")
    keep_snapshot(actor=actor, tryout=counter.tryout, name=SNAPSHOT_NAME, kept_at=counter.moment)


def _register(counter: Counter, name: str, activity: str, *, mistake: int | None) -> None:
    association: dict[str, Any] = {
        "name": name,
        "kind": "feitelijke-vereniging",
        "activities": [activity],
        "seat": {
            "street": "Zandpoortvest",
            "houseNumber": "14",
            "postalCode": "2800",
            "municipality": {"nisCode": "12025", "name": "Mechelen"},
        },
    }
    if mistake is not None:
        _with_mistake(counter, association, mistake)
    made = counter.call("POST", "/verenigingen", body=association, headers=(_INITIATOR,))
    code = json.loads(made.reply.body)["vCode"]
    etag = dict(made.reply.headers).get("ETag", '"1"')
    merge = ("Content-Type", "application/merge-patch+json")
    change = {"purpose": f"Samen bezig met {activity}, voor iedereen in de buurt."}
    counter.call("PATCH", f"/verenigingen/{code}", body=change, headers=(_INITIATOR, merge, ("If-Match", etag)))


def _with_mistake(counter: Counter, association: dict[str, Any], number: int) -> None:
    """First a call that goes against the contract, as programs do before they are right."""
    wrong = [
        ({**association, "kind": "vereniging"}, (_INITIATOR,)),
        (association, ()),
        ({**association, "seat": {**association["seat"], "postalCode": "28000"}}, (_INITIATOR,)),
        ({key: value for key, value in association.items() if key != "seat"}, (_INITIATOR,)),
    ]
    body, headers = wrong[number // 2 % len(wrong)]
    counter.call("POST", "/verenigingen", body=body, headers=headers)


def _first_look(counter: Counter, actor: Actor) -> None:
    """A person at the console, a week ago."""
    counter.caller = Caller(person=actor.name)
    counter.moment = _morning(timezone.localtime() - timedelta(days=7))
    counter.call("GET", "/maatregelen")
    counter.call("GET", "/maatregelen/MUUR/premie")
    counter.call("POST", "/berekeningen", body={})
    _when_it_falters(counter, actor)


def _when_it_falters(counter: Counter, actor: Actor) -> None:
    """The same afternoon the program meets a service that fails now and then."""
    plan = DisturbancePlan(kind=DisturbanceKind.STATUS, status=503, share=50, seed=_HALF_STRUCK)
    began = counter.moment + timedelta(hours=3)
    disturb_tryout(actor=actor, tryout=counter.tryout, plan=plan, lasts=timedelta(hours=1), began_at=began)
    counter.moment = began
    for _attempt in range(4):
        counter.call("GET", "/maatregelen")
    calm_tryout(actor=actor, tryout=counter.tryout, ended_at=counter.moment + timedelta(minutes=1))


def _working_days(began: datetime) -> Iterator[datetime]:
    """The mornings from then until yesterday, at most as many as there are associations."""
    mornings = (began + timedelta(days=number) for number in range(_DAYS))
    working = [morning for morning in mornings if morning.weekday() not in _CLOSED]
    yield from working[: len(_NAMES)]


def _morning(moment: datetime) -> datetime:
    return timezone.make_aware(datetime.combine(moment.date(), _OPENS))
