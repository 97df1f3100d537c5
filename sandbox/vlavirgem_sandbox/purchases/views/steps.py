"""The page of each step: what stands there, and what this person can do next."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vlavirgem.ui.charts import Bar, BarChart
from vlavirgem_sandbox.purchases.commitments import answers, demands
from vlavirgem_sandbox.purchases.models import Bid, CallOff, JointPurchase, LegalTerm, Rule, Score, Stage, TermName
from vlavirgem_sandbox.purchases.ranking import Ranking, rankings
from vlavirgem_sandbox.purchases.services.publication import beyond_ceiling, obstacles
from vlavirgem_sandbox.purchases.steps import TITLES, counts_of
from vlavirgem_sandbox.purchases.verbs import sentence_of
from vlavirgem_sandbox.purchases.views.pages import find_purchase, frame, step_of_work
from vlavirgem_tenants.commons.models import History
from vlavirgem_tenants.commons.telling import history_lines
from vlavirgem_tenants.requests.access import member_required
from vlavirgem_tenants.requests.typing import TenantRequest

LINES_A_PAGE = 50


@require_GET
@member_required
def detail(request: TenantRequest, pk: UUID) -> HttpResponse:
    """A purchase, at the step where work waits."""
    purchase = find_purchase(pk)
    return _step_page(request, purchase, step_of_work(request.actor, purchase, counts_of(purchase)))


@require_GET
@member_required
def step(request: TenantRequest, pk: UUID, name: str) -> HttpResponse:
    """One step of a purchase."""
    if name not in TITLES:
        raise Http404
    return _step_page(request, find_purchase(pk), name)


@require_GET
@member_required
def history(request: TenantRequest, pk: UUID) -> HttpResponse:
    """All that was done to a purchase, in pages."""
    purchase = find_purchase(pk)
    page = Paginator(History.objects.all().of(purchase), LINES_A_PAGE).get_page(request.GET.get("page"))
    context = {**frame(request, purchase, here=""), "page": page, "lines": history_lines(page.object_list, sentence_of)}
    return render(request, "purchases/history.html", context)


def _step_page(request: TenantRequest, purchase: JointPurchase, name: str) -> HttpResponse:
    context = {**frame(request, purchase, here=name), "title": TITLES[name], **CONTEXTS[name](request, purchase)}
    return render(request, f"purchases/steps/{name}.html", context)


def _need(_request: TenantRequest, purchase: JointPurchase) -> dict[str, Any]:
    wanted = demands(purchase)
    total = sum((demand.lot.estimated_value for demand in wanted), Decimal(0))
    return {"total": total, "threshold": LegalTerm.objects.in_force(TermName.EU_THRESHOLD, timezone.localdate())}


def _participants(request: TenantRequest, purchase: JointPurchase) -> dict[str, Any]:
    everyone = answers(purchase)
    mine = next((answer for answer in everyone if answer.tenant == request.tenant), None)
    committed = {commitment.lot_id: commitment for commitment in mine.commitments} if mine else {}
    wanted = demands(purchase)
    return {
        "answers": everyone,
        "demands": wanted,
        "beyond": [{"lot": one.lot, "text": beyond_ceiling(one)} for one in wanted if one.beyond_ceiling],
        "mine": committed,
        "answer": mine,
    }


def _requirements(_request: TenantRequest, purchase: JointPurchase) -> dict[str, Any]:
    return {
        "lots": purchase.lots.all(),
        "requirements": purchase.requirements.all().with_text().select_related("lot"),
    }


def _criteria(_request: TenantRequest, purchase: JointPurchase) -> dict[str, Any]:
    return {
        "criteria": purchase.criteria.select_related("requirement"),
        "obstacles": obstacles(purchase) if purchase.is_being_prepared else [],
    }


def _bids(_request: TenantRequest, purchase: JointPurchase) -> dict[str, Any]:
    bids = purchase.bids.prefetch_related("prices__lot", "answers__criterion")
    return {"bids": bids, "due_passed": bool(purchase.bids_due_on and purchase.bids_due_on < timezone.localdate())}


def _scores(request: TenantRequest, purchase: JointPurchase) -> dict[str, Any]:
    quality = [criterion for criterion in purchase.criteria.all() if criterion.rule == Rule.QUALITY]
    given: dict[tuple[UUID, UUID], list[Score]] = {}
    for score in purchase.scores.select_related("owner"):
        given.setdefault((score.bid_id, score.criterion_id), []).append(score)
    bids: list[Bid] = list(purchase.bids.all())
    sheets = [
        {
            "criterion": criterion,
            "rows": [{"bid": bid, "scores": given.get((bid.pk, criterion.pk), [])} for bid in bids],
        }
        for criterion in quality
    ]
    found = rankings(purchase)
    return {
        "sheets": sheets,
        "bids": bids,
        "rankings": _drawn(found),
        "ranked": _complete(found),
    }


def _award(_request: TenantRequest, purchase: JointPurchase) -> dict[str, Any]:
    awards = {award.lot_id: award for award in purchase.awards.select_related("lot", "bid")}
    last = purchase.standstill_ends_on()
    found = rankings(purchase)
    return {
        "rankings": [{**drawn, "award": awards.get(drawn["ranking"].lot.pk)} for drawn in _drawn(found)],
        "standstill_until": last,
        "may_conclude": purchase.stage == Stage.STANDSTILL and last is not None and timezone.localdate() > last,
    }


def _call_offs(request: TenantRequest, purchase: JointPurchase) -> dict[str, Any]:
    placed = list(CallOff.objects.filter(purchase=purchase).select_related("lot", "owner", "award"))
    return {
        "lots": purchase.lots.filter(award__isnull=False).select_related("award"),
        "call_offs": placed,
        "ours": [one for one in placed if one.owner_id == request.tenant.pk],
    }


def _complete(found: list[Ranking]) -> bool:
    """Whether every bid has its points, so that the lots can be awarded."""
    return any(ranking.standings for ranking in found) and not any(ranking.missing for ranking in found)


def _drawn(found: list[Ranking]) -> list[dict[str, Any]]:
    """Each ranking with its bar chart; the first place has the accent."""
    return [
        {
            "ranking": ranking,
            "chart": BarChart(
                title=_("Points for lot %(number)s: %(title)s")
                % {"number": ranking.lot.number, "title": ranking.lot.title},
                bars=[
                    Bar(label=standing.supplier, value=standing.total, ours=standing.place == 1)
                    for standing in ranking.standings
                ],
            ),
        }
        for ranking in found
    ]


CONTEXTS: dict[str, Callable[[TenantRequest, JointPurchase], dict[str, Any]]] = {
    "need": _need,
    "participants": _participants,
    "requirements": _requirements,
    "criteria": _criteria,
    "bids": _bids,
    "scores": _scores,
    "award": _award,
    "calloffs": _call_offs,
}
