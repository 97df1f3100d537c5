"""Pages of bids and scores, and the award decision with the standstill after it."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vlavirgem.ui.form_pages import posted
from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.purchases.access import require_participant
from vlavirgem_sandbox.purchases.forms import AwardForm, BidForm, ConcludeForm, ScoreForm
from vlavirgem_sandbox.purchases.models import Award, Bid, Criterion, JointPurchase, Lot, Rule, Score, TermName
from vlavirgem_sandbox.purchases.ranking import is_scored, ranking_of
from vlavirgem_sandbox.purchases.services import awarding, bidding, evaluation
from vlavirgem_sandbox.purchases.services.legal_terms import term_in_force
from vlavirgem_sandbox.purchases.views.abilities import Abilities
from vlavirgem_sandbox.purchases.views.pages import find_purchase, form_page, frame, reason_page, step_address
from vlavirgem_sandbox.purchases.views.preparing import for_buyers, ours
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import member_required, permission_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_http_methods(["GET", "POST"])
@for_buyers
def add_bid(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Type a bid in."""
    purchase = ours(request, pk)
    form = BidForm(
        posted(request),
        lots=list(purchase.lots.all()),
        criteria=list(purchase.criteria.filter(rule=Rule.QUALITY)),
    )
    return form_page(
        request,
        purchase,
        form,
        act=lambda: bidding.record_bid(actor=request.actor, purchase=purchase, text=form.text()),
        here="bids",
        title=_("Type in a bid"),
        submit=_("Save the bid"),
        done=_("The bid was saved. The participants do not see it yet."),
    )


@require_http_methods(["GET", "POST"])
@for_buyers
def remove_bid(request: TenantRequest, pk: UUID, part: UUID) -> HttpResponse:
    """Take a bid out."""
    purchase = ours(request, pk)
    bid = get_object_or_404(Bid.objects.select_related("purchase__owner"), pk=part, purchase=purchase)
    return reason_page(
        request,
        purchase,
        act=lambda reason: bidding.remove_bid(actor=request.actor, bid=bid, reason=reason),
        here="bids",
        title=_("Remove the bid of %(supplier)s") % {"supplier": bid.supplier},
        submit=_("Remove the bid"),
        done=_("The bid was removed."),
        warning=_("Its prices and answers are gone."),
    )


@require_http_methods(["GET", "POST"])
@for_buyers
def close_bidding(request: TenantRequest, pk: UUID) -> HttpResponse:
    """No more bids; asked again, since nothing opens them anew."""
    purchase = ours(request, pk)
    due = purchase.bids_due_on
    warning = _("This cannot be undone. After closing, no bid can be added or removed.")
    if due is not None and due > timezone.localdate():
        warning = _("Suppliers were given until %(day)s. %(warning)s") % {
            "day": formats.date_format(due),
            "warning": warning,
        }
    return form_page(
        request,
        purchase,
        forms.Form(posted(request)),
        act=lambda: bidding.close_bidding(actor=request.actor, purchase=purchase),
        here="bids",
        then=step_address(purchase, "scores"),
        title=_("Close the bidding"),
        submit=_("Close the bidding"),
        done=_("The bidding is closed. Now the bids can be scored."),
        warning=warning,
    )


@require_POST
@for_buyers
def share_bids(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Let the participants' evaluators read and score the bids."""
    purchase = ours(request, pk)
    bidding.share_bids(actor=request.actor, purchase=purchase)
    toast(request, _("The participants can read and score the bids now."))
    return redirect(step_address(purchase, "scores"))


@require_http_methods(["GET", "POST"])
@permission_required(Permission.PURCHASE_SCORE)
def score(request: TenantRequest, pk: UUID, part: UUID, criterion: UUID) -> HttpResponse:
    """Give a bid points on a criterion: the answer above, the question below."""
    purchase = find_purchase(pk)
    require_participant(request.actor, purchase, Permission.PURCHASE_SCORE)
    bid = get_object_or_404(Bid.objects.select_related("purchase__owner"), pk=part, purchase=purchase)
    measured = get_object_or_404(Criterion, pk=criterion, purchase=purchase)
    mine = Score.objects.filter(bid=bid, criterion=measured, owner=request.tenant, evaluator_id=request.actor.person_id)
    known = mine.first()
    form = ScoreForm(posted(request), initial={"points": known.points, "reason": known.reason} if known else None)
    return form_page(
        request,
        purchase,
        form,
        act=lambda: evaluation.give_score(actor=request.actor, bid=bid, criterion=measured, **form.cleaned_data),
        here="scores",
        title=_("%(supplier)s: %(criterion)s") % {"supplier": bid.supplier, "criterion": measured.title},
        submit=_("Save the points"),
        done=lambda: _points_saved(request, purchase),
        hint=measured.explanation,
        answer=bid.answers.filter(criterion=measured).first(),
    )


def _points_saved(request: TenantRequest, purchase: JointPurchase) -> str:
    """What is next once the last points are in: the award, by who runs the purchase."""
    if not is_scored(purchase):
        return _("Your points were saved.")
    if Abilities.of(request.actor, purchase).award:
        return _("Your points were saved. All bids have their points: go on to the award.")
    return _("Your points were saved. All bids have their points: %(buyer)s can award now.") % {
        "buyer": purchase.owner.name
    }


@require_http_methods(["GET", "POST"])
@for_buyers
def award_lot(request: TenantRequest, pk: UUID, part: UUID) -> HttpResponse:
    """The ranking as the summary before what binds, and the decision."""
    purchase = ours(request, pk)
    lot = get_object_or_404(Lot.objects.select_related("purchase__owner"), pk=part, purchase=purchase)
    ranking = ranking_of(lot)
    first = [standing.bid_id for standing in ranking.first]
    today = timezone.localdate()
    initial = {"decided_on": today, "bid": first[0] if len(first) == 1 else None}
    form = AwardForm(posted(request), first=first, initial=initial)
    term = term_in_force(TermName.STANDSTILL_DAYS, today)
    return form_page(
        request,
        purchase,
        form,
        act=lambda: awarding.award_lot(actor=request.actor, lot=lot, **form.cleaned_data),
        here="award",
        title=_("Award lot %(number)s: %(title)s") % {"number": lot.number, "title": lot.title},
        submit=_("Award the lot"),
        done=_("The lot was awarded."),
        warning=_standstill_follows(int(term.amount), term.source),
        ranking=ranking,
    )


def _standstill_follows(days: int, source: str) -> str:
    warning = ngettext(
        "This cannot be undone. A standstill of %(days)s day follows (%(source)s).",
        "This cannot be undone. A standstill of %(days)s days follows (%(source)s).",
        days,
    )
    return warning % {"days": days, "source": source}


@require_GET
@member_required
def award(request: TenantRequest, pk: UUID, part: UUID) -> HttpResponse:
    """An award with the ranking it rests on and its place in the evidence chain."""
    purchase = find_purchase(pk)
    found = get_object_or_404(Award.objects.select_related("lot", "bid"), pk=part, purchase=purchase)
    return render(request, "purchases/award.html", {**frame(request, purchase, here="award"), "award": found})


@require_http_methods(["GET", "POST"])
@for_buyers
def skip_standstill(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Go on without waiting, since this is a rehearsal."""
    purchase = ours(request, pk)
    return reason_page(
        request,
        purchase,
        act=lambda reason: awarding.skip_standstill(actor=request.actor, purchase=purchase, reason=reason),
        here="award",
        title=_("Skip the standstill in this rehearsal"),
        submit=_("Skip the standstill"),
        done=_("The standstill is skipped: the agreement can be concluded."),
        warning=_(
            "This cannot be undone. In a real purchase the standstill cannot be skipped; here the history says it."
        ),
    )


@require_http_methods(["GET", "POST"])
@for_buyers
def conclude(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Put the framework agreement in force."""
    purchase = ours(request, pk)
    form = ConcludeForm(posted(request))
    return form_page(
        request,
        purchase,
        form,
        act=lambda: awarding.conclude(actor=request.actor, purchase=purchase, **form.cleaned_data),
        here="award",
        then=step_address(purchase, "calloffs"),
        title=_("Conclude the framework agreement"),
        submit=_("Conclude the agreement"),
        done=_("The agreement is in force: participants can call off."),
        warning=_("From then on every participant can call off, up to the ceiling of each lot."),
    )


@require_http_methods(["GET", "POST"])
@for_buyers
def close(request: TenantRequest, pk: UUID) -> HttpResponse:
    """End the framework agreement."""
    purchase = ours(request, pk)
    return reason_page(
        request,
        purchase,
        act=lambda reason: awarding.close_purchase(actor=request.actor, purchase=purchase, reason=reason),
        here="calloffs",
        title=_("Close the framework agreement"),
        submit=_("Close the agreement"),
        done=_("The agreement is closed."),
        warning=_("This cannot be undone. Nobody can call off any more."),
    )
