"""A publisher's own try-out of a draft: what becomes of it when the draft is uploaded anew, or thrown away."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.sandbox.demo_contracts import changed_contract, demo_contract
from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.catalogue.services import ServiceDetails, discard_draft, draft_version
from vlavirgem_sandbox.catalogue.upload import ContractFile
from vlavirgem_sandbox.tryouts.models import StateDocument, TryOut, TryOutState, Verb
from vlavirgem_sandbox.tryouts.services import issue_key, open_tryout
from vlavirgem_sandbox.tryouts.services_snapshots import keep_snapshot
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

DETAILS = ServiceDetails(name="Verenigingsregister", theme="leisure")


def drafted(agency: Tenant, file: ContractFile) -> ServiceVersion:
    with tenant_scope(agency):
        draft = draft_version(actor=Actor.system(agency), file=file, details=DETAILS).version
        return ServiceVersion.objects.select_related("service__owner").get(pk=draft.pk)


def tried(agency: Tenant, draft: ServiceVersion) -> tuple[TryOut, str]:
    with tenant_scope(agency):
        tryout = open_tryout(actor=Actor.system(agency), version=draft)
        return tryout, issue_key(actor=Actor.system(agency), tryout=tryout, label="Proef").secret.text


def test_it_goes_on_with_the_draft_that_was_uploaded_anew_and_has_forgotten_what_fitted_the_old_one(
    agency: Tenant, client_for: Callable[..., Client]
) -> None:
    tryout, key = tried(agency, drafted(agency, demo_contract()))
    program = client_for(agency, HTTP_X_API_KEY=key)
    calls = f"{tryout.base_path}/verenigingen"
    with tenant_scope(agency):
        StateDocument.objects.create(tryout=tryout, collection="verenigingen", key="1", document={})
        keep_snapshot(actor=Actor.system(agency), tryout=tryout, name="Ervoor")
    before = program.get(calls).status_code

    draft = drafted(agency, changed_contract())

    assert before == 200
    assert program.get(calls).status_code == 200
    assert program.delete(f"{calls}/V0000001").status_code == 405  # the new draft has no such operation
    with tenant_scope(agency):
        tryout.refresh_from_db()
        verbs = list(tryout.events.values_list("verb", flat=True))
        assert (tryout.version_id, tryout.digest) == (draft.pk, draft.digest)
        assert not StateDocument.objects.filter(tryout=tryout).exists()
        assert not tryout.snapshots.exists()
    assert Verb.DRAFT_REPLACED in verbs
    page = client_for(agency, Role.DEVELOPER).get(tryout.get_absolute_url())
    assert "opnieuw is opgeladen" in page.text


def test_it_ends_when_the_draft_is_thrown_away_and_one_of_a_live_version_goes_on(
    agency: Tenant, aalst: Tenant, association_register: ServiceVersion, tryout: TryOut
) -> None:
    draft = drafted(agency, changed_contract())
    own, _key = tried(agency, draft)

    with tenant_scope(agency):
        discard_draft(actor=Actor.system(agency), version=draft)
        own.refresh_from_db()
        live, _key = tried(agency, ServiceVersion.objects.select_related("service__owner").get())

    with tenant_scope(aalst):
        tryout.refresh_from_db()
    assert own.state == TryOutState.ENDED
    assert (tryout.state, live.state) == (TryOutState.ACTIVE, TryOutState.ACTIVE)


def test_none_is_opened_of_a_draft_that_was_replaced_meanwhile(agency: Tenant) -> None:
    stale = drafted(agency, demo_contract())
    draft = drafted(agency, changed_contract())

    with pytest.raises(Refusal) as refused:
        tried(agency, stale)

    assert refused.value.code == "draft-gone"
    assert tried(agency, draft)[0].version_id == draft.pk
