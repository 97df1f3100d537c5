"""What a counter-proposal changed: the terms that differ, as they were and as they are proposed now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.models import Agreement
from vlavirgem_graphql.exchange.row_filters import rows_told


@dataclass(frozen=True, kw_only=True)
class Change:
    """A term that is no longer the same; an empty side had nothing there."""

    label: Any
    before: str
    after: str


def changes_between(before: Agreement, after: Agreement) -> list[Change]:
    """The terms in the order of an agreement's page; fields by what is left out and what is added."""
    kind = after.offer.declared_kind

    def labels(names: set[str]) -> str:
        return ", ".join(str(kind.field(name).label) for name in after.offer.fields if name in names)

    old, new = set(before.fields), set(after.fields)
    every = [
        Change(label=_("Purpose"), before=before.purpose, after=after.purpose),
        Change(label=_("Public service"), before=before.concept_label, after=after.concept_label),
        Change(label=_("Address of that public service"), before=before.concept_uri, after=after.concept_uri),
        Change(label=_("Legal basis"), before=before.legal_basis, after=after.legal_basis),
        Change(label=_("Fields left out"), before=labels(old - new), after=""),
        Change(label=_("Fields added"), before="", after=labels(new - old)),
        Change(
            label=_("Rows"),
            before="\n".join(rows_told(kind, before.row_filter)) or gettext("all"),
            after="\n".join(rows_told(kind, after.row_filter)) or gettext("all"),
        ),
        Change(label=_("Reads a day, at most"), before=_rate(before), after=_rate(after)),
        Change(label=_("A supplier may read for the reader"), before=_yes(before), after=_yes(after)),
        Change(label=_("First day"), before=_day(before.valid_from), after=_day(after.valid_from)),
        Change(label=_("Last day"), before=_last(before.valid_until), after=_last(after.valid_until)),
    ]
    return [change for change in every if change.before != change.after]


def _rate(agreement: Agreement) -> str:
    return gettext("no limit") if agreement.daily_reads is None else str(agreement.daily_reads)


def _yes(agreement: Agreement) -> str:
    return gettext("yes") if agreement.may_delegate else gettext("no")


def _day(moment: datetime) -> str:
    return date_format(localtime(moment), "SHORT_DATE_FORMAT")


def _last(until: datetime) -> str:
    return _day(until - timedelta(microseconds=1))
