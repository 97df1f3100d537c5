"""A call that is passed on: kept to the contract here, answered by the publisher's acceptance environment.

It is sent when the transaction of the caller has ended, and its line in the log is written in one of its own: nothing
in the database is held while another's server takes its time.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import override

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.contracts.compiled import CompiledContract
from vlavirgem_sandbox.contracts.model import CallRequest, Operation
from vlavirgem_sandbox.endpoints.models import Opening
from vlavirgem_sandbox.endpoints.passage import closed, destination_behind
from vlavirgem_sandbox.tryouts.models import PassingOn, TryOut
from vlavirgem_sandbox.tryouts.serving import log, passing_problems, problems
from vlavirgem_sandbox.tryouts.serving.contract_in_use import ContractInUse
from vlavirgem_sandbox.tryouts.serving.disturbing import Effect
from vlavirgem_sandbox.tryouts.serving.keys import note_use
from vlavirgem_sandbox.tryouts.serving.late_answers import PLACES, is_held_back
from vlavirgem_sandbox.tryouts.serving.passed_answers import Place, reply_of
from vlavirgem_sandbox.tryouts.serving.passed_calls import outgoing
from vlavirgem_sandbox.tryouts.serving.replies import Performed, announcing, refused
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.outgoing.trouble import OutgoingTrouble
from vlavirgem_tenants.scope import tenant_scope


@dataclass(frozen=True, kw_only=True)
class Route:
    """What answers a try-out now, instead of itself."""

    passing: PassingOn
    publisher: Tenant


def route_of(tryout: TryOut, now: datetime) -> Route | None:
    """Where its calls are passed on to; None where it answers by itself, without a question to the database.

    Raises CallProblem (503) where the publisher does not open that to us any more: the try-out then answers nothing
    until somebody says so, since an answer of its own would be taken for one of the acceptance environment.
    """
    if tryout.passed_on_until is None or now >= tryout.passed_on_until:
        return None
    passing = tryout.passings_on.running(now).first()
    if passing is None:
        return None
    opening = Opening.objects.open().select_related("owner").filter(pk=passing.opening_id).first()
    if opening is None:
        raise passing_problems.not_passed_on(closed())
    return Route(passing=passing, publisher=opening.owner)


@dataclass(frozen=True, kw_only=True)
class Departing:
    """A call that is let in and has not left yet. Nothing of it is in the log until it arrives."""

    tenant: Tenant
    tryout: TryOut
    call: CallRequest
    caller: log.Caller
    call_id: uuid.UUID
    at: datetime
    contract: ContractInUse
    operation: Operation
    reads: bool
    """Whether it changes nothing, as far as the contract says."""
    effect: Effect
    route: Route
    language: str
    worked_ms: float = 0
    """What was done to it so far, in milliseconds."""

    def arrive(self) -> Performed:
        """Send it, hold the answer against the contract, log it. To be called outside any transaction.

        The duration that is logged is our work and theirs.
        """
        began = time.perf_counter()
        with override(self.language):
            reply = self._reply()
        happened = log.Happened(
            call_id=self.call_id,
            tryout=self.tryout,
            caller=self.caller,
            call=self.call,
            reply=reply,
            at=self.at,
            duration_ms=self.worked_ms + 1000 * (time.perf_counter() - began),
        )
        with tenant_scope(self.tenant):
            logged = log.write(happened)
            if self.caller.key is not None:
                note_use(self.caller.key, self.at)
        return Performed(reply=reply, logged=logged)

    def _reply(self) -> log.Reply:
        try:
            reply = self._answered()
        except problems.CallProblem as problem:
            told = replace(problem, operation=self.operation.key, contract=self.contract.compiled)
            name = self.route.passing.endpoint_name
            reply = replace(refused(told, self.tryout, self.call, self.call_id), endpoint=name)
        return announcing(self.effect.on(reply), self.contract)

    def _answered(self) -> log.Reply:
        passing = self.route.passing
        by_path = isinstance(self.contract.compiled, CompiledContract)
        sent = outgoing(
            self.call,
            self.operation,
            call_id=self.call_id,
            organisation=self.tenant.slug if passing.tells_name else "",
            by_path=by_path,
        )
        with _place_for(self.tenant):
            try:
                destination = destination_behind(
                    passing.opening_id, publisher=self.route.publisher, caller_id=self.tenant.pk
                )
                answer = destination.call(sent, reads=self.reads)
            except Refusal as refusal:
                raise passing_problems.not_passed_on(refusal) from refusal
            except OutgoingTrouble as trouble:
                raise passing_problems.no_answer(trouble) from trouble
        base_path = self.tryout.base_path
        return reply_of(
            answer,
            contract=self.contract.compiled,
            operation=self.operation,
            destination=destination,
            place=Place(
                endpoint=destination.address, base_url=f"{self.tenant.address}{base_path}", base_path=base_path
            ),
            endpoint_name=passing.endpoint_name,
            refuses_wrong=passing.refuses_wrong,
            call=self.call,
        )


@contextmanager
def _place_for(tenant: Tenant) -> Iterator[None]:
    """One of the threads that may wait; that of its late answer where a disturbance gave it one.

    Raises CallProblem (503) where there is none.
    """
    if is_held_back():
        yield
        return
    if not PLACES.take(tenant.pk):
        raise passing_problems.too_many()
    try:
        yield
    finally:
        PLACES.give_back(tenant.pk)
