"""Reads of the exchange: what a page or a resolver asks for. The database has already cut it to what may be seen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import orjson
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, Func, JSONField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Now

from vlavirgem_graphql.exchange.reasons import codes_saying
from vlavirgem_sandbox.purchases.kbo import format_kbo_number, parse_kbo_number

if TYPE_CHECKING:
    from vlavirgem_graphql.exchange.models import (  # noqa: F401 - named as text in the bases below
        Agreement,
        Delegation,
        ExchangeEvent,
        ExchangeRecord,
        Grant,
        Offer,
        OpenTerms,
    )
    from vlavirgem_tenants.directory.models import Tenant


MOST_OFFERS = 100  # whose events are found by one search for a title
MOST_PERSONS = 500  # by one search for a name
MOST_RECORDS = 500  # in which values are looked for
LONGEST_SEARCH = 200  # letters of it; the database takes apart no pattern that is much longer
HIGHEST_NUMBER = 2**63 - 1


def number_in_chain(text: str) -> int | None:
    """The number of an event that a text is; None for any other text."""
    if not text.isdecimal() or len(text) > len(str(HIGHEST_NUMBER)) or int(text) > HIGHEST_NUMBER:
        return None
    return int(text)


class OfferQuerySet(models.QuerySet["Offer"]):
    """Offers of ours and of the network."""

    def active(self) -> OfferQuerySet:
        """Not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def of(self, tenant: Tenant) -> OfferQuerySet:
        """What this tenant offers."""
        return self.filter(owner=tenant)

    def of_others(self, tenant: Tenant) -> OfferQuerySet:
        """What this tenant could ask for."""
        return self.exclude(owner=tenant)

    def with_consumers(self) -> OfferQuerySet:
        """Annotate ``consumer_count``: how many read it now; the latest offer first."""
        live = Q(
            grants__paused_at__isnull=True,
            grants__ended_at__isnull=True,
            grants__valid_from__lte=Now(),
            grants__valid_until__gt=Now(),
        )
        return self.annotate(consumer_count=Count("grants", filter=live)).order_by("-published_at")

    def search(self, words: str) -> OfferQuerySet:
        """Title, description or owner holds the words."""
        return self.filter(
            Q(title__icontains=words) | Q(description__icontains=words) | Q(owner__name__icontains=words)
        )


class ExchangeRecordQuerySet(models.QuerySet["ExchangeRecord"]):
    """Records of ours and those that we may read."""

    def values_in(self, fields: Sequence[str], *, most: int) -> dict[str, list[str]]:
        """By field the texts that occur in it, in the records that changed last, by the alphabet; none where there are
        more than ``most``."""
        latest = self.order_by("-updated_at", "-id").values("pk")[:MOST_RECORDS]
        # In one go: to ask for each field apart would take each body apart as often.
        pairs = Func(
            F("body"),
            Value("$.keyvalue() ? (@.key == $names[*])"),
            Value({"names": list(fields)}, output_field=JSONField()),
            template="jsonb_path_query(%(expressions)s)",
            output_field=JSONField(),
        )
        found: dict[str, set[str]] = {name: set() for name in fields}
        for pair in self.filter(pk__in=latest).order_by().values_list(pairs, flat=True) if fields else ():
            held = pair["value"] if isinstance(pair["value"], list) else [pair["value"]]
            found[pair["key"]].update(each for each in held if isinstance(each, str) and each)
        return {name: sorted(texts) for name, texts in found.items() if 0 < len(texts) <= most}


class AgreementQuerySet(models.QuerySet["Agreement"]):
    """Agreements to which the current tenant is a party."""

    def with_last_act(self) -> AgreementQuerySet:
        """Annotate ``last_verb``, ``last_reason``, ``last_acted_by``, ``last_acted_at`` and ``signed_by``.

        The state follows from them.
        """
        from vlavirgem_graphql.exchange.models import AgreementAct  # noqa: PLC0415 - models import this module

        acts = AgreementAct.objects.filter(agreement=OuterRef("pk")).order_by("-acted_at")
        return self.annotate(
            last_verb=Subquery(acts.values("verb")[:1]),
            last_reason=Subquery(acts.values("reason")[:1]),
            last_acted_by=Subquery(acts.values("owner_id")[:1]),
            last_acted_at=Subquery(acts.values("acted_at")[:1]),
            signed_by=ArraySubquery(acts.filter(verb="signed").values("owner_id")),
        )

    def renewing(self, agreements: Iterable[Agreement]) -> AgreementQuerySet:
        """What was proposed to go on with any of these, with its last act; whether it still stands is for the clock."""
        return self.filter(renews__in=agreements, acts__verb="proposed").with_last_act()


class OpenTermsQuerySet(models.QuerySet["OpenTerms"]):
    """Terms that were signed beforehand."""

    def open(self) -> OpenTermsQuerySet:
        """Not closed and not over: to be accepted, or read under."""
        return self.filter(closed_at__isnull=True, valid_until__gt=Now())

    def for_all(self) -> OpenTermsQuerySet:
        """Open data: what everybody reads now without accepting."""
        return self.open().filter(audience="open-data", valid_from__lte=Now())

    def acceptable_for(self, tenant: Tenant) -> OpenTermsQuerySet:
        """Those that this tenant could accept."""
        audiences = ["everyone", *(["municipalities"] if tenant.kind == "municipality" else [])]
        return self.open().filter(audience__in=audiences).exclude(owner=tenant)


class GrantQuerySet(models.QuerySet["Grant"]):
    """Grants given and received."""

    def live(self) -> GrantQuerySet:
        """Grants under which records may be read now, by the database's clock."""
        return self.filter(paused_at__isnull=True, ended_at__isnull=True, valid_from__lte=Now(), valid_until__gt=Now())


class DelegationQuerySet(models.QuerySet["Delegation"]):
    """Delegations by us, and those of who reads of us."""

    def in_use(self) -> DelegationQuerySet:
        """Neither revoked nor over; whether its agreement lets it read is another question."""
        return self.filter(revoked_at__isnull=True, valid_until__gt=Now())


class EventQuerySet(models.QuerySet["ExchangeEvent"]):
    """The evidence log, or what others' logs say about our data."""

    def of_kind(self, kind: str) -> EventQuerySet:
        """Reads, denials, signatures ..."""
        return self.filter(kind=kind)

    def since(self, moment: datetime) -> EventQuerySet:
        """From then on."""
        return self.filter(occurred_at__gte=moment)

    def under(self, agreement: Agreement) -> EventQuerySet:
        """What was done with the agreement, and what its consumer read of its offer while it was valid."""
        reads = Q(
            owner=agreement.consumer_id,
            offer_ids__contains=[agreement.offer_id],
            occurred_at__gte=agreement.valid_from,
            occurred_at__lt=agreement.valid_until,
        )
        return self.filter(Q(agreement_id=agreement.pk) | reads)

    def search(self, words: str) -> EventQuerySet:
        """Who did it (the person, the key, the supplier's program with its KBO number, or the organisation), why, the
        title of what it is about, the event's number in its chain or its id.

        A name that was forgotten finds nothing, and neither does what was hashed of an event that is about others too.
        Of long words the first :data:`LONGEST_SEARCH` letters are looked for.
        """
        words = words[:LONGEST_SEARCH]
        if not words:
            return self  # an empty pattern would still look at every row of the log
        try:
            return self.filter(pk=UUID(words))
        except ValueError:
            pass
        found = Q(owner__name__icontains=words) | self._told(words)
        if (kbo := _as_kbo_number(words)) != words:
            found |= self._told(kbo)
        if (number := number_in_chain(words)) is not None:
            found |= Q(sequence=number)
        if marks := self._marks_of(words):
            found |= Q(actor__in=marks)
        if titled := self._offers_titled(words):
            found |= Q(offer_ids__overlap=titled)
        return self.filter(found)

    @staticmethod
    def _told(words: str) -> Q:
        """The name of who did it holds the words (a mark is no name), or the reason, or whom it was delegated to.

        These two are looked for in the text that was hashed: it is JSON, yet JSON that the database need not be able to
        take apart, since a caller's own words stand in it. A read has no reason.
        """
        from vlavirgem_graphql.exchange.named_persons import MARK_START  # noqa: PLC0415 - models import this module

        written = re.escape(orjson.dumps(words).decode()[1:-1])
        why = Q(payload__iregex=rf'"(reason|reader)"\s*:\s*"([^"\\]|\\.)*{written}')
        if codes := "|".join(codes_saying(words)):
            why |= Q(payload__iregex=rf'"reason"\s*:\s*"({codes.replace("-", "[-_]")})"')
        return Q(actor__icontains=words) & ~Q(actor__startswith=MARK_START) | ~Q(kind="read") & why

    @staticmethod
    def _marks_of(words: str) -> list[str]:
        from vlavirgem_graphql.exchange.named_persons import NamedPerson  # noqa: PLC0415 - models import this module

        return list(NamedPerson.objects.filter(name__icontains=words).values_list("mark", flat=True)[:MOST_PERSONS])

    @staticmethod
    def _offers_titled(words: str) -> list[UUID]:
        from vlavirgem_graphql.exchange.models import Offer  # noqa: PLC0415 - models import this module

        return list(Offer.objects.filter(title__icontains=words).values_list("pk", flat=True)[:MOST_OFFERS])


def _as_kbo_number(words: str) -> str:
    """A KBO number as the evidence writes it; other words as they are."""
    try:
        return format_kbo_number(parse_kbo_number(words))
    except ValidationError:
        return words
