"""Agreements, their acts, open terms and the evidence of others about us as plain rows."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from tests.graphql.gateway.plain_resolvers import Row, World
from vlavirgem_graphql.exchange.models import (
    Agreement,
    AgreementAct,
    Delegation,
    ExchangeEvent,
    Grant,
    IncomingEvent,
    OpenTerms,
)

TERMS = ("kind", "purpose", "fields")


def agreement_rows(world: World) -> dict[str, list[Row]]:
    """What the current tenant is a party to, what it can accept, and what others' logs say about its data."""
    agreements = list(Agreement.objects.select_related("consumer", "provider").order_by("-created_at", "-id"))
    acts = AgreementAct.objects.select_related("owner").order_by("acted_at", "id")
    open_now = OpenTerms.objects.filter(closed_at=None, valid_until__gt=timezone.now()).select_related("owner")
    about_us = list(IncomingEvent.objects.select_related("owner").order_by("-occurred_at", "-id"))
    return {
        "Agreement": [_agreement(world, each, about_us) for each in agreements],
        "AgreementAct": [_act(world, each) for each in acts],
        "Delegation": [_delegation(world, each) for each in Delegation.objects.order_by("-created_at", "-id")],
        "OpenTerms": [_open_terms(world, each) for each in open_now.order_by("-created_at", "-id")],
        "EvidenceAboutUs": [_event(world, each) for each in about_us],
    }


def _terms(of: Agreement | OpenTerms) -> dict[str, Any]:
    return {
        **{name: getattr(of, name) for name in TERMS},
        "offerTitle": of.offer_title,
        "legalBasis": of.legal_basis,
        "dailyReads": of.daily_reads,
        "mayDelegate": of.may_delegate,
        "validFrom": of.valid_from.isoformat(),
        "validUntil": of.valid_until.isoformat(),
    }


def _agreement(world: World, agreement: Agreement, about_us: list[ExchangeEvent]) -> Row:
    values = {
        **_terms(agreement),
        "publicServiceUri": agreement.concept_uri,
        "publicServiceName": agreement.concept_label,
        "live": Grant.objects.live().filter(agreement=agreement).exists(),
        "provider": world.one("Organisation", agreement.provider.slug),
        "consumer": world.one("Organisation", agreement.consumer.slug),
        "offer": world.one("Offer", agreement.offer_id),
        "acts": world.listed("AgreementAct", agreement=agreement.pk),
        "delegations": world.listed("Delegation", agreement=agreement.pk),
        "eventsAboutUs": world.some("EvidenceAboutUs", [each.pk for each in about_us if _is_under(each, agreement)]),
    }
    return Row("Agreement", str(agreement.pk), (agreement.created_at, agreement.pk), values)


def _is_under(event: ExchangeEvent, agreement: Agreement) -> bool:
    read = event.owner_id == agreement.consumer_id and agreement.offer_id in event.offer_ids
    return event.agreement_id == agreement.pk or (
        read and agreement.valid_from <= event.occurred_at < agreement.valid_until
    )


def _act(world: World, act: AgreementAct) -> Row:
    values = {
        "verb": act.verb,
        "reason": act.reason,
        "at": act.acted_at.isoformat(),
        "contentHash": act.content_hash,
        "party": world.one("Organisation", act.owner.slug),
        "agreement": world.one("Agreement", act.agreement_id),
    }
    return Row("AgreementAct", str(act.pk), (act.acted_at, act.pk), values, {"agreement": act.agreement_id})


def _delegation(world: World, delegation: Delegation) -> Row:
    values = {
        "clientName": delegation.client_name,
        "supplierName": delegation.supplier_name,
        "supplierKbo": delegation.supplier_kbo,
        "reader": delegation.reader,
        "validUntil": delegation.valid_until.isoformat(),
        "createdAt": delegation.created_at.isoformat(),
        "revokedAt": delegation.revoked_at and delegation.revoked_at.isoformat(),
        "agreement": world.one("Agreement", delegation.agreement_id),
    }
    place, search = (delegation.created_at, delegation.pk), {"agreement": delegation.agreement_id}
    return Row("Delegation", str(delegation.pk), place, values, search)


def _open_terms(world: World, terms: OpenTerms) -> Row:
    values = {
        **_terms(terms),
        "audience": terms.audience,
        "provider": world.one("Organisation", terms.owner.slug),
        "offer": world.one("Offer", terms.offer_id),
    }
    return Row("OpenTerms", str(terms.pk), (terms.created_at, terms.pk), values)


def _event(world: World, event: ExchangeEvent) -> Row:
    values = {
        "number": event.sequence,
        "at": event.occurred_at.isoformat(),
        "kind": event.kind,
        "by": event.actor,
        "organisation": world.one("Organisation", event.owner.slug),
        "records": sum(event.row_counts),
        "hash": bytes(event.hash).hex(),
        "agreement": world.one("Agreement", event.agreement_id),
        "offers": world.some("Offer", event.offer_ids),
    }
    search = {"kind": event.kind, "at": event.occurred_at}
    return Row("EvidenceAboutUs", str(event.pk), (event.occurred_at, event.pk), values, search)


def event_matches(row: Row, arguments: dict[str, Any]) -> bool:
    """By what happened, and since when."""
    kinds, since = arguments.get("kind"), arguments.get("since")
    return (kinds is None or row.search["kind"] in kinds) and (
        since is None or row.search["at"] >= parse_datetime(since)
    )
