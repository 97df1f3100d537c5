"""A denial is on record with who asked and with whose data it was."""

from __future__ import annotations

from typing import Any

from vlavirgem_graphql.exchange.models import Agreement, ExchangeEvent, IncomingEvent, Offer
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope

ASKED_OF_BRUGGE = '{ publicServices(provider: ["brugge"]) { nodes { title } } }'


def test_asking_without_an_agreement_stands_in_the_evidence_of_both(
    api: Any, aalst: Tenant, brugge: Tenant, genk: Tenant, brugge_offer: Offer, genk_offer: Offer
) -> None:
    # When Aalst asks Brugge's records without an agreement
    answer = api.ask(ASKED_OF_BRUGGE)

    # Then it gets an error that names the event, which both parties find, and nobody else
    (error,) = answer["errors"]
    with tenant_scope(aalst):
        own = ExchangeEvent.objects.get(kind="denied")
        assert (str(own.pk), own.offer_ids) == (error["extensions"]["evidence"], [brugge_offer.pk])
    with tenant_scope(brugge):
        assert IncomingEvent.objects.get().pk == own.pk
    with tenant_scope(genk):
        assert not IncomingEvent.objects.exists()


def test_with_an_agreement_the_owner_sees_the_read_instead(
    api: Any, brugge: Tenant, brugge_offer: Offer, brugge_agreement: Agreement
) -> None:
    assert len(api.ask(ASKED_OF_BRUGGE)["data"]["publicServices"]["nodes"]) == 7

    with tenant_scope(brugge):
        assert [(event.kind, event.rows) for event in IncomingEvent.objects.filter(kind__in=["read", "denied"])] == [
            ("read", 7)
        ]
