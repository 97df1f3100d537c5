"""Delegating on the pages, from a terminal and in the terms that are signed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils.timezone import localtime
from typer.testing import CliRunner

from tests.graphql.gateway.conftest import Api
from vlavirgem.cli.agreement import app
from vlavirgem_graphql.exchange.models import (
    Agreement,
    AgreementAct,
    Audience,
    Delegation,
    ExchangeEvent,
    Offer,
    OpenTerms,
    Verb,
)
from vlavirgem_graphql.exchange.protocol import _terms
from vlavirgem_graphql.exchange.services.advising import NO_PERSONAL_DATA
from vlavirgem_graphql.exchange.services.delegating import Delegate, revoke_delegation
from vlavirgem_graphql.exchange.services.open_terms import accept_open_terms, open_terms
from vlavirgem_graphql.exchange.services.proposing import counter_proposal, propose_agreement, propose_renewal
from vlavirgem_graphql.exchange.services.wishes import Wish
from vlavirgem_graphql.exchange.signing import signature_is_good
from vlavirgem_graphql.exchange.templatetags.exchange import last_day
from vlavirgem_graphql.exchange.terms import Terms
from vlavirgem_graphql.gateway.delegated_keys import delegate_with_key
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

SERVICES = "{ publicServices { nodes { title } } }"
WHO = {"client_name": "Loketwijzer", "supplier_name": "Bolwerk Software nv", "supplier_kbo": "BE 0123.456.749"}
EN = {"accept-language": "en"}


def wish_of(agreement: Agreement, *, may_delegate: bool) -> Wish:
    return Wish(
        purpose=agreement.purpose,
        legal_basis=agreement.legal_basis,
        fields=agreement.fields,
        period=(agreement.valid_from, agreement.valid_until),
        may_delegate=may_delegate,
    )


@pytest.fixture
def letting(aalst: Tenant, proposed: Agreement, sign_by_both: Callable[[Agreement], Agreement]) -> Agreement:
    """Aalst reads title and type of Brugge's services, and may have a supplier read them."""
    with tenant_scope(aalst):
        wish = wish_of(proposed, may_delegate=True)
        agreement = propose_agreement(actor=Actor.system(aalst), offer=proposed.offer, wish=wish)
    return sign_by_both(agreement)


def page_of(agreement: Agreement, more: str = "") -> str:
    return f"/data/agreements/{agreement.pk}/{more}"


def delegate(agreement: Agreement) -> tuple[Delegation, str]:
    reader = agreement.consumer
    with tenant_scope(reader):
        to = Delegate(**WHO)
        return delegate_with_key(
            actor=Actor.system(reader), agreement=agreement, to=to, until=agreement.valid_until - timedelta(days=1)
        )


def test_terms_that_do_not_say_it_keep_the_hash_that_they_had() -> None:
    before = Terms(
        consumer=1,
        provider_id=2,
        offer_id=UUID(int=3),
        kind="public-service",
        purpose="Vergelijken",
        concept=("", ""),
        legal_basis="Decreet",
        fields=["uri", "title"],
        row_filter=[],
        daily_reads=None,
        valid_from=datetime(2026, 1, 1, tzinfo=UTC),
        valid_until=datetime(2027, 1, 1, tzinfo=UTC),
    )
    # As it was computed before terms could say it
    assert before.content_hash() == "6dbb40d32f1af91f6f8b598a3b0d9ed544c841199eb437acf123e6fdf828476e"
    assert replace(before, may_delegate=True).content_hash() != before.content_hash()


def test_what_is_signed_says_whether_a_supplier_may_read(
    aalst: Tenant, brugge: Tenant, letting: Agreement, agreement: Agreement
) -> None:
    with tenant_scope(brugge):
        for each, wrong in ((letting, False), (agreement, True)):
            signed = AgreementAct.objects.select_related("owner", "key").get(
                agreement=each, owner=aalst, verb=Verb.SIGNED
            )
            assert signature_is_good(each, signed)
            each.may_delegate = wrong
            assert not signature_is_good(each, signed)


def test_a_counter_proposal_changes_it_and_a_renewal_keeps_it(
    aalst: Tenant, brugge: Tenant, proposed: Agreement, letting: Agreement, client_for: Any
) -> None:
    with tenant_scope(brugge):
        counter = counter_proposal(
            actor=Actor.system(brugge),
            agreement=proposed,
            wish=wish_of(proposed, may_delegate=True),
            reason="Je leverancier mag ook",
        )
        assert counter.may_delegate
    page = client_for(aalst, Role.READER).get(page_of(counter), headers=EN).content.decode()
    assert page.split('id="changes"')[1].count("A supplier may read for the reader") == 1
    with tenant_scope(aalst):
        until = letting.valid_until + timedelta(days=30)
        assert propose_renewal(actor=Actor.system(aalst), agreement=letting, until=until).may_delegate


def test_open_terms_say_it_for_who_accepts_them(
    aalst: Tenant, brugge: Tenant, offer: Offer, letting: Agreement
) -> None:
    with tenant_scope(brugge):
        terms = open_terms(
            actor=Actor.system(brugge),
            offer=offer,
            wish=wish_of(letting, may_delegate=True),
            audience=Audience.EVERYONE,
            advice=NO_PERSONAL_DATA,
        )
    with tenant_scope(aalst):
        accepted = accept_open_terms(
            actor=Actor.system(aalst), terms=OpenTerms.objects.get(pk=terms.pk), advice=NO_PERSONAL_DATA
        )
        assert accepted.may_delegate
        signed = AgreementAct.objects.select_related("owner", "key").filter(agreement=accepted, verb=Verb.SIGNED)
        assert [signature_is_good(accepted, act) for act in signed] == [True, True]
    delegate(accepted)


def test_the_page_and_the_protocol_say_it_to_both(
    aalst: Tenant, brugge: Tenant, letting: Agreement, agreement: Agreement, client_for: Any
) -> None:
    for each, said in ((letting, "yes"), (agreement, "no")):
        for party in (aalst, brugge):
            page = client_for(party, Role.READER).get(page_of(each), headers=EN).content.decode()
            assert f"A supplier may read for the reader</dt><dd>{said}</dd>" in page
            assert ('id="delegations"' in page) == (said == "yes")
        with tenant_scope(aalst):
            assert ("A supplier may read for the reader", said) in [
                (str(name), str(text)) for name, text in _terms(each)
            ]


def test_who_may_sign_delegates_on_the_page_and_sees_the_key_once(
    aalst: Tenant, brugge: Tenant, letting: Agreement, client_for: Any
) -> None:
    # Given the page, with its button, when the form is sent
    administrator: Client = client_for(aalst, Role.ADMINISTRATOR)
    address = page_of(letting, "delegate/")
    assert address in administrator.get(page_of(letting)).content.decode()
    last = localtime(last_day(letting)).date()
    done = administrator.post(address, {**WHO, "last_day": last.isoformat()}, follow=True, headers=EN)

    # Then the key is shown, once, and it reads
    key = re.search(r"vvg_[\w-]{43}", done.content.decode())
    assert key is not None
    again = administrator.get(page_of(letting), headers=EN).content.decode()
    assert key.group() not in again
    assert "Bolwerk Software nv" in again
    assert "0123.456.749" in again
    answer = Api(Client(HTTP_HOST=aalst.host), key.group()).ask(SERVICES)
    assert len(answer["data"]["publicServices"]["nodes"]) == 3
    # And the provider sees who reads, without what is only the reader's to do
    theirs = client_for(brugge, Role.ADMINISTRATOR).get(page_of(letting), headers=EN).content.decode()
    assert "Loketwijzer" in theirs
    assert "/data/delegations/" not in theirs
    assert address not in theirs
    # And the history of the agreement tells of it
    assert "had a supplier read for them: Loketwijzer (Bolwerk Software nv)" in theirs


def test_a_role_that_does_not_sign_finds_no_form_nor_does_the_provider(
    aalst: Tenant, brugge: Tenant, genk: Tenant, letting: Agreement, agreement: Agreement, client_for: Any
) -> None:
    made, _key = delegate(letting)
    pages = (
        page_of(letting, "delegate/"),
        f"/data/delegations/{made.pk}/key/",
        f"/data/delegations/{made.pk}/revoke/",
    )
    for address in pages:
        assert client_for(aalst, Role.ADMINISTRATOR).get(address).status_code == 200
        assert client_for(aalst, Role.DEVELOPER).get(address).status_code == 403
        assert client_for(brugge, Role.ADMINISTRATOR).post(address, WHO).status_code in {403, 404}
        assert client_for(genk, Role.ADMINISTRATOR).post(address, WHO).status_code == 404
    # An agreement that does not let it says so, with what to do
    refused = client_for(aalst, Role.ADMINISTRATOR).get(page_of(agreement, "delegate/"), headers=EN)
    assert refused.status_code == 409
    assert "Propose a new agreement" in refused.content.decode()
    with tenant_scope(aalst):
        assert Delegation.objects.get(pk=made.pk).revoked_at is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("supplier_kbo", "12"), ("supplier_kbo", "0123456700"), ("last_day", "2001-01-01"), ("last_day", "2999-01-01")],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    aalst: Tenant, letting: Agreement, client_for: Any, field: str, value: str
) -> None:
    sent = {**WHO, "last_day": localtime(last_day(letting)).date().isoformat(), field: value}
    page = client_for(aalst, Role.ADMINISTRATOR).post(page_of(letting, "delegate/"), sent)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert "Bolwerk Software nv" in page.content.decode()


def test_another_key_is_made_and_the_delegation_revoked_on_the_page(
    aalst: Tenant, letting: Agreement, client_for: Any
) -> None:
    made, first = delegate(letting)
    administrator = client_for(aalst, Role.ADMINISTRATOR)
    done = administrator.post(f"/data/delegations/{made.pk}/key/", follow=True, headers=EN).content.decode()
    second = re.search(r"vvg_[\w-]{43}", done)
    assert second is not None
    programs = [Api(Client(HTTP_HOST=aalst.host), key) for key in (first, second.group())]
    assert all("errors" not in program.ask(SERVICES) for program in programs)
    assert (
        "never used"
        not in administrator.get(page_of(letting), headers=EN).content.decode().split('id="delegations"')[1]
    )

    done = administrator.post(f"/data/delegations/{made.pk}/revoke/", follow=True, headers=EN).content.decode()
    assert "revoked a delegation: Loketwijzer (Bolwerk Software nv)" in done
    assert all("errors" in program.ask(SERVICES) for program in programs)
    # There is nothing left to do with it
    assert f"/data/delegations/{made.pk}/" not in done
    assert administrator.post(f"/data/delegations/{made.pk}/key/").status_code == 409


@pytest.mark.parametrize("end", ["delegation", "agreement", "nothing"])
def test_the_list_of_keys_says_that_the_delegation_of_one_is_over(
    aalst: Tenant, letting: Agreement, client_for: Any, end: str
) -> None:
    made, _key = delegate(letting)
    administrator = client_for(aalst, Role.ADMINISTRATOR)
    if end == "delegation":
        administrator.post(f"/data/delegations/{made.pk}/revoke/")
    elif end == "agreement":
        administrator.post(page_of(letting, "revoke/"), {"reason": "Het is gedaan"})

    told = administrator.get("/developers/", headers=EN).content.decode()
    assert ("its delegation is over" in told) is (end != "nothing")
    assert ("state--active" in told) is (end == "nothing")
    assert ("/revoke/" in told) is (end == "nothing")


def test_what_we_share_counts_the_reads_of_suppliers(
    aalst: Tenant, brugge: Tenant, letting: Agreement, client_for: Any
) -> None:
    _made, key = delegate(letting)
    program = Api(Client(HTTP_HOST=aalst.host), key)
    for _ in range(3):
        program.ask(SERVICES)
    for party in (aalst, brugge):
        page = client_for(party, Role.READER).get("/data/sharing/", headers=EN).content.decode()
        assert "3 by suppliers" in page


def test_the_gateway_tells_both_parties_of_a_delegation_and_nobody_else(
    aalst: Tenant, brugge: Tenant, genk: Tenant, letting: Agreement, client_for: Any
) -> None:
    delegate(letting)
    asked = "{ agreements { nodes { mayDelegate delegations { nodes { clientName supplierKbo reader revokedAt } } } } }"

    def told(tenant: Tenant) -> list[Any]:
        sent = json.dumps({"query": asked})
        client = client_for(tenant, Role.DEVELOPER)
        answer = client.post("/graphql", sent, content_type="application/json", headers={"accept": "application/json"})
        nodes = answer.json()["data"]["agreements"]["nodes"]
        return [each for node in nodes for each in node["delegations"]["nodes"]]

    assert told(aalst) == told(brugge)
    assert [(each["clientName"], each["supplierKbo"]) for each in told(aalst)] == [("Loketwijzer", "0123456749")]
    assert told(genk) == []


def test_the_command_delegates_lists_and_revokes(
    aalst: Tenant, brugge: Tenant, letting: Agreement, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vlavirgem.cli.agreement.database", nullcontext)

    def run(*words: str, tenant: str = "aalst") -> Any:
        return CliRunner().invoke(app, [*words, "--tenant", tenant])

    named = ["--client", "Loketwijzer", "--supplier", "Bolwerk Software nv", "--kbo", "0123.456.749"]
    made = run("delegate", str(letting.pk), *named)
    program = Api(Client(HTTP_HOST=aalst.host), made.stdout.splitlines()[-1])
    assert "errors" not in program.ask(SERVICES)

    (row,) = json.loads(run("delegations", "--json").stdout)
    assert (row["reads"], row["client"], row["state"]) == ("aalst", "Loketwijzer", "active")
    assert row["last_used"]
    assert row["last_day"] == f"{localtime(last_day(letting)):%Y-%m-%d}"
    assert [each["id"] for each in json.loads(run("delegations", "--json", tenant="brugge").stdout)] == [row["id"]]
    # Who did not delegate does not take it back
    assert run("revoke-delegation", row["id"], tenant="genk").exit_code == 1
    assert run("revoke-delegation", row["id"], tenant="brugge").exit_code == 1
    assert "errors" not in program.ask(SERVICES)
    assert run("revoke-delegation", row["id"], "--reason", "Contract afgelopen").exit_code == 0
    assert "errors" in program.ask(SERVICES)
    assert json.loads(run("delegations", "--json").stdout)[0]["state"] == "withdrawn"


@pytest.mark.parametrize("words", ["bolwerk", "Loketwijzer", "0123.456.749", "BE 0123 456 749", "0123456749"])
def test_what_a_supplier_did_for_us_is_found_by_both_parties_and_by_nobody_else(
    aalst: Tenant, brugge: Tenant, genk: Tenant, letting: Agreement, client_for: Any, actor_of: Any, words: str
) -> None:
    # Given a delegation, a read and a refusal of the supplier, and its end, acted by a person
    made, key = delegate(letting)
    program = Api(Client(HTTP_HOST=aalst.host), key)
    program.ask(SERVICES)
    program.ask("{ offers { nodes { title } } }")
    with tenant_scope(aalst):
        revoke_delegation(actor=actor_of(aalst), delegation=made, reason="Contract afgelopen")

    def found(tenant: Tenant, address: str, asked: str) -> list[str]:
        page = client_for(tenant, Role.READER).get(address, {"q": asked})
        return [event.kind for event in page.context["page"].events]

    of_it = ["delegation-ended", "denied", "read", "delegated"]
    assert found(aalst, "/data/evidence/", words) == found(brugge, "/data/evidence/about-us/", words) == of_it
    assert found(genk, "/data/evidence/about-us/", words) == []
    for tenant, address in ((aalst, "/data/evidence/"), (brugge, "/data/evidence/about-us/")):
        assert found(tenant, address, "afgelopen") == of_it[:1]


def test_the_page_of_a_delegation_in_the_evidence_names_the_supplier_and_why_it_ended(
    aalst: Tenant, brugge: Tenant, letting: Agreement, client_for: Any, actor_of: Any
) -> None:
    made, _key = delegate(letting)
    with tenant_scope(aalst):
        revoke_delegation(actor=actor_of(aalst), delegation=made, reason="Contract afgelopen")
        ended = ExchangeEvent.objects.get(kind="delegation-ended").pk
    told = ("Loketwijzer (Bolwerk Software nv, KBO 0123.456.749) voor Aalst", "Contract afgelopen")
    for tenant, address in ((aalst, "/data/evidence/"), (brugge, "/data/evidence/about-us/")):
        client = client_for(tenant, Role.READER)
        listed, page = client.get(address).text, client.get(f"/data/evidence/{ended}/").text
        for said in told:
            assert f'<span class="soft">{said}</span>' in listed
            assert f"<dd>{said}</dd>" in page
