"""The front page of data: what we share, what we read, and what waits."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from vlavirgem_graphql.datasets.acts import removals
from vlavirgem_graphql.datasets.models import AgreementDraft, Dataset
from vlavirgem_graphql.exchange.abilities import abilities_of
from vlavirgem_graphql.exchange.models import Agreement, EventKind, ExchangeEvent, IncomingEvent, Offer
from vlavirgem_sandbox.pilots.services import blueprints_shared
from vlavirgem_sandbox.tryouts.telemetry import cards_passed_on, cards_shown_to_publishers
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import member_required
from vlavirgem_tenants.requests.typing import TenantRequest

FIGURES_OVER = timedelta(days=30)
AGREEMENTS_SHOWN = 100


@require_safe
@member_required
def index(request: TenantRequest) -> HttpResponse:
    """Everything that leaves and enters this organisation as data, on one page."""
    since = timezone.now() - FIGURES_OVER
    parties = Agreement.objects.select_related("consumer", "provider").with_last_act()
    agreements = list(parties[:AGREEMENTS_SHOWN])
    drafts = {draft.offer_id: draft for draft in AgreementDraft.objects.all()}
    context = {
        "datasets": Dataset.objects.with_counts(),
        "removals": removals(),
        "offers": Offer.objects.of(request.tenant).with_consumers(),
        "given": [agreement for agreement in agreements if agreement.provider_id == request.tenant.pk],
        "received": [agreement for agreement in agreements if agreement.consumer_id == request.tenant.pk],
        "shown_tryouts": cards_shown_to_publishers(),
        "blueprints": blueprints_shared(request.actor),
        "passed_on_tryouts": cards_passed_on(timezone.now()),
        "drafts": Offer.objects.filter(pk__in=drafts).select_related("owner"),
        "read_of_us": _counted(IncomingEvent.objects.filter(occurred_at__gte=since)),
        "read_by_us": _counted(ExchangeEvent.objects.filter(occurred_at__gte=since)),
        "may_propose": request.actor.may(Permission.AGREEMENT_PROPOSE),
        "may_manage": request.actor.may(Permission.DATA_MANAGE),
        "abilities": abilities_of(request.actor),
    }
    return render(request, "exchange/index.html", context)


def _counted(events: object) -> dict[str, int]:
    """How many reads and how many denials there are among these events."""
    counts: dict[str, int] = events.aggregate(  # type: ignore[attr-defined]  # either of two models' query sets
        reads=Count("pk", filter=Q(kind=EventKind.READ)), denials=Count("pk", filter=Q(kind=EventKind.DENIED))
    )
    return counts
