"""Signatures under an agreement: with the organisation's own key, on these terms and no others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from vlavirgem_graphql.exchange.models import Advice, Agreement, AgreementAct, Verb, Verdict
from vlavirgem_graphql.exchange.signing import signature_is_good
from vlavirgem_graphql.signatures.models import SigningKey
from vlavirgem_graphql.signatures.services import begin_key, key_of
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


def signature_of(party: Tenant, agreement: Agreement) -> AgreementAct:
    return AgreementAct.objects.select_related("owner", "key").get(owner=party, agreement=agreement, verb=Verb.SIGNED)


def test_each_party_checks_the_signature_of_the_other(aalst: Tenant, brugge: Tenant, agreement: Agreement) -> None:
    for reader in (aalst, brugge):
        with tenant_scope(reader):
            for party in (aalst, brugge):
                signature = signature_of(party, agreement)
                assert signature.key == key_of(party)
                assert signature_is_good(agreement, signature)


def test_a_signature_is_good_for_its_own_terms_only(aalst: Tenant, brugge: Tenant, agreement: Agreement) -> None:
    with tenant_scope(aalst):
        signature = signature_of(brugge, agreement)
        changed = Agreement.objects.get(pk=agreement.pk)
        changed.fields = [*changed.fields, "description"]
        assert not signature_is_good(changed, signature)

        theirs = signature_of(aalst, agreement)
        theirs.signature = signature.signature
        assert not signature_is_good(agreement, theirs)
        assert signature_is_good(agreement, signature)


def test_it_stays_good_when_the_organisation_takes_another_key(brugge: Tenant, agreement: Agreement) -> None:
    with tenant_scope(brugge):
        begin_key(brugge)
        assert signature_is_good(agreement, signature_of(brugge, agreement))


def test_the_database_takes_a_signature_only_with_the_key_that_the_party_uses(
    aalst: Tenant, brugge: Tenant, proposed: Agreement
) -> None:
    def sign(key: SigningKey | None, signature: bytes | None) -> None:
        written: dict[str, Any] = {"key": key, "signature": signature}
        with transaction.atomic():
            AgreementAct.objects.create(
                **written,
                owner=brugge,
                agreement=proposed,
                verb=Verb.SIGNED,
                person_name="x",
                content_hash=proposed.content_hash,
            )

    with tenant_scope(brugge):
        Advice.objects.create(owner=brugge, agreement=proposed, verdict=Verdict.NOT_NEEDED)
        old = key_of(brugge)
        ours = begin_key(brugge)
        for key, signature in ((None, None), (key_of(aalst), bytes(64)), (old, bytes(64)), (ours, bytes(63))):
            with pytest.raises(IntegrityError):
                sign(key, signature)
        sign(ours, bytes(64))


def test_the_page_tells_with_which_key_each_signed(
    aalst: Tenant, brugge: Tenant, agreement: Agreement, client_for: Callable[..., Client]
) -> None:
    page = client_for(aalst, Role.READER).get(f"/data/agreements/{agreement.pk}/").content.decode()
    with tenant_scope(aalst):
        for party in (aalst, brugge):
            assert f"met sleutel {key_of(party).fingerprint[:16]}" in page
