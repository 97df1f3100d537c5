"""One operation made ready to serve calls: what it reads, what it answers, and its part in a resource."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from vlavirgem_sandbox.contracts.answer_rules import AnswerRules, answer_rules
from vlavirgem_sandbox.contracts.answering import Answering
from vlavirgem_sandbox.contracts.authored.sequences import Sequence as InTurn
from vlavirgem_sandbox.contracts.authored.sequences import sequence_of
from vlavirgem_sandbox.contracts.authored.troubles import Trouble
from vlavirgem_sandbox.contracts.call_checks import CallReader, CallRules
from vlavirgem_sandbox.contracts.call_rules import call_rules_of
from vlavirgem_sandbox.contracts.dispatching import RecordedAnswers
from vlavirgem_sandbox.contracts.generating.values import Generator
from vlavirgem_sandbox.contracts.model import Operation
from vlavirgem_sandbox.contracts.openapi_tree import Tree
from vlavirgem_sandbox.contracts.operations import Declared, named_examples
from vlavirgem_sandbox.contracts.paging import Paging, paging_of
from vlavirgem_sandbox.contracts.parameters import SchemaTypes
from vlavirgem_sandbox.contracts.recorded.secrets import key_names_in
from vlavirgem_sandbox.contracts.resources import Resource, Role, parents_of
from vlavirgem_sandbox.contracts.situations import NamedInputs
from vlavirgem_sandbox.contracts.validators import Validators

_LONGEST_COUNTER: Final = 400
"""Characters of an operation's key in the name of its counter: a store takes no longer names."""


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """What one operation needs to serve calls."""

    reader: CallReader
    answering: Answering
    role: Role | None
    resource: Resource | None
    """The collection that it reads or changes."""
    unchanging: Resource | None
    """The list that it reads where no call can change that."""
    paging: Paging
    parents: tuple[Resource, ...]
    sequence_trouble: Trouble | None
    """What is wrong with its sequence, which is then not used."""


class Preparing:
    """Makes the operations of one contract ready."""

    def __init__(
        self,
        tree: Tree,
        resources: Sequence[Resource],
        unchanging: Sequence[Resource],
        generator: Generator,
        *,
        for_calls: Validators,
        for_answers: Validators,
    ) -> None:
        self._tree = tree
        self._resources = resources
        self._unchanging = unchanging
        self._generator = generator
        self._for_calls = for_calls
        self._for_answers = for_answers
        self._types = SchemaTypes(tree)
        self._key_names = key_names_in(tree.document)

    def prepared(self, declared: Declared) -> Prepared:
        """The operation, ready."""
        rules = call_rules_of(self._tree, declared.pointer, declared.parameters)
        answers = answer_rules(self._tree, declared.pointer, self._for_answers)
        role, resource = _role_in(self._resources, declared.operation)
        own_role, unchanging = _role_in(self._unchanging, declared.operation)
        sequence, trouble = self._sequence(declared, answers)
        inputs, is_valid = self._inputs(declared, rules), self._for_answers.is_valid
        return Prepared(
            reader=CallReader(rules, self._for_calls, self._types),
            answering=Answering(answers, inputs, self._generator, is_valid, sequence),
            role=role or own_role,
            resource=resource,
            unchanging=unchanging,
            paging=paging_of(self._tree, declared.parameters),
            parents=tuple(parents_of(declared.operation.path, self._resources)),
            sequence_trouble=trouble,
        )

    def _inputs(self, declared: Declared, rules: CallRules) -> NamedInputs:
        return NamedInputs(
            parameters={
                (parameter.location, parameter.name): named_examples(self._tree, parameter.pointer)
                for parameter in declared.parameters
            },
            body={
                name: value
                for rule in rules.bodies.values()
                for name, value in named_examples(self._tree, rule.pointer).items()
            },
            recorded=RecordedAnswers(self._tree.nodes[declared.pointer].value, self._key_names),
        )

    def _sequence(self, declared: Declared, answers: AnswerRules) -> tuple[InTurn | None, Trouble | None]:
        counter = f"sequence:{declared.operation.key[:_LONGEST_COUNTER]}"
        try:
            value = self._tree.nodes[declared.pointer].value
            return sequence_of(value, declared.pointer, counter, answers), None
        except Trouble as trouble:
            return None, trouble


def _role_in(resources: Sequence[Resource], operation: Operation) -> tuple[Role | None, Resource | None]:
    for resource in resources:
        for role, candidate in resource.operations.items():
            if candidate.key == operation.key:
                return role, resource
    return None, None
