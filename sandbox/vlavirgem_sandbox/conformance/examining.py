"""Many calls, made from a contract, to whatever answers them; and what its answers had against the contract.

schemathesis makes the calls: valid ones from the contract's examples and schemas, values at the edges, wrong ones, and
rows of calls in which one takes what another gave (register, read back, remove, read again). It never opens a
connection: each call goes through a WSGI application, which is the installation itself or one that sends it on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

import schemathesis
from schemathesis import engine
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status
from schemathesis.engine.events import EngineFinished, FatalError, NonFatalError, ScenarioFinished
from schemathesis.engine.recorder import CheckFailureInfo

from vlavirgem_sandbox.conformance.arbitration import Arbiter
from vlavirgem_sandbox.contracts.model import JsonObject

Application = Callable[[dict[str, Any], Callable[..., Any]], Any]
"""A WSGI application (PEP 3333)."""

CHECKS: Final = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "positive_data_acceptance",
    "negative_data_rejection",
    "missing_required_header",
    "unsupported_method",
    "allow_header_conformance",
    "use_after_free",
    "ensure_resource_availability",
)
"""What every answer is held against, by schemathesis' own names.

Left out: ``ignored_auth`` and ``object_level_authorization``, which knock without a good key. They test a door, not a
contract; a try-out's door has tests of its own, and answers 429 to the sixty-first knock in a minute.
"""
_OF_VALID_CALLS: Final = ("2xx", "3xx", "401", "403", "404", "409", "412", "429", "5xx")
_ANSWER_SHOWN: Final = 4_000
PHASES: Final = ("examples", "coverage", "fuzzing", "stateful")


@dataclass(frozen=True, kw_only=True)
class Examination:
    """How to examine: the same seed makes the same calls, as far as the answers are the same."""

    base_url: str
    seed: int = 1
    most_examples: int = 25
    """Calls per operation and phase that are drawn; those of examples and edges come on top."""
    headers: Mapping[str, str] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    """Names of CHECKS that do not apply."""
    undeclared_methods: bool = True
    """Whether to call paths with methods that the contract does not have for them."""


@dataclass(frozen=True, kw_only=True)
class Failure:
    """One answer that was not what the contract promises."""

    operation: str
    check: str
    title: str
    message: str
    phase: str
    replay: str
    """The call as a curl command."""
    status: int | None
    body: bytes
    """The answer's body, whole as far as the tool keeps it."""
    content_type: str

    @property
    def answer(self) -> str:
        """The body as text, its first part when it is long."""
        return self.body[:_ANSWER_SHOWN].decode("utf-8", "replace")


@dataclass(kw_only=True)
class Outcome:
    """What an examination found."""

    operations: set[str] = field(default_factory=set)
    cases: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    passed: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    dismissed: Counter[str] = field(default_factory=Counter)
    """Failures that a third validator found to be mistakes of the tool, by its reason."""
    errors: list[str] = field(default_factory=list)
    """What the tool itself could not do; an examination with errors is not whole."""

    @property
    def went_well(self) -> int:
        """Answers of 200 to 299: an examination in which everything was refused has shown nothing."""
        return sum(
            number for status, number in self.statuses.items() if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES
        )


def examine(document: JsonObject, application: Application, how: Examination) -> Outcome:
    """Call every operation of an OpenAPI document and judge the answers."""
    outcome = Outcome()
    for step in examined(document, application, how, outcome):
        del step
    return outcome


def examined(
    document: JsonObject, application: Application, how: Examination, outcome: Outcome
) -> Iterator[ScenarioFinished]:
    """As :func:`examine`, a scenario at a time, for who shows how far it is."""
    schema = schemathesis.openapi.from_dict(document, config=_config(how))
    schema.app = application
    arbiter = Arbiter(document)
    for event in engine.from_schema(schema).execute():
        if isinstance(event, ScenarioFinished):
            _note(event, outcome, arbiter)
            yield event
        elif isinstance(event, FatalError):
            outcome.errors.append(str(event.exception))
        elif isinstance(event, NonFatalError):
            outcome.errors.append(f"{event.label}: {event.value}")
        elif isinstance(event, EngineFinished):
            return


def _note(event: ScenarioFinished, outcome: Outcome, arbiter: Arbiter) -> None:
    recorder = event.recorder
    outcome.cases += len(recorder.interactions)
    outcome.statuses.update(
        interaction.response.status_code
        for interaction in recorder.interactions.values()
        if interaction.response is not None
    )
    outcome.operations.update(node.value.operation.label for node in recorder.cases.values())
    for case_id, checks in recorder.checks.items():
        for check in checks:
            if check.status == Status.SUCCESS:
                outcome.passed[check.name] += 1
            elif check.failure_info is not None:
                reason = arbiter.against_the_tool(recorder.cases[case_id].value, check.name)
                if reason:
                    outcome.dismissed[reason] += 1
                else:
                    outcome.failures.append(_failure(event, case_id, check.name, check.failure_info))


def _failure(event: ScenarioFinished, case_id: str, check: str, info: CheckFailureInfo) -> Failure:
    interaction = event.recorder.interactions.get(case_id)
    response = interaction.response if interaction is not None else None
    return Failure(
        operation=info.failure.operation or event.label or "",
        check=check,
        title=info.failure.title,
        message=info.failure.message,
        phase=event.phase.value,
        replay=info.code_sample,
        status=response.status_code if response is not None else None,
        body=(response.content or b"") if response is not None else b"",
        content_type=next(iter(response.headers.get("content-type", ())), "") if response is not None else "",
    )


def _config(how: Examination) -> SchemathesisConfig:
    enabled: JsonObject = {name: {"enabled": name not in how.without} for name in CHECKS}
    # A condition that does not hold (RFC 9110 section 13.1.1) is no fault of a valid call, nor of the answer.
    enabled["positive_data_acceptance"]["expected-statuses"] = list(_OF_VALID_CALLS)
    phases: JsonObject = {name: {"enabled": True} for name in PHASES}
    if not how.undeclared_methods:
        phases["coverage"]["unexpected-methods"] = []
    return SchemathesisConfig.from_dict(
        {
            "seed": how.seed,
            "base-url": how.base_url,
            "headers": dict(how.headers),
            "continue-on-failure": True,
            "workers": 1,
            "checks": {"enabled": False, **enabled},
            "phases": phases,
            "generation": {
                "max-examples": how.most_examples,
                "database": "none",
                "no-shrink": True,
                "allow-x00": False,
            },
            "output": {"sanitization": {"enabled": True}},
        }
    )
