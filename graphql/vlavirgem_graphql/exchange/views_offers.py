"""Pages of offers: finding one in the network, making one of a dataset, bringing it up to date, withdrawing it."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vlavirgem.ui.components import Choice, Facet, Fact
from vlavirgem.ui.form_pages import posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_graphql.exchange.finding import found_or_on_record
from vlavirgem_graphql.exchange.forms import OfferForm, field_choices
from vlavirgem_graphql.exchange.forms_deeds import ReasonForm
from vlavirgem_graphql.exchange.kinds import known_kinds
from vlavirgem_graphql.exchange.models import Agreement, Offer, OpenTerms
from vlavirgem_graphql.exchange.services.offers import publish_offer, refresh_offer, withdraw_offer
from vlavirgem_graphql.exchange.telling import done_to_offer
from vlavirgem_tenants.commons.models import History
from vlavirgem_tenants.commons.telling import history_lines
from vlavirgem_tenants.people.finding import people_who_may
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import member_required, permission_required
from vlavirgem_tenants.requests.typing import TenantRequest

OFFERS_A_PAGE = 24


@require_safe
@member_required
def offer_list(request: TenantRequest) -> HttpResponse:
    """What others offer to the network."""
    query = request.GET.get("q", "").strip()
    chosen = request.GET.get("kind", "")
    found = Offer.objects.active().of_others(request.tenant).search(query).select_related("owner")
    if chosen:
        found = found.filter(kind=chosen)
    kinds = [Choice(value=kind.name, label=kind.plural) for kind in known_kinds()]
    context = {
        "query": query,
        "facets": [Facet(name="kind", label=_("Kind"), choices=kinds, chosen=chosen)],
        "page": Paginator(found, OFFERS_A_PAGE).get_page(request.GET.get("page")),
        "narrowed": bool(query or chosen),
    }
    return render(request, "exchange/offer_list.html", context)


@require_safe
@member_required
def offer_detail(request: TenantRequest, offer_id: UUID) -> HttpResponse:
    """An offer: what is in it, and how to get at it; for its owner, who reads it."""
    offer = found_or_on_record(request, Offer.objects.select_related("owner"), offer_id)
    ours = offer.owner_id == request.tenant.pk
    kind = offer.declared_kind
    askable = not ours and offer.withdrawn_at is None
    may_propose = askable and request.actor.may(Permission.AGREEMENT_PROPOSE)
    opened = list(OpenTerms.objects.open().filter(offer=offer))
    context = {
        "offer": offer,
        "ours": ours,
        "kind": kind,
        "open_terms": opened,
        "is_open_data": any(terms.is_open_data for terms in opened),
        "may_open": ours and request.actor.may(Permission.AGREEMENT_SIGN),
        "fields": [kind.field(name) for name in offer.fields],
        "agreements": Agreement.objects.filter(offer=offer).select_related("consumer", "provider").with_last_act(),
        "facts": [
            Fact(_("Owner"), offer.owner.name),
            Fact(_("Kind"), kind.label),
            Fact(_("Records"), offer.record_count),
            Fact(_("Semantic standard"), "OSLO", reverse("kinds:kind", args=[kind.name])),
        ],
        "history": history_lines(History.objects.of(offer), done_to_offer),
        "may_manage": ours and request.actor.may(Permission.DATA_MANAGE),
        "dataset_is_there": ours and Dataset.objects.filter(pk=offer.dataset_id).exists(),
        "may_propose": may_propose,
        "who_proposes": people_who_may(Permission.AGREEMENT_PROPOSE) if askable and not may_propose else [],
    }
    return render(request, "exchange/offer_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.DATA_MANAGE)
def publish(request: TenantRequest, dataset_id: UUID) -> HttpResponse:
    """Offer a dataset to the network, or change what is offered of it."""
    dataset = get_object_or_404(Dataset.objects.with_counts(), pk=dataset_id)
    offer = Offer.objects.of(request.tenant).filter(dataset_id=dataset.pk).first()
    initial = {
        "title": offer.title if offer else dataset.title,
        "description": offer.description if offer else "",
        "fields_wanted": offer.fields if offer else list(dataset.declared_kind.often_offered),
    }
    form = OfferForm(posted(request), choices=field_choices(dataset.declared_kind), initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made, done = publish_offer(
            actor=request.actor,
            dataset=dataset,
            title=data["title"],
            description=data["description"],
            fields=data["fields_wanted"],
        )
        said = ngettext(
            "%(title)s: %(count)s record is offered.", "%(title)s: %(count)s records are offered.", done.total
        )
        toast(request, said % {"title": made.title, "count": done.total})
        return redirect("data:offer", made.pk)
    context = {"form": form, "dataset": dataset, "offer": offer}
    return render(request, "exchange/publish.html", context, status=status_of(form))


@require_POST
@permission_required(Permission.DATA_MANAGE)
def refresh(request: TenantRequest, offer_id: UUID) -> HttpResponse:
    """Bring the published records to what the dataset holds now."""
    offer = found_or_on_record(request, Offer.objects.of(request.tenant), offer_id)
    done = refresh_offer(actor=request.actor, offer=offer)
    toast(request, _("Brought up to date: %(written)s changed or new, %(removed)s removed.") % vars(done))
    return redirect("data:offer", offer.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.DATA_MANAGE)
def withdraw(request: TenantRequest, offer_id: UUID) -> HttpResponse:
    """Take an offer back; who reads it is named before."""
    offer = found_or_on_record(request, Offer.objects.of(request.tenant), offer_id)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        withdraw_offer(actor=request.actor, offer=offer, reason=form.cleaned_data["reason"])
        toast(request, _("%(title)s is withdrawn. Nobody can read it any more.") % {"title": offer.title})
        return redirect("data:offer", offer.pk)
    readers = offer.grants.live().exclude(consumer=None).select_related("consumer")
    opened = list(OpenTerms.objects.open().filter(offer=offer))
    is_open_data = any(terms.is_open_data for terms in opened)
    context = {"form": form, "offer": offer, "readers": readers, "open_terms": opened, "is_open_data": is_open_data}
    return render(request, "exchange/withdraw.html", context, status=status_of(form))
