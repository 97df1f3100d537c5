"""``proposeAgreement``: terms under which we want to read an offer. Nothing is agreed before both have signed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import graphene
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.models import Offer
from vlavirgem_graphql.exchange.row_filters import Condition, Operator, condition_of, offered_part
from vlavirgem_graphql.exchange.services.proposing import propose_agreement
from vlavirgem_graphql.exchange.services.wishes import NO_CONCEPT, Wish
from vlavirgem_graphql.gateway.compiler.written_rows import WrittenRows
from vlavirgem_graphql.gateway.key_scopes import KeyScope
from vlavirgem_graphql.schema.agreements.source import AGREEMENTS
from vlavirgem_graphql.schema.agreements.types import Agreement
from vlavirgem_graphql.schema.events.verbs import verb_enum
from vlavirgem_graphql.schema.mutations.act import Act, ours
from vlavirgem_tenants.people.actors import Actor

COMPARISON = verb_enum("RowComparison", Operator)


class RowCondition(graphene.InputObjectType):  # type: ignore[misc]  # graphene has no types
    """One condition on the rows."""

    class Meta:
        description = _("A condition on a field: a row that does not meet it is not there for who reads.")

    field = graphene.String(required=True, description=_("A field of the offer."))
    comparison = graphene.InputField(COMPARISON, required=True, description=_("How it is held against the values."))
    values = graphene.List(
        graphene.NonNull(graphene.String),
        required=True,
        description=_("Any of them does; for `IS_NOT` none of them. A day as 2026-12-31; true or false; 12.50."),
    )


class PurposeService(graphene.InputObjectType):  # type: ignore[misc]  # graphene has no types
    """The public service that the data are for."""

    class Meta:
        description = _("The public service that the purpose belongs to.")

    uri = graphene.String(required=True, description=_("Its address in the product catalogue (IPDC)."))
    name = graphene.String(required=True, description=_("What it is called there."))


class ProposeAgreement(Act):
    """Propose terms."""

    class Meta:
        scope = KeyScope.AGREEMENTS
        description = _("Propose terms to the owner of an offer. Both see them from then on; people of both sign them.")

    class Arguments:
        """The terms."""

        offer = graphene.ID(required=True, description=_("The offer, by the id that `offers` gives."))
        purpose = graphene.String(required=True, description=_("What the data will be used for."))
        legal_basis = graphene.String(required=True, description=_("On which legal basis."))
        fields = graphene.List(
            graphene.NonNull(graphene.String),
            required=True,
            description=_("The fields, out of those of the offer; those that every record has come along."),
        )
        valid_from = graphene.DateTime(required=True, description=_("From when."))
        valid_until = graphene.DateTime(required=True, description=_("Until when; not that moment itself."))
        row_filter = graphene.List(
            graphene.NonNull(RowCondition),
            description=_("Which rows: conditions that must all hold; none for every row."),
        )
        public_service = PurposeService(
            description=_("The public service that you need the data for, if there is one.")
        )
        daily_reads = graphene.Int(description=_("How often we read on one day at most; none for no limit."))
        may_delegate = graphene.Boolean(description=_("Whether we may have a supplier's client read for us."))

    agreement = WrittenRows(Agreement, AGREEMENTS, single=True, description=_("The proposal."))

    @classmethod
    def perform(cls, actor: Actor, *, offer: str, **terms: Any) -> dict[str, Any]:
        """See ``exchange.services.proposing.propose_agreement``."""
        about = ours(Offer.objects.select_related("owner"), offer, type_name="Offer", place="offer")
        agreement = propose_agreement(actor=actor, offer=about, wish=_wish(about, terms))
        return {"agreement": [str(agreement.pk)]}


def _wish(offer: Offer, terms: Mapping[str, Any]) -> Wish:
    """The arguments as the service takes them; those that are optional may be null."""
    service = terms.get("public_service")
    return Wish(
        purpose=terms["purpose"],
        legal_basis=terms["legal_basis"],
        fields=terms["fields"],
        period=(_with_zone(terms["valid_from"]), _with_zone(terms["valid_until"])),
        row_filter=[_condition(offer, given) for given in terms.get("row_filter") or ()],
        daily_reads=terms.get("daily_reads"),
        may_delegate=bool(terms.get("may_delegate")),
        concept=(service["uri"].strip(), service["name"].strip()) if service else NO_CONCEPT,
    )


def _condition(offer: Offer, given: Mapping[str, Any]) -> Condition:
    part = offered_part(offer.declared_kind, offer.fields, given["field"])
    return condition_of(part, Operator(given["comparison"].value), given["values"])


def _with_zone(moment: datetime) -> datetime:
    """A moment without a zone is one of the installation's."""
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
