"""The joint purchases on the start page: those that we run and those that we take part in."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from vlavirgem.plugins import Running, RunningWork, running_work
from vlavirgem.ui.states import State
from vlavirgem_sandbox.purchases.models import JointPurchase
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
    purchases = JointPurchase.objects.filter(state__in=[State.PROPOSED, State.ACTIVE]).order_by("-updated_at")[:MOST]
    return [
        Running(
            title=purchase.title,
            url=purchase.get_absolute_url(),
            state=purchase.state,
            line=purchase.get_stage_display(),
        )
        for purchase in purchases
    ]
