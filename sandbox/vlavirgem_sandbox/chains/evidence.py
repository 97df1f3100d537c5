"""Runs as a link of the evidence chain, where the chain stands for all of them; and the run that a call was of."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vlavirgem.plugins import EvidenceCard, EvidenceKind, EvidenceRef, Occasion
from vlavirgem_sandbox.chains.models import Chain, ChainRun, RunState, StepTrace

RUNS_KIND = "runs"


def _card(chain_id: UUID) -> EvidenceCard | None:
    chain = Chain.objects.defer("document", "previous_document").filter(pk=chain_id).first()
    if chain is None:
        return None
    return EvidenceCard(
        kind=RUNS_KIND,
        label=_("Runs of a chain"),
        title=chain.name,
        url=chain.get_absolute_url(),
        line=_counted(chain),
        state=chain.state,
    )


def _counted(chain: Chain) -> str:
    """How many runs, how many of them broke, and how many were disturbed on purpose and so count in neither."""
    counts = Q(is_disturbed=False)
    totals = (
        ChainRun.objects.filter(chain=chain)
        .over()
        .aggregate(
            counted=Count("pk", filter=counts),
            broke=Count("pk", filter=counts & Q(state=RunState.BROKE)),
            disturbed=Count("pk", filter=~counts),
        )
    )
    told = [
        ngettext("%(count)s run", "%(count)s runs", totals["counted"]) % {"count": totals["counted"]},
        _("%(count)s broke") % {"count": totals["broke"]},
    ]
    if disturbed := totals["disturbed"]:
        told.append(
            ngettext(
                "%(count)s disturbed on purpose is not counted",
                "%(count)s disturbed on purpose are not counted",
                disturbed,
            )
            % {"count": disturbed}
        )
    return ", ".join(told)


def run_of_call(call_id: UUID) -> Occasion | None:
    """The run that a call was a step of."""
    trace = StepTrace.objects.select_related("run__chain").filter(call_id=call_id).first()
    if trace is None:
        return None
    label = _("Run %(number)s of “%(chain)s”") % {"number": trace.run.number, "chain": trace.run.chain.name}
    return Occasion(label=label, url=f"{trace.run.get_absolute_url()}#step-{trace.position}")


def _nothing(_chain_id: UUID) -> Sequence[EvidenceRef]:
    """Runs are where this chain of evidence begins; what follows is added by the rooms above (EvidenceStep)."""
    return ()


RUNS = EvidenceKind(name=RUNS_KIND, label=gettext_lazy("Runs of a chain"), card=_card, before=_nothing, after=_nothing)
