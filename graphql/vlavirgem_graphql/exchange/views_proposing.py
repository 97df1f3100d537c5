"""Proposing an agreement: a question a screen, saved after each, a summary before it binds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, TypeAlias
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from vlavirgem.refusal import leading_back
from vlavirgem.ui.components import Step
from vlavirgem.ui.form_pages import posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_graphql.datasets.models import AgreementDraft
from vlavirgem_graphql.exchange.finding import found_or_on_record
from vlavirgem_graphql.exchange.forms import FieldsForm, PeriodForm, PurposeForm, field_choices
from vlavirgem_graphql.exchange.forms_rows import RowsForm
from vlavirgem_graphql.exchange.models import Offer
from vlavirgem_graphql.exchange.row_filters import rows_told
from vlavirgem_graphql.exchange.services.drafting import drop_draft, propose_draft, save_draft
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest

FormOf: TypeAlias = Callable[[Any, Offer, AgreementDraft], forms.Form]


@dataclass(frozen=True)
class Question:
    """A step: its word in the address, its title, its form, and whether a draft has its answers."""

    name: str
    title: Promise
    form: FormOf
    answered: Callable[[AgreementDraft], bool]


def _purpose(data: Any, _offer: Offer, draft: AgreementDraft) -> forms.Form:
    kept = ("purpose", "concept_label", "concept_uri", "legal_basis")
    return PurposeForm(data, initial={name: getattr(draft, name) for name in kept})


def _fields(data: Any, offer: Offer, draft: AgreementDraft) -> forms.Form:
    choices = field_choices(offer.declared_kind, offer.fields)
    return FieldsForm(data, choices=choices, initial={"fields_wanted": draft.fields})


def _rows(data: Any, offer: Offer, draft: AgreementDraft) -> forms.Form:
    return RowsForm(data, kind=offer.declared_kind, offered=offer.fields, conditions=draft.row_filter)


def _period(data: Any, _offer: Offer, draft: AgreementDraft) -> forms.Form:
    today = timezone.localdate()
    first = draft.first_day or today
    return PeriodForm(
        data,
        initial={
            "first_day": first,
            "last_day": draft.last_day or first + timedelta(days=364),
            "daily_reads": draft.daily_reads,
            "may_delegate": draft.may_delegate,
        },
    )


def _says_why(draft: AgreementDraft) -> bool:
    """Whole: who stops in the middle keeps the half of a public service."""
    return bool(draft.purpose and draft.legal_basis) and bool(draft.concept_uri) == bool(draft.concept_label)


def _says_how_long(draft: AgreementDraft) -> bool:
    return bool(draft.first_day and draft.last_day and draft.first_day <= draft.last_day)


QUESTIONS: Sequence[Question] = (
    Question("purpose", gettext_lazy("Why"), _purpose, _says_why),
    Question("fields", gettext_lazy("Which fields"), _fields, lambda draft: bool(draft.fields)),
    # No condition is an answer too.
    Question("rows", gettext_lazy("Which rows"), _rows, lambda draft: bool(draft.fields)),
    Question(
        "period",
        gettext_lazy("How long and how often"),
        _period,
        _says_how_long,
    ),
)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.AGREEMENT_PROPOSE)
def question(request: TenantRequest, offer_id: UUID, step: str) -> HttpResponse:
    """Ask one question and keep the answer."""
    offer, draft = _offer_and_draft(request, offer_id)
    place = next((place for place, asked in enumerate(QUESTIONS) if asked.name == step), None)
    if place is None:
        raise Http404
    form = QUESTIONS[place].form(posted(request), offer, draft)
    if request.method == "POST" and "stop" in request.POST:
        return _stopped(request, offer, form)
    if request.method == "POST" and form.is_valid():
        save_draft(actor=request.actor, offer=offer, answers=_answers(form))
        later = [asked.name for asked in QUESTIONS[place + 1 :]]
        return redirect(_address(offer, later[0] if later else "summary"))
    context = {
        "offer": offer,
        "draft": draft,
        "form": form,
        "question": QUESTIONS[place],
        "steps": _steps(offer, draft, QUESTIONS[place].name),
    }
    return render(request, "exchange/propose.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.AGREEMENT_PROPOSE)
def summary(request: TenantRequest, offer_id: UUID) -> HttpResponse:
    """Show all that is asked; then propose it."""
    offer, draft = _offer_and_draft(request, offer_id)
    open_question = next((asked for asked in QUESTIONS if not asked.answered(draft)), None)
    if open_question is not None:
        return redirect(_address(offer, open_question.name))
    if request.method == "POST":
        with leading_back(_address(offer, "period")):
            agreement = propose_draft(actor=request.actor, offer=offer, draft=draft)
        toast(request, _("Proposed to %(owner)s. You hear from them here.") % {"owner": offer.owner.name})
        return redirect("data:agreement", agreement.pk)
    kind = offer.declared_kind
    wanted = {*draft.fields, *kind.required_names}
    context = {
        "offer": offer,
        "draft": draft,
        "fields": [kind.field(name).label for name in offer.fields if name in wanted],
        "rows": rows_told(kind, draft.row_filter),
        "steps": _steps(offer, draft, "summary"),
    }
    return render(request, "exchange/propose_summary.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.AGREEMENT_PROPOSE)
def discard(request: TenantRequest, offer_id: UUID) -> HttpResponse:
    """Ask, then throw a draft away; also that of an offer that was withdrawn meanwhile."""
    draft = get_object_or_404(AgreementDraft, offer_id=offer_id)
    offer = found_or_on_record(request, Offer.objects.select_related("owner"), offer_id)
    if request.method == "POST":
        drop_draft(actor=request.actor, draft=draft)
        toast(request, _("The draft is thrown away."))
        return redirect("data:index")
    context = {
        "question": _("Throw this draft away?"),
        "name": _("Agreement to read “%(title)s” of %(owner)s") % {"title": offer.title, "owner": offer.owner.name},
        "consequence": _("What was written in its steps is then gone. Nobody else has seen it."),
        "submit": _("Throw the draft away"),
        "cancel_url": reverse("data:index"),
    }
    return render(request, "vlavirgem/confirm.html", context)


def _stopped(request: TenantRequest, offer: Offer, form: forms.Form) -> HttpResponse:
    """Keep what was typed in a step that is not done yet, and say of which fields it could not be kept."""
    whole = form.is_valid()
    if form.has_changed():
        save_draft(actor=request.actor, offer=offer, answers=_answers(form))
        wrong = {} if whole else form.errors.as_data()
        lost = [
            str(form[name].label) for name, faults in wrong.items() if any(each.code != "required" for each in faults)
        ]
        if lost:
            said = _("What you typed is kept, except what could not be right: %(fields)s.")
            toast(request, said % {"fields": ", ".join(lost)}, level=messages.WARNING)
        else:
            toast(request, _("What you typed is kept. You find it here, under what we read."))
    return redirect("data:index")


def _answers(form: forms.Form) -> dict[str, Any]:
    """What a step asked, by the columns of a draft."""
    return {("fields" if name == "fields_wanted" else name): value for name, value in form.cleaned_data.items()}


def _offer_and_draft(request: TenantRequest, offer_id: UUID) -> tuple[Offer, AgreementDraft]:
    others = Offer.objects.active().of_others(request.tenant).select_related("owner")
    offer = found_or_on_record(request, others, offer_id)
    return offer, AgreementDraft.objects.filter(offer_id=offer.pk).first() or AgreementDraft(offer_id=offer.pk)


def _steps(offer: Offer, draft: AgreementDraft, here: str) -> list[Step]:
    """The steps as they stand; a person can go to each that is answered, and to the first that is not."""
    steps, reachable = [], True
    for asked in QUESTIONS:
        answered = asked.answered(draft)
        progress: Literal["done", "current", "later"] = "done" if answered else "later"
        steps.append(
            Step(
                title=asked.title,
                progress="current" if asked.name == here else progress,
                url=_address(offer, asked.name) if reachable and asked.name != here else "",
            )
        )
        reachable = reachable and answered
    at_end = here == "summary"
    url = _address(offer, "summary") if reachable and not at_end else ""
    return [*steps, Step(title=_("Read and propose"), progress="current" if at_end else "later", url=url)]


def _address(offer: Offer, step: str) -> str:
    if step == "summary":
        return reverse("data:propose_summary", args=[offer.pk])
    return reverse("data:propose", args=[offer.pk, step])
