"""The life cycle goes by the row as it is now, whatever the caller read of it before."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone

from tests.sandbox.tryouts.test_guarding import ASSOCIATION
from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.contracts.model import CallRequest
from vlavirgem_sandbox.tryouts import services
from vlavirgem_sandbox.tryouts.models import StateDocument, TryOut, TryOutState
from vlavirgem_sandbox.tryouts.serving.log import Caller
from vlavirgem_sandbox.tryouts.serving.performing import perform
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope


def register(tryout: TryOut) -> int:
    headers = [("Content-Type", "application/json"), ("VR-Initiator", "OVO002067")]
    call = CallRequest(method="POST", path="/verenigingen", headers=headers, body=json.dumps(ASSOCIATION).encode())
    return perform(tryout=tryout, call=call, caller=Caller(person="An"), now=timezone.now()).reply.status


def test_a_call_that_waited_while_the_try_out_was_paused_stores_nothing(tryout: TryOut, aalst: Tenant) -> None:
    with tenant_scope(aalst):
        waiting, actor = TryOut.objects.get(pk=tryout.pk), Actor.system(aalst)
        services.pause_tryout(actor=actor, tryout=tryout)

        assert register(waiting) == 503
        assert not StateDocument.objects.exists()

        services.resume_tryout(actor=actor, tryout=tryout)
        assert register(TryOut.objects.get(pk=tryout.pk)) == 201
        assert StateDocument.objects.exists()


def test_an_ended_try_out_is_not_brought_back_by_somebody_who_saw_it_before(tryout: TryOut, aalst: Tenant) -> None:
    with tenant_scope(aalst):
        actor = Actor.system(aalst)
        active = TryOut.objects.get(pk=tryout.pk)
        services.pause_tryout(actor=actor, tryout=tryout)
        paused = TryOut.objects.get(pk=tryout.pk)
        services.end_tryout(actor=actor, tryout=tryout)

        with pytest.raises(Refusal):
            services.resume_tryout(actor=actor, tryout=paused)
        with pytest.raises(Refusal):
            services.issue_key(actor=actor, tryout=active, label="x")
        with pytest.raises(Refusal):
            services.reset_tryout(actor=actor, tryout=active)
        assert TryOut.objects.get(pk=tryout.pk).state == TryOutState.ENDED


def test_what_is_allowed_by_the_row_now_goes_through_for_who_saw_it_before(tryout: TryOut, aalst: Tenant) -> None:
    with tenant_scope(aalst):
        actor = Actor.system(aalst)
        seen_active = TryOut.objects.get(pk=tryout.pk)
        services.pause_tryout(actor=actor, tryout=tryout)

        assert services.resume_tryout(actor=actor, tryout=seen_active).state == TryOutState.ACTIVE
