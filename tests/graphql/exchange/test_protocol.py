"""The protocol document: what both parties publish, in Dutch, and for nobody else to take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override
from fpdf import FPDF

from vlavirgem_graphql.exchange.models import Agreement, Offer
from vlavirgem_graphql.exchange.protocol import protocol_document, protocol_name
from vlavirgem_graphql.exchange.row_filters import Condition, Operator
from vlavirgem_graphql.exchange.services.agreements import pause_agreement
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are written on paper, in their order."""
    texts: list[str] = []
    draw = FPDF.multi_cell

    def noting(paper: FPDF, width: float, height: float, text: str, **how: Any) -> Any:
        texts.append(text)
        return draw(paper, width, height, text, **how)

    monkeypatch.setattr(FPDF, "multi_cell", noting)
    return texts


def document(tenant: Tenant, agreement: Agreement) -> bytes:
    with tenant_scope(tenant):
        return protocol_document(Agreement.objects.with_last_act().get(pk=agreement.pk))


def test_it_says_in_dutch_what_was_agreed_whatever_the_reader_speaks(
    aalst: Tenant,
    offer: Offer,
    propose_to: Callable[..., Agreement],
    sign_by_both: Callable[[Agreement], Agreement],
    drawn: list[str],
) -> None:
    # Given an agreement on some rows that both have signed
    rows = [Condition(field="title", operator=Operator.IS, values=("Ἀθῆναι – “Łódź”",))]
    with tenant_scope(aalst):
        agreement = sign_by_both(propose_to(Actor.system(aalst), offer, row_filter=rows))

    # When somebody who reads French takes it
    with override("fr"):
        made = document(aalst, agreement)

    # Then it is Dutch, with the terms, the advice and both signatures, in whatever letters they are written
    assert made.startswith(b"%PDF-")
    for told in (
        "Protocol voor de uitwisseling van gegevens",
        "Doel",
        agreement.purpose,
        agreement.legal_basis,
        "Handtekening van Aalst",
        "Handtekening van Brugge",
        agreement.content_hash,
    ):
        assert any(told in text for text in drawn), (told, drawn)
    assert any("“Łódź”" in text for text in drawn)
    assert "nog niet" not in drawn


def test_what_was_not_signed_says_so_and_what_ends_says_that(
    aalst: Tenant, brugge: Tenant, proposed: Agreement, sign_by_both: Callable[[Agreement], Agreement], drawn: list[str]
) -> None:
    document(aalst, proposed)
    assert drawn.count("nog niet") == 2

    sign_by_both(proposed)
    drawn.clear()
    document(brugge, proposed)
    assert ("nog niet" in drawn, "Actief" in drawn) == (False, True)

    with tenant_scope(brugge):
        pause_agreement(actor=Actor.system(brugge), agreement=proposed, reason="Even niet")
    drawn.clear()
    document(aalst, proposed)
    assert "Gepauzeerd" in drawn


def test_both_parties_take_the_same_bytes_and_nobody_else_any(
    aalst: Tenant, brugge: Tenant, genk: Tenant, agreement: Agreement, client_for: Callable[..., Client]
) -> None:
    address = f"/data/agreements/{agreement.pk}/protocol/"
    taken = [client_for(party, Role.READER).get(address) for party in (aalst, brugge)]

    assert {answer["Content-Type"] for answer in taken} == {"application/pdf"}
    assert taken[0]["Content-Disposition"] == f'attachment; filename="{protocol_name(agreement)}"'
    assert taken[0].content == taken[1].content
    assert client_for(genk, Role.ADMINISTRATOR).get(address).status_code == 404
    page = client_for(aalst, Role.READER).get(f"/data/agreements/{agreement.pk}/").content.decode()
    assert f'href="{address}"' in page


def test_long_terms_go_on_over_the_page(aalst: Tenant, proposed: Agreement, drawn: list[str]) -> None:
    one = document(aalst, proposed)
    with tenant_scope(aalst):
        long = Agreement.objects.with_last_act().get(pk=proposed.pk)
        long.purpose = "We leggen onze fiches naast die van Brugge. " * 200
        many = protocol_document(long)
    assert (one.count(b"/Type /Page\n"), many.count(b"/Type /Page\n") > 1) == (1, True)
    assert long.purpose in drawn
