"""Keys: each organisation has one, signs with it alone, and nobody else reads its private part."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import override_settings

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.signatures.models import SigningKey, SigningSecret
from vlavirgem_graphql.signatures.services import begin_key, is_signed, key_of, signer_of
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope


def test_an_organisation_has_a_key_from_its_first_day(aalst: Tenant, brugge: Tenant) -> None:
    for tenant in (aalst, brugge):
        with tenant_scope(tenant):
            key = SigningKey.objects.get(owner=tenant)
            assert (len(bytes(key.public_key)), key.valid_until) == (32, None)
            assert key_of(tenant) == key


def test_one_that_was_there_before_gets_its_key_when_it_first_signs(aalst: Tenant, genk: Tenant) -> None:
    # Given an organisation without a key, made before there were keys
    newcomer = Tenant(pk=genk.pk, schema_name=genk.schema_name, slug="genk", name="Genk")
    with tenant_scope(newcomer):
        old = SigningKey.objects.get(owner=newcomer)
        begin_key(newcomer)
        assert SigningKey.objects.get(pk=old.pk).valid_until is not None

        # Then what it signs is checked by anybody, with the key that everybody reads
        signature = signer_of(newcomer).sign(b"vlavirgem/test\nhallo")
    with tenant_scope(aalst):
        key = SigningKey.objects.get(owner=genk, valid_until=None)
        assert is_signed(key, signature, b"vlavirgem/test\nhallo")
        assert not is_signed(key, signature, b"vlavirgem/test\nhalla")
        assert not is_signed(SigningKey.objects.get(owner=aalst), signature, b"vlavirgem/test\nhallo")


def test_the_private_part_is_read_by_its_organisation_only_and_is_sealed(aalst: Tenant, brugge: Tenant) -> None:
    with tenant_scope(aalst):
        [secret] = SigningSecret.objects.all()
        assert secret.owner == aalst
        assert signer_of(aalst).private.private_bytes_raw().hex() not in secret.sealed
    with tenant_scope(brugge):
        assert {each.owner for each in SigningSecret.objects.all()} == {brugge}


def test_another_key_ends_the_one_before_and_destroys_its_private_part(aalst: Tenant) -> None:
    with tenant_scope(aalst):
        first = key_of(aalst)
        signed = signer_of(aalst).sign(b"vlavirgem/test\n1")

        second = begin_key(aalst)

        first.refresh_from_db()
        assert (first.valid_until, second.valid_until) == (second.valid_from, None)
        assert SigningSecret.objects.get().key == second
        assert signer_of(aalst).key == second
        assert is_signed(first, signed, b"vlavirgem/test\n1")


def test_with_another_signing_key_of_the_installation_nothing_is_signed_and_what_to_do_is_said(aalst: Tenant) -> None:
    with tenant_scope(aalst):
        key_of(aalst)
        with override_settings(SECRET_KEY="een-heel-andere-sleutel-van-de-installatie"):
            with pytest.raises(Refusal) as refused:
                signer_of(aalst)
            assert "new-key aalst" in refused.value.remedy
            # The way out
            begin_key(aalst)
            assert signer_of(aalst).sign(b"x")


def test_no_organisation_makes_changes_or_claims_anothers_key(aalst: Tenant, brugge: Tenant) -> None:
    with tenant_scope(aalst):
        own, theirs = key_of(aalst), SigningKey.objects.get(owner=brugge)
        # A key for another
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            SigningKey.objects.create(owner=brugge, public_key=bytes(range(32)))
        # Another's key as one's own
        with pytest.raises(IntegrityError, match="signatures_key_once"), transaction.atomic():
            SigningKey.objects.create(owner=aalst, public_key=bytes(theirs.public_key))
        # A key that only some see, or that is none
        with pytest.raises(IntegrityError, match="is_public"), transaction.atomic():
            SigningKey.objects.create(owner=aalst, public_key=bytes(range(32)), visibility="own")
        with pytest.raises(IntegrityError, match="length"), transaction.atomic():
            SigningKey.objects.create(owner=aalst, public_key=b"kort")
        # Anything that stands there
        for change in (
            "UPDATE public.signatures_key SET valid_until = NULL",
            "DELETE FROM public.signatures_key",
            "UPDATE public.signatures_secret SET sealed = ''",
            "DELETE FROM public.signatures_secret",
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                connection.cursor().execute(change)
        assert key_of(aalst) == own


def test_a_private_part_stands_under_its_own_organisations_key_only(aalst: Tenant, brugge: Tenant) -> None:
    with tenant_scope(aalst):
        theirs = SigningKey.objects.get(owner=brugge)
        with pytest.raises(IntegrityError), transaction.atomic():
            SigningSecret.objects.create(owner=aalst, key=theirs, sealed="x")
        assert begin_key(aalst).secret.owner == aalst
