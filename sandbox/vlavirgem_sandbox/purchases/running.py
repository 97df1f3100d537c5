"""The joint purchases on the start page: those that we run and those that we take part in."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from vlavirgem.plugins import Running, RunningWork, running_work
from vlavirgem.ui.states import State
from vlavirgem_sandbox.purchases.models import JointPurchase, Stage
from vlavirgem_tenants.people.actors import Actor

MOST = 4


def register() -> None:
    """Put the part into the registry."""
    running_work.register(
        RunningWork(
            name="purchases",
            label=_("Our joint purchases"),
            all_label=_("All joint purchases"),
            url_name="purchases:list",
            find=running,
        )
    )


def running(_actor: Actor) -> Sequence[Running]:
    """The purchases that go on, the last changed first; the database shows only those that are ours to see."""
    purchases = (
        JointPurchase.objects.filter(state__in=[State.PROPOSED, State.ACTIVE])
        .annotate(standstill_until=Max("awards__standstill_until"))
        .order_by("-updated_at")[:MOST]
    )
    return [
        Running(
            title=purchase.title,
            url=purchase.get_absolute_url(),
            state=purchase.state,
            line=_line(purchase),
        )
        for purchase in purchases
    ]


def _line(purchase: JointPurchase) -> str:
    """The stage; while the standstill runs, until when, since nobody can do anything before."""
    until = getattr(purchase, "standstill_until", None)
    waits = purchase.stage == Stage.STANDSTILL and not purchase.standstill_skipped_on
    if waits and until is not None and until >= timezone.localdate():
        words: str = _("Awarded; standstill until and including %(day)s") % {
            "day": formats.date_format(until, "SHORT_DATE_FORMAT")
        }
        return words
    return purchase.get_stage_display()
