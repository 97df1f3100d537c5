"""Is an answer what the contract promises? Judged by jsonschema-rs, which has no part in making answers."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.answer_rules import AnswerRules, StatusRule
from vlavirgem_sandbox.contracts.call_checks import against_schema
from vlavirgem_sandbox.contracts.media_types import is_json
from vlavirgem_sandbox.contracts.model import Answer, Place, Violation
from vlavirgem_sandbox.contracts.validators import Validators


def answer_violations(rules: AnswerRules, validators: Validators, answer: Answer) -> list[Violation]:
    """Every way in which the answer departs from the contract."""
    rule = rules.for_status(answer.status)
    if rule is None:
        message = _("The contract describes no answer with status %(status)d.") % {"status": answer.status}
        return [_violation("header", "", message, "")]
    return [*_of_headers(rule, answer), *_of_body(rule, validators, answer)]


def _of_headers(rule: StatusRule, answer: Answer) -> Iterator[Violation]:
    sent = {name.lower() for name, _value in answer.headers}
    for header in rule.headers:
        if header.required and header.name.lower() not in sent:
            message = _("The header '%(name)s' is missing.") % {"name": header.name}
            yield _violation("header", header.name, message, f"{header.pointer}/required")


def _of_body(rule: StatusRule, validators: Validators, answer: Answer) -> Iterator[Violation]:
    if not answer.content_type:
        if answer.body or (rule.media and answer.status not in {204, 205, 304}):
            yield _violation("content-type", "", _("The answer has no media type."), f"{rule.pointer}/content")
        return
    media = rule.rule_for(answer.content_type)
    if media is None:
        message = _("The contract describes no answer of type '%(type)s'.") % {"type": answer.content_type}
        yield _violation("content-type", "", message, f"{rule.pointer}/content")
        return
    if not media.schema_pointer:
        return
    if is_json(answer.content_type):
        try:
            value = orjson.loads(answer.body)
        except orjson.JSONDecodeError:
            yield _violation("body", "", _("The body is not valid JSON."), media.pointer)
            return
        yield from against_schema(validators, "body", "", media.schema_pointer, value)


def _violation(place: Place, pointer: str, message: str, rule: str) -> Violation:
    return Violation(place=place, pointer=pointer, message=message, rule=rule)
