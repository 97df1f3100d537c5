"""Writing an agreement in steps: saved after each, proposed at the end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.forms import model_to_dict
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.models import AgreementDraft
from vlavirgem_graphql.exchange.models import Agreement, Offer
from vlavirgem_graphql.exchange.row_filters import conditions_of
from vlavirgem_graphql.exchange.services.proposing import propose_agreement
from vlavirgem_graphql.exchange.services.wishes import Wish
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


@transaction.atomic
def save_draft(*, actor: Actor, offer: Offer, answers: Mapping[str, Any]) -> AgreementDraft:
    """Keep the answers of one step (names of :class:`AgreementDraft`'s columns) with those of the others."""
    actor.require(Permission.AGREEMENT_PROPOSE)
    draft, _made = AgreementDraft.objects.update_or_create(
        offer_id=offer.pk, defaults={**answers, "written_by": actor.name}
    )
    return draft


@transaction.atomic
def drop_draft(*, actor: Actor, draft: AgreementDraft) -> None:
    """Throw away what was written."""
    actor.require(Permission.AGREEMENT_PROPOSE)
    draft.delete()


@transaction.atomic
def propose_draft(*, actor: Actor, offer: Offer, draft: AgreementDraft) -> Agreement:
    """Propose what was written, and drop the draft. Raises :class:`Refusal` where a step was left empty."""
    if not (draft.purpose and draft.legal_basis and draft.fields and draft.first_day and draft.last_day):
        raise Refusal(
            _("Not every step is filled in yet."),
            remedy=_("Go back to the step without a tick."),
            code="draft-incomplete",
            status=HTTPStatus.BAD_REQUEST,
        )
    wish = wish_in({**model_to_dict(draft), "fields_wanted": draft.fields})
    agreement = propose_agreement(actor=actor, offer=offer, wish=wish)
    draft.delete()
    return agreement


def wish_in(given: Mapping[str, Any]) -> Wish:
    """The wish that a form of all terms says, out of its cleaned data, or a draft of which every step is filled in."""
    return Wish(
        purpose=given["purpose"],
        legal_basis=given["legal_basis"],
        fields=given["fields_wanted"],
        period=period_of(given["first_day"], given["last_day"]),
        row_filter=conditions_of(given["row_filter"]),
        daily_reads=given["daily_reads"],
        may_delegate=given["may_delegate"],
        concept=(given["concept_uri"], given["concept_label"]),
    )


def period_of(first_day: date, last_day: date) -> tuple[datetime, datetime]:
    """Return the moments between which both days and those between them lie, in the installation's time zone."""
    start = datetime.combine(first_day, time.min)
    end = datetime.combine(last_day + timedelta(days=1), time.min)
    return timezone.make_aware(start), timezone.make_aware(end)
