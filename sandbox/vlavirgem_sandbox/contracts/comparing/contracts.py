"""All operations of two versions of a contract beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.answer_rules import MediaRule, StatusRule
from vlavirgem_sandbox.contracts.call_checks import CallRules
from vlavirgem_sandbox.contracts.comparing.changes import Change, Difference, Level, Part, in_order
from vlavirgem_sandbox.contracts.comparing.messages import compare_messages
from vlavirgem_sandbox.contracts.comparing.schemas import SchemaComparison
from vlavirgem_sandbox.contracts.compiled import CompiledContract
from vlavirgem_sandbox.contracts.media_types import covers
from vlavirgem_sandbox.contracts.model import Operation
from vlavirgem_sandbox.contracts.parameters import Parameter
from vlavirgem_sandbox.contracts.routing import parameter_names, shape_of

_SUCCESS: Final = ("2", "3", "d")  # 2XX, 3XX and the default answer: what programs are written for
_MOST_CHANGES: Final = 500


def compare_contracts(old: CompiledContract, new: CompiledContract) -> tuple[Change, ...]:
    """Every change from ``old`` to ``new``, what breaks first; at most 500.

    Operations go together by method and path, whatever the path's parameters are called.
    """
    before = {_identity(operation): operation for operation in old.operations}
    after = {_identity(operation): operation for operation in new.operations}
    changes: list[Change] = []
    for identity, operation in before.items():
        if identity not in after:
            changes.append(_about(operation, "breaking", _("The operation is gone.")))
        elif len(changes) < _MOST_CHANGES:
            changes.extend(_OperationComparison(old, new, operation, after[identity]).changes())
    changes.extend(
        _about(operation, "compatible", _("The operation was added."))
        for identity, operation in after.items()
        if identity not in before
    )
    changes.extend(compare_messages(old, new))
    return in_order(changes)[:_MOST_CHANGES]


def _identity(operation: Operation) -> tuple[str, str]:
    return operation.method, shape_of(operation.path)


def _about(operation: Operation, level: Level, message: str) -> Change:
    return Change(level=level, operation=operation.key, part="operation", subject="", field="", message=message)


def _within(media_range: str, rule: StatusRule) -> MediaRule | None:
    """The answer's media type that an older range such as ``*/*`` already promised no more than."""
    return next((each for name, each in rule.media.items() if covers(media_range, name)), None)


class _OperationComparison:
    def __init__(self, old: CompiledContract, new: CompiledContract, before: Operation, after: Operation) -> None:
        self._old, self._new = old, new
        self._before, self._after = before, after
        self._calls = SchemaComparison(old.for_calls.schemas, new.for_calls.schemas, "request")
        self._answers = SchemaComparison(old.for_answers.schemas, new.for_answers.schemas, "answer")

    def changes(self) -> Iterator[Change]:
        before, after = self._old.call_rules(self._before), self._new.call_rules(self._after)
        if self._before.works and not self._after.works:
            yield _about(self._after, "attention", _("The operation can no longer be tried out."))
        yield from self._of_parameters(before, after)
        yield from self._of_bodies(before, after)
        yield from self._of_answers()

    def _change(self, level: Level, part: Part, subject: str, message: str, field: str = "") -> Change:
        return Change(level=level, operation=self._after.key, part=part, subject=subject, field=field, message=message)

    def _each(self, part: Part, subject: str, differences: Iterable[Difference]) -> Iterator[Change]:
        for each in differences:
            yield self._change(each.level, part, subject, each.message, each.field)

    def _of_parameters(self, before: CallRules, after: CallRules) -> Iterator[Change]:
        old = {self._parameter_identity(each, self._before): each for each in before.parameters}
        new = {self._parameter_identity(each, self._after): each for each in after.parameters}
        for identity, parameter in old.items():
            if identity not in new:
                message = _("The parameter is not read any more.")
                yield self._change("attention", parameter.location, parameter.name, message)
                continue
            follower = new[identity]
            if follower.required and not parameter.required:
                yield self._change("breaking", follower.location, follower.name, _("The parameter is now required."))
            differences = self._calls.differences(parameter.schema_pointer, follower.schema_pointer)
            yield from self._each(follower.location, follower.name, differences)
        for identity, parameter in new.items():
            if identity not in old:
                required = _("The parameter was added, and is required.")
                message = required if parameter.required else _("The parameter was added.")
                level: Level = "breaking" if parameter.required else "compatible"
                yield self._change(level, parameter.location, parameter.name, message)

    @staticmethod
    def _parameter_identity(parameter: Parameter, operation: Operation) -> tuple[str, str]:
        """A path parameter is known by its place, since its name is nobody's but the contract's."""
        if parameter.location == "path":
            return "path", str(parameter_names(operation.path).index(parameter.name))
        name = parameter.name.lower() if parameter.location == "header" else parameter.name
        return parameter.location, name

    def _of_bodies(self, before: CallRules, after: CallRules) -> Iterator[Change]:
        if before.bodies and not after.bodies:
            yield self._change("attention", "body", "", _("The body is not read any more."))
            return
        if after.body_required and not before.body_required:
            yield self._change("breaking", "body", "", _("A body is now required."))
        for media_type, rule in before.bodies.items():
            follower = next((each for name, each in after.bodies.items() if covers(name, media_type)), None)
            if follower is None:
                yield self._change("breaking", "body", media_type, _("A body of this type is no longer accepted."))
                continue
            differences = self._calls.differences(rule.schema_pointer, follower.schema_pointer)
            yield from self._each("body", media_type, differences)
        for media_type in after.bodies.keys() - before.bodies.keys():
            yield self._change("compatible", "body", media_type, _("A body of this type is accepted too."))

    def _of_answers(self) -> Iterator[Change]:
        before = {rule.key: rule for rule in self._old.answer_rules(self._before).statuses}
        after = {rule.key: rule for rule in self._new.answer_rules(self._after).statuses}
        for key, rule in before.items():
            if key not in after:
                level: Level = "breaking" if key.startswith(_SUCCESS) else "attention"
                yield self._change(level, "answer", key, _("This answer is gone."))
            else:
                yield from self._of_answer(rule, after[key])
        for key in after.keys() - before.keys():
            level = "attention" if key.startswith(_SUCCESS) else "compatible"
            yield self._change(level, "answer", key, _("This answer was added."))

    def _of_answer(self, before: StatusRule, after: StatusRule) -> Iterator[Change]:
        for media_type, rule in before.media.items():
            follower = after.rule_for(media_type) or _within(media_type, after)
            if follower is None:
                message = _("It is no longer given as %(type)s.") % {"type": media_type}
                yield self._change("breaking", "answer", before.key, message)
                continue
            differences = self._answers.differences(rule.schema_pointer, follower.schema_pointer)
            yield from self._each("answer", before.key, differences)
        promised = {header.name.lower() for header in after.headers if header.required}
        for header in before.headers:
            if header.required and header.name.lower() not in promised:
                message = _("The header %(name)s is no longer promised.") % {"name": header.name}
                yield self._change("breaking", "answer", before.key, message)
