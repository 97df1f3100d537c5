"""Two versions of a WSDL beside each other: its operations, and what they take and give by their XML Schemas."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.comparing.changes import Change, Level, Part, in_order
from vlavirgem_sandbox.contracts.comparing.xml_schemas import XmlSchemaComparison
from vlavirgem_sandbox.contracts.model import Operation
from vlavirgem_sandbox.contracts.soap.names import local_of
from vlavirgem_sandbox.contracts.soap.soap_contract import SoapContract, element_of

_MOST_CHANGES: Final = 500


def compare_services(old: SoapContract, new: SoapContract) -> tuple[Change, ...]:
    """Every change from ``old`` to ``new``, what breaks first; at most 500. Operations go together by their key."""
    return in_order(list(islice(_changes(old, new), _MOST_CHANGES)))


def _changes(old: SoapContract, new: SoapContract) -> Iterator[Change]:
    before = {operation.key: operation for operation in old.operations}
    after = {operation.key: operation for operation in new.operations}
    for key in before:
        if key not in after:
            yield _about(key, "breaking", _("The operation is gone."))
    for key, operation in after.items():
        if key in before:
            yield from _OperationComparison(old, new, before[key], operation).changes()
        else:
            yield _about(key, "compatible", _("The operation was added."))


def _about(key: str, level: Level, message: str) -> Change:
    return Change(level=level, operation=key, part="operation", subject="", field="", message=message)


class _OperationComparison:
    def __init__(self, old: SoapContract, new: SoapContract, before: Operation, after: Operation) -> None:
        self._old, self._new = old, new
        self._works = before.works, after.works
        self._key = after.key
        self._before, self._after = old.declared(before), new.declared(after)

    def changes(self) -> Iterator[Change]:
        if self._works[0] and not self._works[1]:
            yield _about(self._key, "attention", _("The operation can no longer be tried out."))
        yield from self._of_protocol()
        yield from self._of_content("body", element_of(self._before.request), element_of(self._after.request))
        yield from self._of_answer()
        yield from self._of_faults()

    def _change(self, level: Level, part: Part, message: str, *, subject: str = "", field: str = "") -> Change:
        return Change(level=level, operation=self._key, part=part, subject=subject, field=field, message=message)

    def _of_protocol(self) -> Iterator[Change]:
        before, after = self._before.actions, self._after.actions
        for version, action in before.items():
            if version not in after:
                message = _("It is no longer offered in SOAP %(version)s.") % {"version": version}
                yield _about(self._key, "breaking", message)
            elif after[version] != action:
                named = {"old": action or _("none"), "new": after[version] or _("none")}
                message = _("The action changed from %(old)s to %(new)s.") % named
                level: Level = "breaking" if action else "attention"  # who sends an empty one asks for no other
                yield self._change(level, "header", message, subject="SOAPAction")
        for version in sorted(after.keys() - before.keys()):
            message = _("It is offered in SOAP %(version)s too.") % {"version": version}
            yield _about(self._key, "compatible", message)

    def _of_answer(self) -> Iterator[Change]:
        before, after = self._before.answer, self._after.answer
        if before is not None and after is not None:
            yield from self._of_content("answer", element_of(before), element_of(after))
        elif before is not None:
            yield self._change("breaking", "answer", _("This answer is gone."))
        elif after is not None:
            yield self._change("attention", "answer", _("This answer was added."))

    def _of_faults(self) -> Iterator[Change]:
        before, after = self._before.faults, self._after.faults
        for name, element in before.items():
            if name not in after:
                yield self._change("attention", "answer", _("This fault is gone."), subject=name)
            else:
                yield from self._of_content("answer", element, after[name], subject=name)
        for name in sorted(after.keys() - before.keys()):
            yield self._change("attention", "answer", _("This fault was added."), subject=name)

    def _of_content(self, part: Part, before: str, after: str, *, subject: str = "") -> Iterator[Change]:
        if local_of(before) != local_of(after):
            named = {"old": local_of(before), "new": local_of(after)}
            message = _("The element in the body changed from “%(old)s” to “%(new)s”.") % named
            yield self._change("breaking", part, message, subject=subject)
        old, new = self._old.schemas.elements.get(before), self._new.schemas.elements.get(after)
        if old is None or new is None:
            return
        comparison = XmlSchemaComparison(self._old.schemas, self._new.schemas, is_request=part == "body")
        for each in comparison.differences(old, new):
            yield self._change(each.level, part, each.message, subject=subject, field=each.field)
