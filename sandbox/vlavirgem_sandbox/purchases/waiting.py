"""What of the purchases waits for a person: an answer to an invitation, or the procedure's next act."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vlavirgem.plugins import Waiting, WaitingFor, waiting_for
from vlavirgem.ui.states import State
from vlavirgem_sandbox.purchases.models import Bid, Commitment, Criterion, Decline, JointPurchase, Rule, Score, Stage
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission

MOST = 10


def register() -> None:
    """Put the source into the registry."""
    waiting_for.register(WaitingFor(name="purchases", find=waiting))


def waiting(actor: Actor) -> Sequence[Waiting]:
    """What waits for who may commit or run purchases, the longest first."""
    found = [*_invitations(actor), *_own(actor)]
    return sorted(found, key=lambda one: one.since or timezone.now())[:MOST]


def _invitations(actor: Actor) -> list[Waiting]:
    """Purchases that others invited us to and that we have not answered."""
    if not actor.may(Permission.PURCHASE_COMMIT):
        return []
    ours = {"purchase": OuterRef("pk"), "owner": actor.tenant}
    unanswered = (
        JointPurchase.objects.filter(state=State.PROPOSED, partner_ids__contains=[actor.tenant.pk])
        .exclude(Exists(Commitment.objects.filter(**ours)))
        .exclude(Exists(Decline.objects.filter(**ours)))
        .select_related("owner")[:MOST]
    )
    return [
        Waiting(
            title=purchase.title,
            url=purchase.get_absolute_url(),
            line=_("%(buyer)s asks how much you want") % {"buyer": purchase.owner.name},
            since=purchase.updated_at,
        )
        for purchase in unanswered
    ]


def _own(actor: Actor) -> list[Waiting]:
    """Purchases of ours whose procedure can go on today."""
    if not actor.may(Permission.PURCHASE_MANAGE):
        return []
    running = (
        JointPurchase.objects.filter(owner=actor.tenant, state=State.ACTIVE)
        .exclude(stage=Stage.FRAMEWORK)
        .annotate(
            standstill_until=Max("awards__standstill_until"),
            lots_to_award=Count("lots", distinct=True, filter=Q(lots__prices__isnull=False, lots__award__isnull=True)),
            waits_for_points=_waits_for_points(),
        )
    )
    lines = {purchase: _line(purchase) for purchase in running}
    return [
        Waiting(title=purchase.title, url=purchase.get_absolute_url(), line=line, since=purchase.updated_at)
        for purchase, line in lines.items()
        if line
    ]


def _waits_for_points() -> Q:
    """What ``ranking.is_scored`` denies, inside the query: no bid yet, or one without points on a quality criterion."""
    points = Score.objects.filter(bid=OuterRef(OuterRef("pk")), criterion=OuterRef("pk"))
    asked = Criterion.objects.filter(purchase=OuterRef("purchase"), rule=Rule.QUALITY)
    bids = Bid.objects.filter(purchase=OuterRef("pk"))
    return ~Exists(bids) | Exists(bids.filter(Exists(asked.exclude(Exists(points)))))


def _line(purchase: Any) -> str:
    """Of a purchase as :func:`_own` reads it."""
    today = timezone.localdate()
    if purchase.stage == Stage.BIDDING and purchase.bids_due_on and purchase.bids_due_on < today:
        return _("The last day for bids has passed: close the bidding")
    if purchase.stage == Stage.SCORING:
        return _scoring_line(purchase)
    if purchase.stage == Stage.STANDSTILL and purchase.standstill_skipped_on:
        return _("The standstill was skipped: conclude the agreement")
    until = purchase.standstill_until
    if purchase.stage == Stage.STANDSTILL and until is not None and until < today:
        return _("The standstill has passed: conclude the agreement")
    return ""


def _scoring_line(purchase: Any) -> str:
    """Points first; once each bid has them, the lots that are not awarded yet."""
    if purchase.waits_for_points:
        return _("The bids wait for points")
    lots = purchase.lots_to_award
    line = ngettext(
        "All bids have their points: %(count)s lot waits for its award",
        "All bids have their points: %(count)s lots wait for their award",
        lots,
    )
    return line % {"count": lots}
