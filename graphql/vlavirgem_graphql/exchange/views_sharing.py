"""What we share and what we read: each agreement with its fields, how much it is used, and when last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from vlavirgem_graphql.exchange.models import Agreement, Audience, OpenTerms, ReadsTaken
from vlavirgem_graphql.exchange.usage import MOST_COUNTED, Use, use_since
from vlavirgem_tenants.requests.access import member_required
from vlavirgem_tenants.requests.typing import TenantRequest

OVER = timedelta(days=30)
MOST_SHOWN = 500
_NOT_USED = Use()


@dataclass(frozen=True)
class Shared:
    """An agreement that was signed, with the labels of its fields and its use; ``reads_today`` counts where it has a
    rate."""

    agreement: Agreement
    fields: list[Any]
    use: Use
    reads_today: int


@require_safe
@member_required
def sharing(request: TenantRequest) -> HttpResponse:
    """Both directions on one page; of an agreement that was never in force there is nothing to tell."""
    signed = Agreement.objects.filter(grant__isnull=False).select_related("consumer", "provider", "offer")
    shown = list(signed.with_last_act()[:MOST_SHOWN])
    ours = request.tenant.pk
    readers = {ours, *(agreement.consumer_id for agreement in shown)}
    uses = use_since(timezone.now() - OVER, reader_ids=readers)
    today = dict(ReadsTaken.objects.filter(day=timezone.localdate()).values_list("grant__agreement", "reads"))
    rows = [_row(agreement, uses, today) for agreement in shown]
    opened = OpenTerms.objects.open().select_related("owner")
    context = {
        "opened": opened.filter(owner=ours)[:MOST_SHOWN],
        "open_data": [
            (terms, uses.get((ours, terms.offer_id), _NOT_USED))
            for terms in opened.filter(audience=Audience.OPEN_DATA).exclude(owner=ours)[:MOST_SHOWN]
        ],
        "given": [row for row in rows if row.agreement.provider_id == ours],
        "received": [row for row in rows if row.agreement.consumer_id == ours],
        "days": OVER.days,
        "most_counted": MOST_COUNTED,
        "is_part": any(row.use.is_part for row in rows),
    }
    return render(request, "exchange/sharing.html", context)


def _row(agreement: Agreement, uses: Mapping[tuple[int, UUID], Use], today: Mapping[UUID, int]) -> Shared:
    kind = agreement.offer.declared_kind
    use = uses.get((agreement.consumer_id, agreement.offer_id), _NOT_USED)
    labels = [kind.field(name).label for name in agreement.fields]
    return Shared(agreement, labels, use, today.get(agreement.pk, 0))
