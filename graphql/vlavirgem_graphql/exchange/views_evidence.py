"""Pages of the evidence log: what we did, what others did with our data, and one event with its proof."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from vlavirgem.ui.components import Choice, Facet, Fact
from vlavirgem_graphql.exchange.chain import flaw_of
from vlavirgem_graphql.exchange.event_pages import page_of_others, page_of_ours
from vlavirgem_graphql.exchange.models import Agreement, EventKind, ExchangeEvent, IncomingEvent, Offer
from vlavirgem_graphql.exchange.naming import name_actors
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.requests.access import member_required
from vlavirgem_tenants.requests.typing import TenantRequest

PERIODS = {
    "1": gettext_lazy("The last day"),
    "7": gettext_lazy("The last 7 days"),
    "30": gettext_lazy("The last 30 days"),
    "365": gettext_lazy("The last year"),
}
AGREEMENTS_OFFERED = 100


@require_safe
@member_required
def evidence_list(request: TenantRequest) -> HttpResponse:
    """Search what we did ourselves."""
    return _list(request, ExchangeEvent.objects.all(), about_us=False)


@require_safe
@member_required
def evidence_about_us(request: TenantRequest) -> HttpResponse:
    """Search what others did with our data, as their logs say."""
    return _list(request, IncomingEvent.objects.all(), about_us=True)


@require_safe
@member_required
def evidence_detail(request: TenantRequest, event_id: UUID) -> HttpResponse:
    """One event. Of our own, the exact text that was hashed; of another's, what is about our data."""
    own = ExchangeEvent.objects.select_related("owner").filter(pk=event_id).first()
    event = own or IncomingEvent.objects.select_related("owner").filter(pk=event_id).first()
    if event is None:
        raise Http404
    ((event, offers),) = _with_offers([event])
    context = {
        "event": event,
        "offers": offers,
        "fits": not flaw_of(own) if own else None,
        "payload": _readable(own.payload) if own else "",
        "facts": [
            Fact(_("Number in the chain"), event.sequence),
            Fact(_("Of"), event.owner.name),
            Fact(_("By"), event.who),
            *([Fact(_("Delegated to"), event.delegated_to)] if event.delegated_to else []),
            *([Fact(_("Reason"), event.why)] if event.why else []),
            Fact(_("Records"), event.rows),
        ],
        "hashes": [
            Fact(_("Hash"), bytes(event.hash).hex()),
            *([Fact(_("Hash before it"), bytes(own.previous_hash).hex())] if own else []),
        ],
    }
    return render(request, "exchange/evidence_detail.html", context)


def _list(request: TenantRequest, events: Any, *, about_us: bool) -> HttpResponse:
    asked = request.GET
    query, kind, days = asked.get("q", "").strip(), asked.get("kind", ""), asked.get("days", "")
    agreements = {str(each.pk): each for each in _agreements(request, about_us=about_us)}
    agreement = asked.get("agreement", "")
    found = events.select_related("owner").search(query)
    if kind in EventKind.values:
        found = found.of_kind(kind)
    if days in PERIODS:
        found = found.since(timezone.now() - timedelta(days=int(days)))
    if agreement in agreements:
        found = found.under(agreements[agreement])
    page = (page_of_others if about_us else page_of_ours)(found, asked.get("before", ""))
    kinds = [Choice(value=value, label=label.capitalize()) for value, label in EventKind.choices]
    titled = [Choice(value=pk, label=_titled(each, request.tenant)) for pk, each in agreements.items()]
    periods = [Choice(value=value, label=label) for value, label in PERIODS.items()]
    context = {
        "about_us": about_us,
        "query": query,
        "narrowed": any(asked.get(name) for name in ("q", "kind", "days", "agreement", "before")),
        "facets": [
            Facet(name="kind", label=_("What"), choices=kinds, chosen=kind),
            Facet(name="days", label=_("When"), choices=periods, chosen=days),
            *([Facet(name="agreement", label=_("Agreement"), choices=titled, chosen=agreement)] if titled else []),
        ],
        "page": page,
        "rows": _with_offers(page.events),
    }
    return render(request, "exchange/evidence_list.html", context)


def _readable(payload: str) -> str:
    try:
        return json.dumps(json.loads(payload), indent=2, ensure_ascii=False)
    except ValueError:  # somebody changed it, which the page tells
        return payload


def _titled(agreement: Agreement, ours: Tenant) -> str:
    """The agreement by what it is about, with whom and since when: there may be several about one offer."""
    moment = date_format(timezone.localtime(agreement.created_at), "SHORT_DATETIME_FORMAT")
    return f"{agreement.offer_title} ({agreement.other_party(ours).name}), {moment}"


def _agreements(request: TenantRequest, *, about_us: bool) -> Any:
    """Those under which the list can have events: all of ours, or those under which others read of us."""
    parties = Agreement.objects.select_related("owner", "provider")
    chosen = parties.filter(provider=request.tenant) if about_us else parties
    return chosen[:AGREEMENTS_OFFERED]


def _with_offers(events: Any) -> list[tuple[Any, list[Offer]]]:
    """Each event with the offers that it names, found in one query, with the name of who did it and why."""
    listed = list(events)
    name_actors(listed)
    wanted = {offer_id for event in listed for offer_id in event.offer_ids}
    offers = Offer.objects.select_related("owner").in_bulk(wanted)
    return [(event, [offers[pk] for pk in event.offer_ids if pk in offers]) for event in listed]
