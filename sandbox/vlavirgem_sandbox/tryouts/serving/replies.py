"""What goes back to a caller, with what the log says of it: a refusal, or the answer of a contract."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace

from vlavirgem_sandbox.contracts.model import Answer, CallRequest
from vlavirgem_sandbox.contracts.preferences import Preference
from vlavirgem_sandbox.contracts.routing import Match
from vlavirgem_sandbox.contracts.served import problem_details
from vlavirgem_sandbox.contracts.soap.envelope import speaks_soap, version_of
from vlavirgem_sandbox.contracts.soap.faults import fault
from vlavirgem_sandbox.tryouts.models import Call, TryOut, Verdict
from vlavirgem_sandbox.tryouts.serving import log, problems
from vlavirgem_sandbox.tryouts.serving.contract_in_use import ContractInUse


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
