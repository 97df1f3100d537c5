"""An agreement as the gateway shows it."""

from __future__ import annotations

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.models import Agreement as AgreementModel
from vlavirgem_graphql.exchange.models import AgreementAct as ActModel
from vlavirgem_graphql.exchange.models import Delegation as DelegationModel
from vlavirgem_graphql.exchange.models import Offer as OfferModel
from vlavirgem_graphql.gateway.compiler.fields import Column, GlobalId, Related, Written
from vlavirgem_graphql.gateway.compiler.nested import NestedConnection
from vlavirgem_graphql.gateway.compiler.node import Node
from vlavirgem_graphql.gateway.compiler.rows import Rows
from vlavirgem_graphql.schema.agreements.source import ACTS, DELEGATIONS
from vlavirgem_graphql.schema.columns import ColumnsOf, opaque
from vlavirgem_graphql.schema.evidence.source import EVIDENCE_ABOUT_US, OWN_EVIDENCE, under
from vlavirgem_graphql.schema.evidence.types import EvidenceAboutUs, EvidenceEvent
from vlavirgem_graphql.schema.offers.types import Offer
from vlavirgem_graphql.schema.organisations.types import Organisation, organisation
from vlavirgem_tenants.directory.models import Tenant

_TEXT = graphene.NonNull(graphene.String)
_MOMENT = graphene.NonNull(graphene.DateTime)
_ACT, _DELEGATION = ColumnsOf(ActModel), ColumnsOf(DelegationModel)


def _live(row: Rows) -> str:
    """Whether the grant that the database compiled from the agreement is live (the rule of ``GrantQuerySet.live``)."""
    return (
        f"exists (select 1 from public.exchange_grant granted where granted.agreement_id={row.column('id')} "
        "and granted.paused_at is null and granted.ended_at is null "
        "and granted.valid_from<=now() and now()<granted.valid_until)"
    )


class Agreement(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """Who may read which fields of which offer, why, on what legal basis, and how long."""

    class Meta:
        interfaces = (Node,)
        description = _("Who may read which fields of which offer, why, on what legal basis, and how long.")

    id = GlobalId("Agreement", description=_("Opaque id, valid in the whole gateway."))
    kind = Column(_TEXT, "kind", description=_("The kind of the records, such as public-service."))
    offer_title = Column(_TEXT, "offer_title", description=_("What the offer was called when this was proposed."))
    purpose = Column(_TEXT, "purpose", description=_("What the data may be used for."))
    legal_basis = Column(_TEXT, "legal_basis", description=_("The legal basis that the parties named."))
    public_service_uri = Column(
        _TEXT, "concept_uri", description=_("The public service that the purpose belongs to; empty for none.")
    )
    public_service_name = Column(_TEXT, "concept_label", description=_("What that public service is called."))
    fields = Column(graphene.NonNull(graphene.List(_TEXT)), "fields", description=_("The fields it covers."))
    daily_reads = Column(
        graphene.Int, "daily_reads", description=_("How often its records are read on one day at most; null: no limit.")
    )
    may_delegate = Column(
        graphene.NonNull(graphene.Boolean),
        "may_delegate",
        description=_("Whether the reader may have a supplier's client read for it."),
    )
    valid_from = Column(_MOMENT, "valid_from", description=_("From when."))
    valid_until = Column(_MOMENT, "valid_until", description=_("Until when; not that moment itself."))
    live = Written(graphene.NonNull(graphene.Boolean), _live, description=_("Whether it lets data be read right now."))
    provider = Related(
        graphene.NonNull(Organisation), lambda: Tenant, "provider_id", description=_("Who gives the data.")
    )
    consumer = Related(graphene.NonNull(Organisation), lambda: Tenant, "consumer_id", description=_("Who reads them."))
    offer = Related(Offer, lambda: OfferModel, "offer_id", description=_("The offer; null where we no longer see it."))
    acts = NestedConnection(
        "vlavirgem_graphql.schema.agreements.types.AgreementAct",
        ACTS,
        on="agreement_id",
        description=_("What the parties did with it, the first act first."),
    )
    delegations = NestedConnection(
        "vlavirgem_graphql.schema.agreements.types.Delegation",
        DELEGATIONS,
        on="agreement_id",
        description=_("Suppliers' clients that read for the reader, or did; the newest first."),
    )
    events = NestedConnection(
        EvidenceEvent,
        OWN_EVIDENCE,
        on=under,
        description=_("Our own evidence: what we did with it, and what we read of its offer while it was valid."),
    )
    events_about_us = NestedConnection(
        EvidenceAboutUs,
        EVIDENCE_ABOUT_US,
        on=under,
        description=_("The same of the other party, as far as it is about our data."),
    )


class AgreementAct(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """One act of one party."""

    class Meta:
        interfaces = (Node,)
        description = _("What one party did with an agreement, once and for good.")

    id = opaque("AgreementAct")
    verb = _ACT.text("verb", _("proposed, countered, signed, refused, withdrawn, paused, resumed or revoked."))
    reason = _ACT.text("reason", _("Why; may be empty."))
    at = _ACT.moment("acted_at", _("When."))
    content_hash = _ACT.text("content_hash", _("The hash of the terms that it is about."))
    party = organisation("owner_id", _("The party that did it."))
    agreement = Related(
        graphene.NonNull(Agreement), lambda: AgreementModel, "agreement_id", description=_("The agreement.")
    )


class Delegation(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """A supplier's client that reads for the reader of an agreement."""

    class Meta:
        interfaces = (Node,)
        description = _("A supplier's client that reads for the reader of an agreement, with keys of its own.")

    id = opaque("Delegation")
    client_name = _DELEGATION.text("client_name", _("The application that reads."))
    supplier_name = _DELEGATION.text("supplier_name", _("The organisation whose application it is."))
    supplier_kbo = _DELEGATION.text("supplier_kbo", _("The KBO number of that organisation, ten digits."))
    reader = _DELEGATION.text("reader", _("How the evidence of each read names it."))
    valid_until = _DELEGATION.moment("valid_until", _("Until when; not that moment itself."))
    created_at = _DELEGATION.moment("created_at", _("When it was delegated."))
    revoked_at = _DELEGATION.moment("revoked_at", _("When it was revoked; null where it was not."))
    agreement = Related(
        graphene.NonNull(Agreement), lambda: AgreementModel, "agreement_id", description=_("The agreement.")
    )


class OpenTerms(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """Terms on an offer that its provider signed beforehand."""

    class Meta:
        interfaces = (Node,)
        description = _("Terms on an offer that its provider signed beforehand, for whoever accepts them as they are.")

    id = GlobalId("OpenTerms", description=_("Opaque id, valid in the whole gateway."))
    audience = Column(
        _TEXT, "audience", description=_("For whom: municipalities, everyone, or open-data (no acceptance).")
    )
    kind = Column(_TEXT, "kind", description=_("The kind of the records, such as public-service."))
    offer_title = Column(_TEXT, "offer_title", description=_("What the offer was called when these were signed."))
    purpose = Column(_TEXT, "purpose", description=_("What the data may be used for."))
    legal_basis = Column(_TEXT, "legal_basis", description=_("The legal basis that the provider named."))
    fields = Column(graphene.NonNull(graphene.List(_TEXT)), "fields", description=_("The fields that they cover."))
    daily_reads = Column(
        graphene.Int, "daily_reads", description=_("How often its records are read on one day at most; null: no limit.")
    )
    may_delegate = Column(
        graphene.NonNull(graphene.Boolean),
        "may_delegate",
        description=_("Whether the reader may have a supplier's client read for it."),
    )
    valid_from = Column(_MOMENT, "valid_from", description=_("From when."))
    valid_until = Column(_MOMENT, "valid_until", description=_("Until when; not that moment itself."))
    provider = Related(graphene.NonNull(Organisation), lambda: Tenant, "owner_id", description=_("Who gives the data."))
    offer = Related(Offer, lambda: OfferModel, "offer_id", description=_("The offer; null where we no longer see it."))
