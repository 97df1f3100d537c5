"""What other rooms may do with a try-out: see what it can be asked, and ask it. Beside ``telemetry`` all they import.

A call from here is one like any other: checked, disturbed, counted against the quota and logged, only not over HTTP.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.contracts.compiled import CompiledContract
from vlavirgem_sandbox.contracts.composing import GivenParameter, compose_call
from vlavirgem_sandbox.contracts.model import CallRequest, JsonValue, Operation
from vlavirgem_sandbox.tryouts.models import TryOut, TryOutState
from vlavirgem_sandbox.tryouts.serving import problems
from vlavirgem_sandbox.tryouts.serving.contract_in_use import contract_of
from vlavirgem_sandbox.tryouts.serving.day_counts import require_room
from vlavirgem_sandbox.tryouts.serving.departing import Departing
from vlavirgem_sandbox.tryouts.serving.late_answers import waiting_afterwards
from vlavirgem_sandbox.tryouts.serving.log import Caller
from vlavirgem_sandbox.tryouts.serving.performing import BODY_SIZE_LIMIT, begin, turn_away
from vlavirgem_sandbox.tryouts.serving.problems import CallProblem
from vlavirgem_sandbox.tryouts.serving.replies import Answered
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope


@dataclass(frozen=True, kw_only=True)
class CallableTryOut:
    """A try-out of an OpenAPI contract with the operations that can be called, by key."""

    id: UUID
    version_id: UUID
    name: str
    service_name: str
    agency_name: str
    url: str
    service_url: str
    is_open: bool
    """Whether it answers calls now: not paused, ended or past its last day."""
    operations: Mapping[str, Operation]

    def operation(self, *, operation_id: str = "", method: str = "", path: str = "") -> Operation | None:
        """The one with that id, or at that method and path; None where the contract has none."""
        for operation in self.operations.values():
            if operation_id and operation.operation_id == operation_id:
                return operation
            if path and (operation.method, operation.path) == (method, path):
                return operation
        return None


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """An operation to call, with the values to call it with."""

    operation: str
    given: Sequence[GivenParameter]
    body: JsonValue = None
    has_body: bool = False
    content_type: str = ""


@dataclass(frozen=True, kw_only=True)
class Called:
    """A call that was made, its answer, and its line in the log (None for one of many that were turned away)."""

    url: str
    request: CallRequest
    path_values: Mapping[str, str]
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    content_type: str
    dropped: bool
    verdict: str
    is_disturbed: bool
    call_id: UUID | None
    call_url: str


def callable_tryouts(*, only: UUID | None = None) -> list[CallableTryOut]:
    """The tenant's try-outs that a step can call, newest first; those that speak SOAP or GraphQL are not among them."""
    found = TryOut.objects.exclude(state=TryOutState.ENDED) if only is None else TryOut.objects.filter(pk=only)
    cards = (_callable(tryout) for tryout in found.order_by("-opened_at"))
    return [card for card in cards if card is not None]


def callable_tryout(tryout_id: UUID) -> CallableTryOut | None:
    """One of them, also when it has ended; None where there is none, or its contract cannot be read."""
    return next(iter(callable_tryouts(only=tryout_id)), None)


def call_tryout(*, tenant: Tenant, tryout_id: UUID, wanted: Wanted, person: str, now: datetime) -> Called:
    """Make a call in a transaction of its own, and wait afterwards where a disturbance holds the answer back or where
    it is passed on.

    To be called outside a transaction: what the call changed is then kept, and its locks are gone, before the wait.
    Raises Refusal where the try-out or the operation is not there any more: then no call is made.
    """
    with waiting_afterwards():
        with tenant_scope(tenant):
            tryout = TryOut.objects.filter(pk=tryout_id).first()
            if tryout is None:
                raise _nothing_there(wanted.operation)
            call = _composed(tryout, wanted)
            begun = _begun(tryout, call, person, now)
        answered = begun.arrive() if isinstance(begun, Departing) else begun
    reply, logged = answered.reply, answered.logged
    query = f"?{urlencode(call.query)}" if call.query else ""
    return Called(
        url=f"{tenant.address}{tryout.base_path}{call.path}{query}",
        request=call,
        path_values={each.name: str(each.value) for each in wanted.given if each.location == "path"},
        status=int(reply.status),
        headers=(*reply.headers, *((("Content-Type", reply.content_type),) if reply.content_type else ())),
        body=reply.body,
        content_type=reply.content_type,
        dropped=reply.dropped,
        verdict=str(reply.verdict),
        is_disturbed=bool(reply.disturbance),
        call_id=logged.pk if logged is not None else None,
        call_url=reverse("tryouts:call", args=[tryout.public_id, logged.pk]) if logged is not None else "",
    )


def _begun(tryout: TryOut, call: CallRequest, person: str, now: datetime) -> Answered | Departing:
    try:
        if len(call.body) > BODY_SIZE_LIMIT:
            raise problems.too_large(BODY_SIZE_LIMIT)
        require_room(tryout, now)
    except CallProblem as problem:
        return turn_away(tryout=tryout, call=call, problem=problem, now=now)
    return begin(tryout=tryout, call=call, caller=Caller(person=person), now=now)


def _composed(tryout: TryOut, wanted: Wanted) -> CallRequest:
    try:
        compiled = contract_of(tryout).compiled
    except CallProblem as problem:
        raise Refusal(problem.title, remedy=problem.detail, code=problem.code) from problem
    operation = next((each for each in compiled.operations if each.key == wanted.operation), None)
    if not isinstance(compiled, CompiledContract) or operation is None:
        raise _nothing_there(wanted.operation)
    return compose_call(
        operation,
        compiled.call_rules(operation),
        given=wanted.given,
        body=wanted.body,
        has_body=wanted.has_body,
        content_type=wanted.content_type,
    )


def _nothing_there(operation: str) -> Refusal:
    return Refusal(
        _("No try-out of ours has the operation “%(operation)s”.") % {"operation": operation},
        remedy=_("Choose another try-out for this service."),
        code="no-such-operation",
    )


def _callable(tryout: TryOut) -> CallableTryOut | None:
    try:
        contract = contract_of(tryout)
    except CallProblem:
        return None
    if not isinstance(contract.compiled, CompiledContract):
        return None
    return CallableTryOut(
        id=tryout.pk,
        version_id=tryout.version_id,
        name=tryout.name,
        service_name=tryout.service_name,
        agency_name=tryout.agency_name,
        url=tryout.get_absolute_url(),
        service_url=tryout.service_url,
        is_open=tryout.shape == TryOutState.ACTIVE,
        operations={key: operation for key, operation in contract.operations.items() if operation.works},
    )
