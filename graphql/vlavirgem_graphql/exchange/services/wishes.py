"""What a party wants terms to be, and whether an offer lets them be so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.exchange.models import Offer
from vlavirgem_graphql.exchange.row_filters import Condition, require_conditions

NO_CONCEPT: Final = ("", "")
TYPED: Final = ("purpose", "legal_basis", "concept_uri", "concept_label")
"""The columns that hold what somebody wrote."""
MOST_READS: Final = 1_000_000
LONGEST: Final = timedelta(days=5 * 366)
"""Of an agreement, and how far ahead it begins at most."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a party wants the terms to be. ``period`` is from and until (exclusive), ``daily_reads`` how often the data
    are read on one day at most, ``concept`` the URI and the name of the public service that the purpose belongs to; of
    ``row_filter`` all conditions must hold for a row to be read. ``may_delegate``: whether the reader may have a
    supplier's client read for it."""

    purpose: str
    legal_basis: str
    fields: Sequence[str]
    period: tuple[datetime, datetime]
    row_filter: Sequence[Condition] = ()
    daily_reads: int | None = None
    concept: tuple[str, str] = NO_CONCEPT
    may_delegate: bool = False


def require_possible(offer: Offer, wish: Wish) -> None:
    """Raise :class:`Refusal` for a withdrawn offer, for fields that are not offered, for a public service without its
    name or address, for a rate that is none, and for a period that is over."""
    if offer.withdrawn_at is not None:
        raise Refusal(_("This offer is withdrawn."), remedy=_("Ask its owner about it."), code="offer-withdrawn")
    if unknown := set(wish.fields) - set(offer.fields):
        raise Refusal(
            _("These fields are not offered: %(fields)s.") % {"fields": ", ".join(sorted(unknown))},
            code="field-not-offered",
            status=HTTPStatus.BAD_REQUEST,
            place="fields",
        )
    require_conditions(offer.declared_kind, offer.fields, wish.row_filter)
    _require_concept(wish)
    _require_rate(wish)
    _require_period(wish)


def _require_concept(wish: Wish) -> None:
    address, name = wish.concept
    if bool(address) != bool(name):
        raise Refusal(
            _("A public service needs a name and an address."),
            code="public-service",
            status=HTTPStatus.BAD_REQUEST,
            place="concept_label" if address else "concept_uri",
        )


def _require_rate(wish: Wish) -> None:
    if wish.daily_reads is not None and not 1 <= wish.daily_reads <= MOST_READS:
        raise Refusal(
            _("The number of reads a day is from 1 to %(most)s.") % {"most": MOST_READS},
            remedy=_("Choose a number between those, or none for as many as it takes."),
            code="rate",
            status=HTTPStatus.BAD_REQUEST,
            place="daily_reads",
        )


def _require_period(wish: Wish) -> None:
    begins, ends = wish.period
    if ends - begins > LONGEST or begins - timezone.now() > LONGEST:
        raise Refusal(
            _("An agreement lasts at most five years, and begins within five years."),
            remedy=_("Choose an earlier end, or renew it when it ends."),
            code="period",
            status=HTTPStatus.BAD_REQUEST,
            place="valid_until",
        )
    if ends <= max(begins, timezone.now()):
        raise Refusal(
            _("The period is over before it begins."),
            remedy=_("Choose an end that is in the future and after the start."),
            code="period",
            status=HTTPStatus.BAD_REQUEST,
            place="valid_until",
        )


def as_columns(offer: Offer, wish: Wish) -> dict[str, Any]:
    """The wish by the names of the columns of :class:`~vlavirgem_graphql.exchange.models.AgreedTerms`."""
    return {
        "offer_title": offer.title,
        "kind": offer.kind,
        "purpose": wish.purpose.strip(),
        "concept_uri": wish.concept[0],
        "concept_label": wish.concept[1],
        "legal_basis": wish.legal_basis.strip(),
        "fields": in_the_offers_order(offer, wish.fields),
        "row_filter": [condition.as_json() for condition in wish.row_filter],
        "daily_reads": wish.daily_reads,
        "may_delegate": wish.may_delegate,
        "valid_from": wish.period[0],
        "valid_until": wish.period[1],
    }


def in_the_offers_order(offer: Offer, fields: Sequence[str]) -> list[str]:
    """The fields, required ones included."""
    asked = {*fields, *offer.declared_kind.required_names}
    return [name for name in offer.fields if name in asked]
