"""Recorded calls become named examples of the contract itself: who downloads it has them too."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Final

from django.utils.text import slugify
from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.answer_rules import MediaRule, StatusRule
from vlavirgem_sandbox.contracts.dispatching import EXTENSION
from vlavirgem_sandbox.contracts.fields import map_of
from vlavirgem_sandbox.contracts.generating.conformance import same
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue, Problem
from vlavirgem_sandbox.contracts.pointers import value_at
from vlavirgem_sandbox.contracts.recorded.judging import NO_VALUE, GoodCall, Judge, LeftOut
from vlavirgem_sandbox.contracts.recorded.recorded_call import RecordedCall, objects_in
from vlavirgem_sandbox.contracts.recorded.secrets import blotted
from vlavirgem_tenants.test_data_guard import mask_real_numbers

_TOLD: Final = 100
"""Calls left out that are named; of the others only the number is."""
_NAME_LENGTH: Final = 60


@dataclass(frozen=True, kw_only=True)
class Added:
    """A contract with the examples in it."""

    document: JsonObject
    kept: int
    left_out: int
    problems: tuple[Problem, ...]
    """One for each call that was left out."""


def with_recorded(document: JsonObject, servers: tuple[str, ...], calls: Iterable[RecordedCall]) -> Added:
    """A copy of the document with every call that fits it, once; ``servers`` are the contract's."""
    judge, added = Judge(document, servers), _Adding(document)
    left_out: list[Problem] = []
    kept = 0
    for recorded in calls:
        try:
            kept += added.take(judge, judge.judged(recorded), recorded.name)
        except LeftOut as reason:
            left_out.append(_problem(recorded, str(reason)))
    return Added(document=added.document, kept=kept, left_out=len(left_out), problems=tuple(_told(left_out)))


class _Adding:
    """Writes examples into a document."""

    def __init__(self, document: JsonObject) -> None:
        # Through JSON: a contract in YAML may hold one part in several places, and what is added is of one place only.
        self.document: JsonObject = json.loads(json.dumps(document))

    def take(self, judge: Judge, good: GoodCall, name: str) -> bool:
        """Add it, unless the very same is there; says whether it did."""
        operation = value_at(self.document, judge.compiled.declared[good.match.operation.key].pointer)
        rules = judge.compiled.answer_rules(good.match.operation)
        rule = rules.for_status(good.answer.status)
        dispatch = _dispatch(good)
        listed = list(objects_in(operation.get(EXTENSION)))
        known = any(same(_asked(each), _asked(dispatch)) for each in listed)
        media = rule.rule_for(good.answer.content_type) if rule is not None and good.value is not NO_VALUE else None
        example, is_new = "", False
        if rule is not None and media is not None:
            examples = self._examples(operation, rule, media)
            example, is_new = _placed(examples, good, name, taken=_names_in(operation) | rules.example_names())
        if good.told_apart and not known:
            operation[EXTENSION] = [*listed, dispatch | {"example": example}]
            return True
        return is_new

    def _examples(self, operation: JsonObject, rule: StatusRule, media: MediaRule) -> JsonObject:
        """The named examples of an answer; a shared answer becomes the operation's own, since others have it too."""
        responses = operation["responses"]
        if "$ref" in responses[rule.key]:
            responses[rule.key] = deepcopy(value_at(self.document, rule.pointer))
        described = responses[rule.key]["content"][media.media_type]
        examples: JsonObject = map_of(described.get("examples"))
        if "example" in described:  # OpenAPI has the two exclude each other
            examples = {"example": {"value": described.pop("example")}, **examples}
        described["examples"] = examples
        return examples


def _dispatch(good: GoodCall) -> JsonObject:
    asked: JsonObject = {
        "status": good.answer.status,
        "path": dict(good.match.path_parameters),
        "query": sorted(list(pair) for pair in good.query),
    }
    return asked if good.body is NO_VALUE else asked | {"body": good.body}


def _asked(dispatch: JsonObject) -> JsonValue:
    return {part: dispatch[part] for part in ("path", "query", "body") if part in dispatch}


def _placed(examples: JsonObject, good: GoodCall, name: str, *, taken: set[str]) -> tuple[str, bool]:
    """The name under which the answer stands, and whether it is new."""
    for known, each in examples.items():
        if isinstance(each, dict) and "value" in each and same(each["value"], good.value):
            return known, False
    chosen = _new_name(name or " ".join([*good.match.path_parameters.values(), str(good.answer.status)]), taken)
    examples[chosen] = {"summary": name[:200] or _("Recorded call"), "value": good.value}
    return chosen, True


def _new_name(wanted: str, taken: set[str]) -> str:
    """A word that ``Prefer: example=`` can carry."""
    base = slugify(wanted)[:_NAME_LENGTH].strip("-") or "recorded"
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    return name


def _names_in(operation: JsonObject) -> set[str]:
    """The names of all examples of all answers: a wish names no status."""
    found: set[str] = set()
    for response in operation["responses"].values():
        content = response.get("content") if isinstance(response, dict) else None
        for media in content.values() if isinstance(content, dict) else ():
            named = media.get("examples") if isinstance(media, dict) else None
            found.update(named if isinstance(named, dict) else ())
    return found


def _problem(recorded: RecordedCall, reason: str) -> Problem:
    name = recorded.name or f"{recorded.call.method} {recorded.call.path}".strip()
    return Problem(
        severity="warning",
        message=_("The recorded call “%(name)s” was left out. %(reason)s")
        % {"name": _showable(name[:120]) or _("A call"), "reason": _showable(reason)},
        remedy=_("Record it again with test data and as the contract asks, or correct the contract."),
        place=_showable(recorded.place),
    )


def _showable(text: str) -> str:
    """Without what may not be shown, and without what no page and no database can hold."""
    return blotted(mask_real_numbers(text)).replace("\x00", "").encode("utf-8", errors="replace").decode()


def _told(left_out: list[Problem]) -> Iterator[Problem]:
    yield from left_out[:_TOLD]
    if len(left_out) > _TOLD:
        yield Problem(
            severity="warning",
            message=_("%(count)d more recorded calls were left out.") % {"count": len(left_out) - _TOLD},
            remedy=_("Record only the calls to this service."),
        )
