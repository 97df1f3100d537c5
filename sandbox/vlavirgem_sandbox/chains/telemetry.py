"""What other rooms may know of a chain's runs: figures, never content. The only file of this app they import."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from vlavirgem_sandbox.chains.models import Chain, ChainRun, RunState

SAMPLE_SIZE = 5


@dataclass(frozen=True, kw_only=True)
class RunFigures:
    """The runs of a period that came to their end: each succeeded or broke.

    Runs that a disturbance struck are counted apart and are in no other figure: they say what the organisation was
    trying out. Runs that the server cut short are in none.
    """

    total: int
    succeeded: int
    disturbed: int
    sample: Sequence[UUID]
    """Ids of the newest runs of the period, at most :data:`SAMPLE_SIZE`; those that broke come first."""


@dataclass(frozen=True, kw_only=True)
class ChainCard:
    """What another room shows of a chain: enough to choose it and to link to it."""

    id: UUID
    name: str
    runs: int
    url: str


def chain_cards() -> list[ChainCard]:
    """The tenant's chains, for a form of another room."""
    runs = dict(ChainRun.objects.order_by("chain").values_list("chain").annotate(n=Count("pk")))
    return [
        ChainCard(id=chain.pk, name=chain.name, runs=runs.get(chain.pk, 0), url=chain.get_absolute_url())
        for chain in Chain.objects.only("id", "name")
    ]


def run_figures(chain_id: UUID, *, since: datetime, until: datetime) -> RunFigures:
    """Figures over the runs from ``since`` (with it) to ``until`` (without it); inside the tenant's scope."""
    everything = ChainRun.objects.filter(chain_id=chain_id).between(since, until).over()
    runs = everything.filter(is_disturbed=False)
    totals = runs.aggregate(total=Count("pk"), succeeded=Count("pk", filter=Q(state=RunState.SUCCEEDED)))
    broken = runs.filter(state=RunState.BROKE).values_list("pk", flat=True)[:SAMPLE_SIZE]
    newest = runs.values_list("pk", flat=True)[:SAMPLE_SIZE]
    return RunFigures(
        total=totals["total"],
        succeeded=totals["succeeded"],
        disturbed=everything.filter(is_disturbed=True).count(),
        sample=list(dict.fromkeys([*broken, *newest]))[:SAMPLE_SIZE],
    )


def runs_start(chain_id: UUID) -> datetime | None:
    """The moment before which runs were cleared, so that no figure can be made of them; None where none were."""
    return Chain.objects.filter(pk=chain_id).values_list("runs_start_at", flat=True).first()
