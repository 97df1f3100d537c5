"""A dry run over every operation when a contract is read: can it be called, can it answer, do its examples hold?"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

import jsonschema_rs
from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.answer_rules import AnswerRules
from vlavirgem_sandbox.contracts.authored.publishing import (
    problem_of,
    problems_of_conditions,
    problems_of_personas,
    problems_of_places,
    problems_of_sequence,
    problems_of_templates,
)
from vlavirgem_sandbox.contracts.compiled import CompiledContract
from vlavirgem_sandbox.contracts.generating.outcome import TooLarge, Ungeneratable
from vlavirgem_sandbox.contracts.limits import MAX_REHEARSED_NODES
from vlavirgem_sandbox.contracts.model import Message, Operation, Problem
from vlavirgem_sandbox.contracts.problems import not_tried
from vlavirgem_sandbox.contracts.request_examples import RequestExamples


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """The operations, each marked whether it works, and everything found wrong on the way."""

    operations: tuple[Operation, ...]
    problems: tuple[Problem, ...]
    messages: tuple[Message, ...] = ()

    @property
    def anything_works(self) -> bool:
        """Whether there is an operation that can be called, or a message that can be sent."""
        return any(operation.works for operation in self.operations) or any(each.works for each in self.messages)


def rehearse(compiled: CompiledContract) -> Rehearsal:
    """Run through every operation of a contract, and every message that its service sends."""
    examples = RequestExamples(compiled.tree, compiled.for_calls)
    problems = [*compiled.problems, *_dropped_rules(compiled), *problems_of_places(compiled.tree)]
    problems += problems_of_personas(compiled.personas)
    operations = []
    untried = 0
    for operation in compiled.operations:
        if compiled.generator.nodes_made + examples.nodes_made > MAX_REHEARSED_NODES:
            operations.append(operation)
            untried += 1
            continue
        tried, found = _tried(compiled, examples, operation)
        operations.append(tried)
        problems.extend(found)
    if untried:
        problems.append(not_tried(untried, "/paths"))
    messages = [_sent(compiled, message, problems) for message in compiled.messages]
    return Rehearsal(operations=tuple(operations), problems=tuple(problems), messages=tuple(messages))


def _tried(
    compiled: CompiledContract, examples: RequestExamples, operation: Operation
) -> tuple[Operation, list[Problem]]:
    if not operation.works:
        return operation, []
    try:
        rules = compiled.answer_rules(operation)
        found = list(_invalid_examples(rules, operation))
        found += problems_of_sequence(compiled, operation)
        found += problems_of_conditions(rules, compiled.call_rules(operation), operation, compiled.personas)
        _answer_once(compiled, rules)
    except Ungeneratable as error:
        return _stopped(operation, _reason(error))
    except RecursionError:
        return _stopped(operation, _reason(TooLarge("depth")))
    except jsonschema_rs.ValidationError as error:
        return _stopped(operation, _("A schema of it cannot be used: %(reason)s") % {"reason": error.message[:200]})
    try:
        example = examples.example_for(operation, compiled.call_rules(operation))
    except Ungeneratable:
        # Only the console misses something: calls that a person makes up are served.
        return operation, found
    found += problems_of_templates(compiled, operation, example)
    return replace(operation, request_example=example), found


def _sent(compiled: CompiledContract, message: Message, problems: list[Problem]) -> Message:
    """The message with what making it once found; beyond the limit it is taken to work untried."""
    if not message.works or compiled.generator.nodes_made > MAX_REHEARSED_NODES:
        return message
    place = compiled.outbox.declared[message.key].pointer
    try:
        problems.extend(
            _not_used(each.pointer, message.key) for each in compiled.outbox.maker(message.key).invalid_examples()
        )
        compiled.message(message.key, seed=0, number=0)
    except Ungeneratable as error:
        why_not = _reason(error)
    except RecursionError:
        why_not = _reason(TooLarge("depth"))
    except jsonschema_rs.ValidationError as error:
        why_not = _("A schema of it cannot be used: %(reason)s") % {"reason": error.message[:200]}
    else:
        return message
    problems.append(
        Problem(
            severity="error",
            message=_("The message cannot be sent. %(reason)s") % {"reason": why_not},
            remedy=_("Give the message an example, or change its schema."),
            place=place,
            operation=message.key,
        )
    )
    return replace(message, works=False, why_not=why_not)


def _answer_once(compiled: CompiledContract, rules: AnswerRules) -> None:
    """Make what the operation will have to make. Raises :class:`Ungeneratable`."""
    if not rules.statuses:
        raise Ungeneratable("responses")
    _status, rule = rules.usual()
    for media in rule.media.values():
        if media.schema_pointer and not media.free_examples:
            schema = compiled.generator.resolver.at(media.schema_pointer)
            compiled.generator.value(schema, random.Random(0))  # noqa: S311 - repeatable, not secret


def _stopped(operation: Operation, why_not: str) -> tuple[Operation, list[Problem]]:
    problem = Problem(
        severity="error",
        message=_("The operation cannot answer. %(reason)s") % {"reason": why_not},
        remedy=_("Give the answer an example, or change its schema."),
        place=f"/paths/{operation.path.replace('~', '~0').replace('/', '~1')}/{operation.method.lower()}/responses",
        operation=operation.key,
    )
    return replace(operation, works=False, why_not=why_not), [problem]


def _reason(error: Ungeneratable) -> str:
    if isinstance(error, TooLarge):
        return _("The smallest answer that its schema allows is too large, or never ends.")
    return _("No answer can be made that satisfies '%(rule)s' in its schema.") % {"rule": error}


def _invalid_examples(rules: AnswerRules, operation: Operation) -> Iterator[Problem]:
    seen: set[str] = set()
    for status in rules.statuses:
        for media in status.media.values():
            for example in media.examples:
                if example.is_valid or example.pointer in seen:
                    continue
                seen.add(example.pointer)
                for trouble in example.authored.troubles:
                    yield problem_of(trouble, operation.key)
                if not example.authored.troubles:
                    yield _not_used(example.pointer, operation.key)


def _not_used(place: str, key: str) -> Problem:
    return Problem(
        severity="warning",
        message=_("This example does not satisfy its own schema, so it is not used."),
        remedy=_("Correct the example or the schema."),
        place=place,
        operation=key,
    )


def _dropped_rules(compiled: CompiledContract) -> Iterator[Problem]:
    places = {rule.pointer: rule.reason for rule in compiled.for_calls.dropped}
    for place, reason in places.items():
        if reason == "pattern":
            yield Problem(
                severity="warning",
                message=_("This pattern cannot be checked safely (look-around, back-reference or too large)."),
                remedy=_("Write the pattern without look-around and back-references. Until then it is not checked."),
                place=place,
            )
        else:
            yield Problem(
                severity="warning",
                message=_("This rule is not written as JSON Schema asks, so it is not checked."),
                remedy=_("Correct the rule: check the spelling of types, and that limits are numbers."),
                place=place,
            )
