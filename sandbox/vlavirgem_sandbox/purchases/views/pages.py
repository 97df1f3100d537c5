"""What every page of a purchase shares: finding it, its frame with the steps, and a form that asks one question."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from vlavirgem.ui.components import Fact
from vlavirgem.ui.form_pages import done_or_told, posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.pilots.reading import pilot_summary
from vlavirgem_sandbox.purchases.access import is_buyer
from vlavirgem_sandbox.purchases.forms import ReasonForm
from vlavirgem_sandbox.purchases.models import JointPurchase, Method, Stage
from vlavirgem_sandbox.purchases.steps import TITLES, Counts, counts_of, current_step, steps_of
from vlavirgem_sandbox.purchases.verbs import sentence_of
from vlavirgem_sandbox.purchases.views.abilities import Abilities
from vlavirgem_sandbox.purchases.views.next_act import next_act
from vlavirgem_tenants.commons.models import History
from vlavirgem_tenants.commons.telling import history_lines
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.requests.typing import TenantRequest

MOST_HISTORY = 12


def find_purchase(pk: UUID) -> JointPurchase:
    """The purchase, where the database lets this tenant see it; else 404."""
    return get_object_or_404(JointPurchase.objects.select_related("owner"), pk=pk)


def step_address(purchase: JointPurchase, step: str) -> str:
    """The address of a step's page."""
    return reverse("purchases:step", args=[purchase.pk, step])


def step_of_work(actor: Actor, purchase: JointPurchase, counts: Counts) -> str:
    """Where this person's work waits: who was invited commits as soon as there is a lot, whatever is still prepared."""
    invited = Abilities.of(actor, purchase).commit and not is_buyer(actor, purchase)
    return "participants" if invited and counts.lots else current_step(purchase, counts)


def frame(request: TenantRequest, purchase: JointPurchase, *, here: str) -> dict[str, Any]:
    """The context of every page of one purchase: steps at the side, facts, history, and what may be done."""
    counts = counts_of(purchase)
    current = step_of_work(request.actor, purchase, counts)
    can = Abilities.of(request.actor, purchase)
    history = list(History.objects.all().of(purchase)[: MOST_HISTORY + 1])
    return {
        "purchase": purchase,
        "counts": counts,
        "steps": steps_of(purchase, counts, here=here),
        "current": current,
        "current_title": TITLES[current],
        "can": can,
        "next_act": next_act(request.actor, purchase, can, counts, here=here),
        "facts": _facts(purchase),
        "entries": history_lines(history[:MOST_HISTORY], sentence_of),
        "more_history": len(history) > MOST_HISTORY,
    }


def form_page(
    request: TenantRequest,
    purchase: JointPurchase,
    form: forms.Form,
    *,
    act: Callable[[], Any],
    here: str,
    title: str,
    submit: str,
    done: str | Callable[[], str],
    **context: Any,
) -> HttpResponse:
    """One question on one page. ``act`` does it once the form is valid; what it refuses is shown with the form.
    ``done`` says that it was done, or is asked for the words afterwards where they hang on what stands then.

    A refusal of the person (403) is not about the form and goes on to the page that names the role.
    """
    if request.method == "POST" and form.is_valid() and _acted(form, act):
        toast(request, done if isinstance(done, str) else done())
        return redirect(context.get("then") or step_address(purchase, here))
    context |= frame(request, purchase, here=here)
    context |= {"form": form, "title": title, "submit": submit, "back": step_address(purchase, here)}
    return render(request, "purchases/question.html", context, status=status_of(form))


def reason_page(
    request: TenantRequest, purchase: JointPurchase, *, act: Callable[[str], Any], **page: Any
) -> HttpResponse:
    """A :func:`form_page` of what is taken back or ended: it asks why, since others read it; ``act`` is told why."""
    form = ReasonForm(posted(request))
    shown = {"danger": True, **page}
    return form_page(request, purchase, form, act=lambda: act(form.cleaned_data["reason"]), **shown)


def _acted(form: forms.Form, act: Callable[[], Any]) -> bool:
    done_or_told(form, act, above=True)
    return form.is_valid()


def _facts(purchase: JointPurchase) -> list[Fact]:
    facts = [
        Fact(_("Runs the purchase"), purchase.owner.name),
        Fact(_("Stage"), Stage(purchase.stage).label),
        Fact(_("Procedure"), Method(purchase.method).label),
    ]
    if purchase.pilot_id:
        # A participant need not be a partner of the pilot: then the name stands without a link.
        pilot = pilot_summary(purchase.pilot_id)
        facts.append(Fact(_("Comes from the pilot"), purchase.pilot_title, pilot.url if pilot else ""))
    if purchase.bids_due_on:
        facts.append(Fact(_("Bids until"), purchase.bids_due_on.strftime("%d/%m/%Y")))
    if purchase.framework_from and purchase.framework_until:
        period = f"{purchase.framework_from:%d/%m/%Y} – {purchase.framework_until:%d/%m/%Y}"
        facts.append(Fact(_("Agreement"), period))
    facts.append(Fact(_("Amounts"), _("in EUR, without VAT")))
    return facts
