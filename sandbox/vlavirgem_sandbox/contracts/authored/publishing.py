"""What is said of our extensions when a contract is read: what is wrong with them, where, and the remedy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.answer_rules import AnswerRules, Example
from vlavirgem_sandbox.contracts.authored import conditions
from vlavirgem_sandbox.contracts.authored.call_values import PERSONA, CallValue
from vlavirgem_sandbox.contracts.authored.examples import EXTENSIONS
from vlavirgem_sandbox.contracts.authored.personas import Personas
from vlavirgem_sandbox.contracts.authored.troubles import Trouble
from vlavirgem_sandbox.contracts.call_checks import CallRules
from vlavirgem_sandbox.contracts.compiled import CompiledContract
from vlavirgem_sandbox.contracts.model import CallRequest, Operation, Problem, RequestExample
from vlavirgem_sandbox.contracts.openapi_tree import Tree
from vlavirgem_sandbox.contracts.pointers import escape


def problem_of(trouble: Trouble, key: str) -> Problem:
    """A trouble as a problem of the operation with that key."""
    return Problem(
        severity="warning",
        message=_("%(trouble)s This example is not used.") % {"trouble": trouble.message},
        remedy=trouble.remedy,
        place=trouble.place,
        operation=key,
    )


def problems_of_sequence(compiled: CompiledContract, operation: Operation) -> Iterator[Problem]:
    """What is wrong with the operation's sequence."""
    trouble = compiled.sequence_trouble(operation)
    if trouble is not None:
        yield Problem(
            severity="warning",
            message=_("%(trouble)s The sequence is not used.") % {"trouble": trouble.message},
            remedy=trouble.remedy,
            place=trouble.place,
            operation=operation.key,
        )


def problems_of_personas(personas: Personas) -> Iterator[Problem]:
    """What is wrong with the contract's test personas."""
    for trouble in personas.troubles:
        yield Problem(
            severity="warning",
            message=_("%(trouble)s This test persona is not used.") % {"trouble": trouble.message},
            remedy=trouble.remedy,
            place=trouble.place.strip(),
        )


def problems_of_conditions(
    rules: AnswerRules, call: CallRules, operation: Operation, personas: Personas
) -> Iterator[Problem]:
    """Conditions on what calls of this operation can never have."""
    seen: set[str] = set()
    for example in _examples(rules):
        if example.authored.when is None or example.pointer in seen:
            continue
        seen.add(example.pointer)
        for place, _test in example.authored.when.tests:
            if not _can_be_sent(place, call, personas):
                here = f"{example.pointer.removesuffix('/value')}/{escape(conditions.EXTENSION)}"
                yield Problem(
                    severity="warning",
                    message=_("No call of this operation has '%(place)s'.") % {"place": place.written},
                    remedy=_("Correct the place, or describe the parameter or the body."),
                    place=f"{here}/{escape(place.written)}",
                    operation=operation.key,
                )


def problems_of_templates(
    compiled: CompiledContract, operation: Operation, sample: RequestExample | None
) -> Iterator[Problem]:
    """Examples with placeholders that depart from their schema once they are filled from a sample call."""
    rules = compiled.answer_rules(operation)
    if sample is None or not any(example.authored.template is not None for example in _examples(rules)):
        return
    headers = [*sample.headers, *([("Content-Type", sample.content_type)] if sample.content_type else [])]
    call = CallRequest(
        method=operation.method,
        path=sample.path,
        query=list(sample.query),
        headers=headers,
        body=sample.body.encode(),
    )
    for place in compiled.departing_templates(call, now=datetime.now(UTC)):
        yield Problem(
            severity="warning",
            message=_("Filled with values of a sample call, this example does not satisfy its own schema."),
            remedy=_("Correct its placeholders; for calls where it departs, an answer is made from the schema."),
            place=place,
            operation=operation.key,
        )


def problems_of_places(tree: Tree) -> Iterator[Problem]:
    """Extensions that stand where they do nothing: on examples that are of no answer."""
    answers = set(_of_answers(tree))
    for node in tree.nodes.values():
        if node.kind != "example" or node.pointer in answers:
            continue
        for name in EXTENSIONS:
            if name in node.value:
                yield Problem(
                    severity="warning",
                    message=_("'%(name)s' does nothing here.") % {"name": name},
                    remedy=_("Put it on an example of an answer, beside its value."),
                    place=f"{node.pointer}/{escape(name)}",
                )


def _of_answers(tree: Tree) -> Iterator[str]:
    """Pointers of the Example Objects under ``content`` of answers."""
    for response in (node for node in tree.nodes.values() if node.kind == "response"):
        content = response.value.get("content")
        for media_type, described in (content if isinstance(content, dict) else {}).items():
            named = described.get("examples") if isinstance(described, dict) else None
            for name in named if isinstance(named, dict) else ():
                found = tree.follow(f"{response.pointer}/content/{escape(media_type)}/examples/{escape(name)}")
                if found is not None:
                    yield found.pointer


def _examples(rules: AnswerRules) -> Iterator[Example]:
    return (example for rule in rules.statuses for media in rule.media.values() for example in media.examples)


def _can_be_sent(place: CallValue, call: CallRules, personas: Personas) -> bool:
    """Headers and cookies may come that no contract describes."""
    if place.location == PERSONA:
        return personas.have(place.name)
    if place.location == "body":
        return bool(call.bodies)
    if place.location in {"header", "cookie"}:
        return True
    return any((each.location, each.name) == (place.location, place.name) for each in call.parameters)
