"""Criteria and actions."""

from __future__ import annotations

from typing import Final, cast

from django.utils.translation import gettext as _

from vlavirgem_sandbox.chains.arazzo.conditions import NotACondition, parse_condition
from vlavirgem_sandbox.chains.arazzo.expressions import NotAnExpression, parse_expression
from vlavirgem_sandbox.chains.arazzo.fields import At
from vlavirgem_sandbox.chains.arazzo.json_paths import NotAPath, parse_path
from vlavirgem_sandbox.chains.arazzo.limits import MAX_RETRIES, MAX_WAIT
from vlavirgem_sandbox.chains.arazzo.model import Action, ActionKind, Criterion, CriterionKind
from vlavirgem_sandbox.contracts.patterns import can_be_checked, re2_takes

_ACTION: Final = ("name", "type", "workflowId", "stepId", "criteria")
_RETRY: Final = ("retryAfter", "retryLimit")
_KINDS: Final = ("simple", "regex", "jsonpath", "xpath")
_PATH_VERSION: Final = "draft-goessner-dispatch-jsonpath-00"


def read_criterion(place: At) -> Criterion | None:
    """One criterion, its condition compiled once to see that it can be."""
    if place.fields(("context", "condition", "type")) is None:
        return None
    kind = _kind(place)
    condition, context = place.text("condition", required=True), place.text("context")
    if kind is None or not condition:
        return None
    if kind != "simple" and not context:
        place.refuse(
            _("A criterion of type “%(kind)s” has to say what it looks at.") % {"kind": kind},
            _("Add “context”, such as “$response.body”."),
        )
    if kind == "simple" and context:
        remedy = _("Take “context” out, or add “type: regex” or “type: jsonpath”.")
        place.refuse(_("A simple condition has no “context”."), remedy, key="context")
    _check_context(place, context)
    _check_condition(place, kind, condition)
    return Criterion(kind=kind, condition=condition, context=context, pointer=place.pointer)


def _kind(place: At) -> CriterionKind | None:
    """The type, a word or an object with its version (section 4.6.12)."""
    written = place.value.get("type", "simple")
    if isinstance(written, dict):
        described = place.at("type", _("criterion type"))
        described.fields(("type", "version"))
        if described.text("type", required=True) == "jsonpath" and described.text("version") != _PATH_VERSION:
            remedy = _("Write “%(version)s”.") % {"version": _PATH_VERSION}
            described.refuse(_("This version of JSONPath is not known to Arazzo 1.0."), remedy, key="version")
        written = written.get("type")
    if written == "xpath":
        place.refuse(
            _("XPath criteria are not evaluated here: the services of a chain answer in JSON."),
            _("Use “type: jsonpath”, or “type: regex” on “$response.body”."),
            key="type",
        )
        return None
    if written not in _KINDS:
        remedy = _("Choose one of: simple, regex, jsonpath.")
        place.refuse(_("There is no such type of criterion."), remedy, key="type")
        return None
    return cast("CriterionKind", written)


def _check_context(place: At, context: str) -> None:
    if not context:
        return
    try:
        parse_expression(context if context.startswith("$") else "")
    except NotAnExpression as wrong:
        place.refuse(
            _("“%(text)s” is no expression: %(why)s.") % {"text": context[:80], "why": wrong},
            _("Write one, such as “$response.body”."),
            key="context",
        )


def _check_condition(place: At, kind: CriterionKind, condition: str) -> None:
    try:
        if kind == "simple":
            parse_condition(condition)
        elif kind == "jsonpath":
            parse_path(condition)
        elif not (can_be_checked(condition) and re2_takes(condition)):
            place.refuse(
                _("This regular expression cannot be run in a time that grows with the text only."),
                _("Leave out look-around and back-references, and large counted repeats."),
                key="condition",
            )
    except (NotACondition, NotAPath) as wrong:
        place.refuse(
            _("The condition “%(text)s” cannot be read: %(why)s.") % {"text": condition[:80], "why": wrong},
            _("Correct it; see the guide for what a condition can say."),
            key="condition",
        )


def read_action(place: At, kinds: tuple[str, ...]) -> Action | None:
    """One action after a step."""
    if place.fields((*_ACTION, *(_RETRY if "retry" in kinds else ()))) is None:
        return None
    name, kind = place.text("name", required=True), place.text("type", required=True)
    if kind not in kinds:
        if kind:
            remedy = _("Choose one of: %(known)s.") % {"known": ", ".join(kinds)}
            place.refuse(_("An action here is not of type “%(kind)s”.") % {"kind": kind[:40]}, remedy, key="type")
        return None
    workflow_id, step_id = place.text("workflowId"), place.text("stepId")
    _check_target(place, kind, workflow_id, step_id)
    criteria = [read_criterion(each) for each in place.entries("criteria", _("criterion"))]
    return Action(
        name=name,
        kind=cast("ActionKind", kind),
        workflow_id=workflow_id,
        step_id=step_id,
        retry_after=_number(place, "retryAfter", most=MAX_WAIT, default=0),
        retry_limit=int(_number(place, "retryLimit", most=MAX_RETRIES, default=1, whole=True)),
        criteria=tuple(each for each in criteria if each is not None),
        pointer=place.pointer,
    )


def _check_target(place: At, kind: str, workflow_id: str, step_id: str) -> None:
    if workflow_id and step_id:
        place.refuse(_("An action leads to a step or to a workflow, not to both."), _("Take one of the two out."))
    if kind == "goto" and not (workflow_id or step_id):
        place.refuse(_("It is not said where to go."), _("Add “stepId” or “workflowId”."))
    if kind == "end" and (workflow_id or step_id):
        place.refuse(_("An action that ends the workflow leads nowhere."), _("Use “type: goto”, or take the name out."))
    if workflow_id.startswith("$"):
        remedy = _("Give the “workflowId” of a workflow in this description.")
        place.refuse(_("Workflows of another Arazzo file cannot be run here."), remedy, key="workflowId")


def _number(place: At, key: str, *, most: float, default: float, whole: bool = False) -> float:
    if not place.has(key):
        return default
    value = place.value[key]
    is_number = isinstance(value, int if whole else int | float) and not isinstance(value, bool)
    if not is_number or not 0 <= value <= most:
        kind = _("a whole number") if whole else _("a number")
        place.refuse(
            _("“%(field)s” has to be %(kind)s from 0 to %(most)s.") % {"field": key, "kind": kind, "most": f"{most:g}"},
            _("A run may take a minute at most, so retries are few and waits short."),
            key=key,
        )
        return default
    return float(value)
