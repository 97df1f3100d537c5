"""Holding an endpoint against a contract, a step at a time: OpenAPI with schemathesis, SOAP with the XSD."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.conformance.examining import Examination, Failure, Outcome, examined
from vlavirgem_sandbox.conformance.forwarding import Forwarding, RunStopped
from vlavirgem_sandbox.contracts.compiled import CompiledContract
from vlavirgem_sandbox.contracts.model import READING, Answer, JsonObject, Operation, RequestExample, Violation
from vlavirgem_sandbox.contracts.openapi_tree import METHODS
from vlavirgem_sandbox.contracts.pointers import escape
from vlavirgem_sandbox.contracts.served import ServedContract
from vlavirgem_sandbox.endpoints.destination import Destination
from vlavirgem_tenants.outgoing.sending import IncomingAnswer, OutgoingCall
from vlavirgem_tenants.outgoing.trouble import OutgoingTrouble

_BASE: Final = "http://localhost"
_EXAMPLES: Final = 3
_SHOWN: Final = 4_000
_NO_ANSWER: Final = "no_answer"
_AGAINST_XSD: Final = "answer_against_xsd"
_STATEFUL: Final = frozenset({"use_after_free", "ensure_resource_availability"})
_UNDECLARED: Final = frozenset({"unsupported_method", "allow_header_conformance"})
"""Checks that make calls with methods that the contract does not have: nobody asked for those there."""


@dataclass(frozen=True, kw_only=True)
class Observed:
    """One answer that broke the contract."""

    operation: str
    check: str
    message: str
    rule: str
    replay: str
    status: int | None
    answer: str


@dataclass(frozen=True, kw_only=True)
class Judged:
    """How far it is, and what the last step showed."""

    operations: int
    examined: frozenset[str]
    calls: int
    passed: int
    observed: tuple[Observed, ...]


def judged_openapi(
    compiled: ServedContract, version: ServiceVersion, working: set[str], destination: Destination, *, seed: int
) -> Iterator[Judged]:
    """Call every operation that may be called. Raises RunStopped where the server stopped answering."""
    keys = {key for key in working if destination.with_writes or key.partition(" ")[0] in READING}
    if not keys:
        raise RunStopped(_("The contract has no operation that only reads."))
    document = narrowed(version.document, keys)
    without = _UNDECLARED if destination.with_writes else _UNDECLARED | _STATEFUL
    how = Examination(
        base_url=_BASE, seed=seed, most_examples=_EXAMPLES, without=frozenset(without), undeclared_methods=False
    )
    forwarding, outcome = Forwarding(destination), Outcome()
    seen = 0
    for _event in examined(document, forwarding, how, outcome):
        new, seen = outcome.failures[seen:], len(outcome.failures)
        yield Judged(
            operations=len(keys),
            examined=frozenset(outcome.operations & keys),
            calls=outcome.cases,
            passed=outcome.passed.total(),
            observed=tuple(_observed(failure, compiled, destination) for failure in new),
        )
        if forwarding.stopped:
            break
    if forwarding.stopped or not outcome.cases:
        raise RunStopped(forwarding.stopped or _("No call could be made from this contract."))


def narrowed(document: JsonObject, keys: set[str]) -> JsonObject:
    """The contract with these operations alone, without keys and servers: whoever is called has those of its own."""
    copy: JsonObject = json.loads(json.dumps(document))
    for path, members in copy["paths"].items():
        if not isinstance(members, dict):
            continue
        for method in [name for name in members if name in METHODS and f"{name.upper()} {path}" not in keys]:
            del members[method]
        for member in members.values():
            if isinstance(member, dict):
                member.pop("security", None)
                member.pop("servers", None)
        members.pop("servers", None)
    for name in ("security", "servers"):
        copy.pop(name, None)
    return copy


def _observed(failure: Failure, compiled: ServedContract, destination: Destination) -> Observed:
    violation = _violation(failure, compiled)
    message = violation.message if violation is not None else " ".join(failure.message.split()) or failure.title
    return Observed(
        operation=failure.operation,
        check=failure.check,
        message=destination.blotted(message),
        rule=violation.rule if violation is not None and violation.rule else _place(failure),
        replay=_replay(failure.replay, destination),
        status=failure.status,
        answer=destination.blotted(failure.answer),
    )


def _violation(failure: Failure, compiled: ServedContract) -> Violation | None:
    """What our own check says of the answer: in the reader's language, with the rule that was broken."""
    operation = next((each for each in compiled.operations if each.key == failure.operation), None)
    if operation is None or failure.status is None or not isinstance(compiled, CompiledContract):
        return None
    if failure.check not in {"status_code_conformance", "content_type_conformance", "response_schema_conformance"}:
        return None
    answer = Answer(
        status=failure.status,
        headers=(),
        body=failure.body,
        content_type=failure.content_type,
        origin="generated",
    )
    found = compiled.answer_violations(operation, answer)
    return next((each for each in found if each.place != "header" or failure.check == "status_code_conformance"), None)


def _place(failure: Failure) -> str:
    method, _space, path = failure.operation.partition(" ")
    operation = f"/paths/{escape(path)}/{method.lower()}"
    is_of_call = failure.check in {"positive_data_acceptance", "negative_data_rejection", "missing_required_header"}
    return f"{operation}/parameters" if is_of_call else f"{operation}/responses"


def _replay(curl: str, destination: Destination) -> str:
    """The command for the real address; whoever makes it fills in the credential."""
    own = f' -H {shlex.quote(destination.header_name + ": ")}"$SECRET"' if destination.header_name else ""
    return destination.blotted(curl.replace(" --insecure", own).replace(_BASE, str(destination.address)))


def judged_soap(
    compiled: ServedContract, version: ServiceVersion, working: set[str], destination: Destination, *, seed: int
) -> Iterator[Judged]:
    """Send each operation its example, and hold the answer against the XSD. ``seed`` changes nothing here.

    Raises RunStopped where there is nothing to send.
    """
    examples = {row["key"]: row.get("example") for row in version.operations}
    operations = [each for each in compiled.operations if each.key in working and examples[each.key]]
    if not operations:
        raise RunStopped(_("No call could be made from this contract."))
    forwarding = Forwarding(destination)
    passed = 0
    done: set[str] = set()
    for calls, operation in enumerate(operations, start=1):
        forwarding.await_turn()
        found = _soap_observed(compiled, operation, _example(examples[operation.key]), destination)
        passed += not found
        done.add(operation.key)
        yield Judged(
            operations=len(operations), examined=frozenset(done), calls=calls, passed=passed, observed=tuple(found)
        )


def _example(kept: Any) -> RequestExample:
    pairs = {name: tuple((key, value) for key, value in kept[name]) for name in ("query", "headers")}
    return RequestExample(**{**kept, **pairs})


def _soap_observed(
    compiled: ServedContract, operation: Operation, example: RequestExample, destination: Destination
) -> list[Observed]:
    call = OutgoingCall(
        method="POST",
        target="",
        headers=(*example.headers, ("Content-Type", example.content_type)),
        body=example.body.encode(),
    )
    told: dict[str, Any] = {"operation": operation.key, "replay": _soap_replay(call, destination)}
    try:
        answer = destination.call(call)
    except OutgoingTrouble as trouble:
        return [Observed(**told, check=_NO_ANSWER, message=trouble.message, rule="", status=None, answer="")]
    shown = destination.blotted(answer.body[:_SHOWN].decode("utf-8", "replace"))
    violations = compiled.answer_violations(operation, _as_answer(answer))
    return [
        Observed(
            **told,
            check=_AGAINST_XSD,
            message=destination.blotted(f"{each.pointer} {each.message}".strip()),
            rule=each.rule,
            status=answer.status,
            answer=shown,
        )
        for each in violations[:1]
    ]


def _as_answer(answer: IncomingAnswer) -> Answer:
    return Answer(
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
        content_type=answer.header("Content-Type"),
        origin="generated",
    )


def _soap_replay(call: OutgoingCall, destination: Destination) -> str:
    headers = " ".join(f"-H {shlex.quote(f'{name}: {value}')}" for name, value in call.headers)
    own = f' -H {shlex.quote(destination.header_name + ": ")}"$SECRET"' if destination.header_name else ""
    body = shlex.quote(call.body.decode())
    return f"curl -X POST {headers}{own} --data-raw {body} {shlex.quote(str(destination.address))}"
