"""Offering a dataset to the network, bringing the offer up to date, and withdrawing it.

What others may read is a copy in the commons: the offered fields of each record, projected by one statement from the
owner's schema. What is not offered never leaves that schema.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.holding import hold
from vlavirgem_graphql.datasets.models import Dataset, DatasetRecord
from vlavirgem_graphql.exchange.models import Agreement, EventKind, ExchangeRecord, Offer, OpenTerms
from vlavirgem_graphql.exchange.row_filters import Condition, coded, conditions_of, out_of_use
from vlavirgem_graphql.exchange.services.agreements import end_agreements_of
from vlavirgem_graphql.exchange.services.evidence import NOT_A_READ, append_event
from vlavirgem_graphql.exchange.services.open_terms import close_terms_of
from vlavirgem_graphql.exchange.services.own_offers import require_own_offer
from vlavirgem_tenants.commons.models import Visibility, record
from vlavirgem_tenants.constraints import clean_only
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission

_REMOVE_GONE = """
DELETE FROM public.exchange_record shared WHERE shared.offer_id = %(offer)s AND NOT EXISTS (
    SELECT 1 FROM datasets_datasetrecord own WHERE own.dataset_id = %(dataset)s AND own.key = shared.key)
"""
# The hash covers the field list too, so that other fields are a change. updated_at is the moment of projection: who
# reads "what changed since" must not miss what was changed earlier and published later.
_PROJECT = """
INSERT INTO public.exchange_record AS shared
    (id, owner_id, created_at, updated_at, offer_id, kind, key, title, body, search, content_hash)
SELECT gen_random_uuid(), %(owner)s, now(), now(), %(offer)s, %(kind)s, own.key,
    CASE WHEN %(title_field)s = ANY (%(fields)s) THEN own.title ELSE '' END,
    (SELECT jsonb_object_agg(part.key, part.value) FROM jsonb_each(own.body) part WHERE part.key = ANY (%(fields)s)),
    public.exchange_search_vector(own.body, %(searched)s::text[]),
    encode(sha256(convert_to(own.content_hash || array_to_string(%(fields)s::text[], ','), 'UTF8')), 'hex')
FROM datasets_datasetrecord own WHERE own.dataset_id = %(dataset)s AND NOT own.is_draft
ON CONFLICT (offer_id, key) DO UPDATE SET
    updated_at = EXCLUDED.updated_at, title = EXCLUDED.title, body = EXCLUDED.body, search = EXCLUDED.search,
    content_hash = EXCLUDED.content_hash
WHERE shared.content_hash <> EXCLUDED.content_hash
"""
# What was published of a record that is held back as a draft stays as it is, but for fields that are offered no more.
_TAKE_OUT_OF_DRAFTS = """
UPDATE public.exchange_record shared SET updated_at = now(),
    title = CASE WHEN %(title_field)s = ANY (%(fields)s) THEN shared.title ELSE '' END,
    body = (SELECT jsonb_object_agg(part.key, part.value) FROM jsonb_each(shared.body) part
        WHERE part.key = ANY (%(fields)s)),
    search = public.exchange_search_vector(shared.body, %(searched)s::text[]),
    content_hash = encode(sha256(convert_to(shared.content_hash || array_to_string(%(fields)s::text[], ','), 'UTF8')),
        'hex')
FROM datasets_datasetrecord own
WHERE shared.offer_id = %(offer)s AND own.dataset_id = %(dataset)s AND own.key = shared.key AND own.is_draft
    AND shared.body - %(fields)s::text[] <> '{}'
"""


@dataclass(frozen=True)
class Projection:
    """What bringing an offer up to date did: records written (new or changed), removed, and how many there are now."""

    written: int
    removed: int
    total: int


@transaction.atomic
def publish_offer(
    *, actor: Actor, dataset: Dataset, title: str, description: str, fields: Sequence[str]
) -> tuple[Offer, Projection]:
    """Offer a dataset to the network (again, after a withdrawal), or change what is offered of it.

    Others see that it exists and what is in it; they read records only under an agreement. Raises :class:`Refusal`
    when the dataset is empty or gone, or a field is none of its kind; ValidationError for a title that is none.
    """
    actor.require(Permission.DATA_MANAGE)
    hold(dataset)
    title = title.strip()
    clean_only(Offer(title=title), "title")
    offer, _made = Offer.objects.update_or_create(
        owner=actor.tenant,
        dataset_id=dataset.pk,
        defaults={
            "kind": dataset.kind,
            "title": title,
            "description": description,
            "fields": _known_fields(dataset, fields),
            "visibility": Visibility.NETWORK,
            "published_at": timezone.now(),
            "withdrawn_at": None,
        },
    )
    done = _project(offer)
    if not done.total:
        raise Refusal(
            _("There is nothing in this dataset yet."),
            remedy=_("Import records first; then you can offer them."),
            code="nothing-to-offer",
        )
    _note(actor, offer, EventKind.PUBLISHED, detail={"records": done.total, "fields": len(offer.fields)})
    return offer, done


@transaction.atomic
def refresh_offer(*, actor: Actor, offer: Offer) -> Projection:
    """Bring the published records to what the dataset holds now. Raises :class:`Refusal` for a withdrawn offer."""
    actor.require(Permission.DATA_MANAGE)
    offer = _held(actor, offer)
    if offer.withdrawn_at is not None:
        raise Refusal(_("This offer is withdrawn."), remedy=_("Offer the dataset again."), code="offer-withdrawn")
    done = _project(offer)
    if done.written or done.removed:
        _note(actor, offer, EventKind.PUBLISHED, detail={"written": done.written, "removed": done.removed})
    return done


@transaction.atomic
def withdraw_offer(*, actor: Actor, offer: Offer, reason: str) -> None:
    """Take an offer back: its agreements end, its records leave the commons; the next read finds nothing."""
    actor.require(Permission.DATA_MANAGE)
    offer = _held(actor, offer)
    if offer.withdrawn_at is not None:
        return
    end_agreements_of(actor=actor, offer=offer, reason=reason)
    close_terms_of(actor, offer, reason)
    ExchangeRecord.objects.filter(offer=offer).delete()
    offer.withdrawn_at = timezone.now()
    offer.record_count = 0
    offer.save(update_fields=["withdrawn_at", "record_count", "updated_at"])
    _note(actor, offer, EventKind.OFFER_WITHDRAWN, reason=reason)


def _require_conditions_in_use(offer: Offer) -> None:
    """Raise :class:`Refusal` while what is signed holds a condition on what records do not hold so any more: what it
    leaves out would be read from now on."""
    kind = offer.declared_kind
    agreements = Agreement.objects.filter(
        offer=offer, grant__ended_at__isnull=True, grant__valid_until__gt=Now()
    ).select_related("consumer")
    signed: list[tuple[str, Agreement | OpenTerms]] = [(each.consumer.name, each) for each in agreements]
    signed += [(_("open terms"), terms) for terms in OpenTerms.objects.filter(offer=offer).open()]
    told = [
        f"{whose}: {condition.told(kind)}"
        for whose, terms in signed
        for condition in _not_held_so(offer, conditions_of(terms.row_filter))
    ]
    if told:
        raise Refusal(
            _(
                "Nothing was published: conditions of agreements are on what records do not hold in that way any more,"
                " and could open what they leave out (%(conditions)s)."
            )
            % {"conditions": "; ".join(told)},
            remedy=_(
                "End the agreement, or close the open terms, and agree on new terms with a code of the list; then"
                " publish again."
            ),
            code="row-filter-out-of-use",
        )


def _not_held_so(offer: Offer, conditions: list[Condition]) -> list[Condition]:
    """Those on what is a code now, and those on what stands in our records as a whole address now: no code of its
    list, that an earlier release held without it."""
    kind, records = offer.declared_kind, DatasetRecord.objects.filter(dataset_id=offer.dataset_id)
    return out_of_use(kind, conditions) + [
        each
        for each in conditions
        for part, text in coded(kind, each)
        if part.concepts and not part.has_code(text)
        for address in {part.concepts + text, part.concepts + quote(text)}
        if records.filter(**{f"body__{part.name}__contains": address}).exists()
    ]


def _project(offer: Offer) -> Projection:
    _require_conditions_in_use(offer)
    kind = offer.declared_kind
    values: dict[str, Any] = {
        "owner": offer.owner_id,
        "offer": offer.pk,
        "dataset": offer.dataset_id,
        "kind": offer.kind,
        "fields": list(offer.fields),
        "title_field": kind.title_field,
        "searched": [name for name in kind.searched_names if name in offer.fields],
    }
    with connection.cursor() as cursor:
        cursor.execute(_REMOVE_GONE, values)
        removed = cursor.rowcount
        cursor.execute(_TAKE_OUT_OF_DRAFTS, values)
        written = cursor.rowcount
        cursor.execute(_PROJECT, values)
        written += cursor.rowcount
    offer.record_count = offer.records.count()
    offer.save(update_fields=["record_count", "updated_at"])
    return Projection(written, removed, offer.record_count)


def _known_fields(dataset: Dataset, fields: Sequence[str]) -> list[str]:
    """Return the fields in the kind's order, the required ones always among them."""
    kind = dataset.declared_kind
    if unknown := set(fields) - set(kind.field_names):
        raise Refusal(
            _("These fields are not known: %(fields)s.") % {"fields": ", ".join(sorted(unknown))},
            remedy=_("Choose from the fields of this kind of dataset."),
            code="unknown-field",
            status=HTTPStatus.BAD_REQUEST,
            place="fields",
        )
    chosen = {*fields, *kind.required_names}
    return [name for name in kind.field_names if name in chosen]


def _held(actor: Actor, offer: Offer) -> Offer:
    """Our offer as it stands now, locked: what is no longer offered must not be published by an older page, nor records
    come back under an offer that was withdrawn meanwhile. (Publishing locks it too: update_or_create does.)

    ``no_key``: a signature, which holds its agreement, refers to the offer while a withdrawal waits for that agreement.
    """
    require_own_offer(actor, offer)
    return Offer.objects.select_for_update(of=("self",), no_key=True).select_related("owner").get(pk=offer.pk)


def _note(
    actor: Actor, offer: Offer, kind: EventKind, *, reason: str = "", detail: dict[str, int] | None = None
) -> None:
    record(actor=actor, subject=offer, verb=kind.value, reason=reason, detail=detail)
    append_event(
        actor=actor, kind=kind, rows_of_offers={offer.pk: NOT_A_READ}, detail={"reason": reason, **(detail or {})}
    )
