"""Calls as the first link of the evidence chain: the try-out they were made to stands for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vlavirgem.plugins import EvidenceCard, EvidenceKind, EvidenceRef
from vlavirgem_sandbox.tryouts.models import TryOut, Verdict


def _card(tryout_id: UUID) -> EvidenceCard | None:
    tryout = TryOut.objects.filter(pk=tryout_id).first()
    if tryout is None:
        return None
    against = Count("pk", filter=Q(verdict=Verdict.VIOLATION))
    totals = tryout.calls.exclude(verdict=Verdict.DISTURBED).aggregate(all=Count("pk"), against=against)
    return EvidenceCard(
        kind="calls",
        label=_("Calls"),
        title=tryout.name,
        url=tryout.get_absolute_url(),
        line=", ".join(
            [
                ngettext("%(count)s call", "%(count)s calls", totals["all"]) % {"count": totals["all"]},
                _("%(count)s against the contract") % {"count": totals["against"]},
            ]
        ),
        state=tryout.state,
    )


def _nothing(_tryout_id: UUID) -> Sequence[EvidenceRef]:
    """Calls are where the chain begins; what follows is added by the rooms above (EvidenceStep)."""
    return ()


CALLS = EvidenceKind(name="calls", label=gettext_lazy("Calls"), card=_card, before=_nothing, after=_nothing)
