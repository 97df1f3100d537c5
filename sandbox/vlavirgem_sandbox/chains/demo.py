"""The demo's chain: Mechelen registers an association, checks what it can get, and sends it the confirmation.

Every step is a real call to a try-out of its own; only the moments are given, so that the chain has a past. One run
broke, since somebody had made document delivery falter on purpose.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib.resources import files
from typing import Final

from django.utils import timezone

from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.chains.models import Chain, Trigger
from vlavirgem_sandbox.chains.running import Start, begin_run, perform_run
from vlavirgem_sandbox.chains.services import ImportedFile, import_chain
from vlavirgem_sandbox.chains.services_keys import issue_key
from vlavirgem_sandbox.tryouts.models import DisturbanceKind, TryOut
from vlavirgem_sandbox.tryouts.services import open_tryout
from vlavirgem_sandbox.tryouts.services_disturbing import DisturbancePlan, calm_tryout, disturb_tryout
from vlavirgem_tenants.demo import DemoTown
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

CHAIN_NAME: Final = "Een vereniging van A tot Z"
FILENAME: Final = "vereniging-van-a-tot-z.arazzo.yaml"
_TRYOUTS: Final = {
    "verenigingsregister": ("abb", "Verenigingen in de keten"),
    "energieadvies": ("veka", "Premies in de keten"),
    "documentlevering": ("digitaal", "Bevestigingen in de keten"),
}
_DAYS: Final = 6
_STRUCK_ON: Final = 4
"""The day, counted from the first, on which document delivery was made to falter."""
_NAMES: Final = (
    "Petanqueclub De Zachte Landing",
    "Leesclub Het Tweede Hoofdstuk",
    "Imkers van de Vijvers",
    "Kaartersclub Harten Zeven",
    "Wijkkoor Tussen de Lijnen",
    "Fietsatelier De Trapper",
)


class _PastClock:
    """A clock that begins in the past, and on which each look takes a fifth of a second."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        """The moment, a little later each time."""
        self._moment += timedelta(milliseconds=210)
        return self._moment

    def wait(self, seconds: float) -> None:
        """Time passes at once."""
        self._moment += timedelta(seconds=seconds)


def fill(town: DemoTown) -> None:
    """Make the chain and run it, where that was not done."""
    actor = town.actor("mechelen", Role.DEVELOPER)
    with tenant_scope(actor.tenant):
        if Chain.objects.filter(name=CHAIN_NAME).exists():
            return
        began = timezone.now().replace(hour=9, minute=30, second=0, microsecond=0) - timedelta(days=_DAYS)
        tryouts = {source: _tryout(actor, source, began) for source in _TRYOUTS}
        data = (files("vlavirgem_sandbox.chains") / "demo_chains" / FILENAME).read_bytes()
        chain = import_chain(
            actor=actor,
            file=ImportedFile(data=data, filename=FILENAME),
            tryouts={source: tryout.pk for source, tryout in tryouts.items()},
            created_at=began,
        )
        issue_key(actor=actor, chain=chain, label="Nachtelijke controle")
        for day, name in enumerate(_NAMES):
            moment = began + timedelta(days=day)
            if day == _STRUCK_ON:
                _with_disturbance(actor, chain, tryouts["documentlevering"], name, moment)
            else:
                _run(actor, chain, name, moment)


def _tryout(actor: Actor, source: str, began: datetime) -> TryOut:
    agency, name = _TRYOUTS[source]
    versions = ServiceVersion.objects.live().without_document().select_related("service__owner")
    version = versions.filter(service__owner__slug=agency, service__slug=source).newest_first()[0]
    return open_tryout(actor=actor, version=version, name=name, opened_at=began)


def _run(actor: Actor, chain: Chain, name: str, moment: datetime) -> None:
    start = Start(trigger=Trigger.HAND, person=actor.name, inputs={"naam": name, "ontvanger": "TP-00042"})
    run, _is_new = begin_run(chain=chain, start=start, now=moment)
    perform_run(tenant=actor.tenant, run_id=run.pk, clock=_PastClock(moment))


def _with_disturbance(actor: Actor, chain: Chain, tryout: TryOut, name: str, moment: datetime) -> None:
    plan = DisturbancePlan(kind=DisturbanceKind.STATUS, status=503)
    disturb_tryout(actor=actor, tryout=tryout, plan=plan, lasts=timedelta(hours=1), began_at=moment)
    _run(actor, chain, name, moment + timedelta(minutes=2))
    calm_tryout(actor=actor, tryout=tryout, ended_at=moment + timedelta(minutes=20))
