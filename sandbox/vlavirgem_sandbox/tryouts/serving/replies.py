"""What goes back to a caller, with what the log says of it: a refusal, or the answer of a contract."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import override

from vlavirgem_sandbox.contracts.model import Answer, CallRequest
from vlavirgem_sandbox.contracts.preferences import Preference
from vlavirgem_sandbox.contracts.routing import Match
from vlavirgem_sandbox.contracts.served import problem_details
from vlavirgem_sandbox.contracts.soap.envelope import speaks_soap, version_of
from vlavirgem_sandbox.contracts.soap.faults import fault
from vlavirgem_sandbox.tryouts.models import Call, TryOut, Verdict
from vlavirgem_sandbox.tryouts.serving import log, problems
from vlavirgem_sandbox.tryouts.serving.contract_in_use import ContractInUse
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.requests.denials import put_on_record
from vlavirgem_tenants.scope import current_tenant


@dataclass(frozen=True, kw_only=True)
class Answered:
    """The answer, and its line in the log; None for one of many that were turned away at the door."""

    reply: log.Reply
    logged: Call | None


@dataclass(frozen=True, kw_only=True)
class Performed(Answered):
    """The answer to a caller who was let in: always logged."""

    logged: Call


def refused(problem: problems.CallProblem, tryout: TryOut, call: CallRequest, call_id: uuid.UUID | None) -> log.Reply:
    """In the form that the caller reads, with the address of the call in the log where it is kept."""
    if problem.refused_key and call_id:
        problem = replace(problem, more={**problem.more, "evidence": _on_record(problem, tryout, call_id)})
    members = problem.members(instance=f"/tryouts/{tryout.public_id}/calls/{call_id}/" if call_id else "")
    if problem.contract is not None:
        written = problem.contract.refusal(members, call)
    else:  # stopped before any contract was looked at: in the form that the caller speaks
        written = fault(members, version_of(call)) if speaks_soap(call) else problem_details(members)
    return log.Reply(
        status=written.status,
        headers=problem.headers,
        body=written.body,
        content_type=written.content_type,
        verdict=Verdict.VIOLATION if problem.violates else Verdict.REFUSED,
        reason=problem.code,
        operation=problem.operation,
        violations=tuple(problem.violations),
        private=problem.private,
    )


def _on_record(problem: problems.CallProblem, tryout: TryOut, call_id: uuid.UUID) -> str:
    """The id of the event in the log of evidence, which is in its organisation's language: one for each refused call
    that is kept."""
    tenant = current_tenant()
    with override(tenant.language):
        name = _("key %(label)s") % {"label": problem.refused_key}
    program = Actor(tenant=tenant, name=name, person_id=None, roles=frozenset())
    refused_call = {"try_out": tryout.public_id, "call": str(call_id), "reason": problem.code}
    return put_on_record(program, refused_call)


def announcing(reply: log.Reply, contract: ContractInUse) -> log.Reply:
    """With what answers of a deprecated version carry."""
    return replace(reply, headers=(*reply.headers, *contract.headers)) if contract.headers else reply


def as_reply(answer: Answer, match: Match, wish: Preference) -> log.Reply:
    """What goes back to the caller of a call that keeps to the contract."""
    return log.Reply(
        status=answer.status,
        headers=(*answer.headers, *_applied(wish, answer.status)),
        body=answer.body,
        content_type=answer.content_type,
        verdict=Verdict.OK,
        origin=answer.origin,
        operation=match.operation.key,
    )


def _applied(wish: Preference, status: int) -> tuple[tuple[str, str], ...]:
    """RFC 7240 section 3: say which wish was granted; without it, the contract has no such answer here."""
    return (("Preference-Applied", f"status={status}"),) if wish.status == status else ()
