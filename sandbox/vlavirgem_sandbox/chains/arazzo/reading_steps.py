"""Steps and what belongs to them: what they do, send, expect and give, and what comes after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from django.utils.translation import gettext as _

from vlavirgem_sandbox.chains.arazzo.expressions import NotAnExpression, expressions_in, parse_expression
from vlavirgem_sandbox.chains.arazzo.fields import At
from vlavirgem_sandbox.chains.arazzo.limits import MAX_TEXT
from vlavirgem_sandbox.chains.arazzo.model import Action, Body, Parameter, Replacement, Step
from vlavirgem_sandbox.chains.arazzo.reading_actions import read_action, read_criterion
from vlavirgem_sandbox.chains.arazzo.reading_targets import read_target

T = TypeVar("T")
_STEP: Final = (
    "description",
    "stepId",
    "operationId",
    "operationPath",
    "workflowId",
    "parameters",
    "requestBody",
    "successCriteria",
    "onSuccess",
    "onFailure",
    "outputs",
)
_LOCATIONS: Final = ("path", "query", "header", "cookie")


@dataclass(frozen=True, kw_only=True)
class Shared:
    """What a workflow gives to each of its steps."""

    parameters: tuple[Parameter, ...]
    on_success: tuple[Action, ...]
    on_failure: tuple[Action, ...]


def read_outputs(place: At) -> Mapping[str, str]:
    """Outputs by name, each an expression."""
    outputs: dict[str, str] = {}
    for name, value in place.members("outputs", _("output")):
        if not isinstance(value.value, str):
            value.refuse(_("An output is an expression."), _("Write one, such as “$response.body#/id”."))
            continue
        try:
            parse_expression(value.value if value.value.startswith("$") else "")
        except NotAnExpression as wrong:
            value.refuse(
                _("“%(text)s” is no expression: %(why)s.") % {"text": value.value[:80], "why": wrong},
                _("Write one, such as “$response.body#/id”."),
            )
            continue
        outputs[name] = value.value
    return outputs


def check_expressions(place: At, value: object) -> None:
    """Note what looks like an expression in a template and is none."""
    for text, pointer in expressions_in(value):
        try:
            parse_expression(text)
        except NotAnExpression as wrong:
            At(None, place.pointer + pointer, place.problems).refuse(
                _("“%(text)s” is no expression: %(why)s.") % {"text": text[:80], "why": wrong},
                _("Correct it. A text that begins with a dollar sign and a letter is always read as an expression."),
            )


class StepReader:
    """Reads steps; knows the components that they may refer to."""

    def __init__(self, components: At | None) -> None:
        self._components = components

    def read_components(self) -> None:
        """Look at each component by itself, also those that no step uses."""
        if self._components is None:
            return
        for _name, place in self._components.members("parameters", _("parameter")):
            self._parameter(place, needs_location=False)
        for key, kinds in (("successActions", ("end", "goto")), ("failureActions", ("end", "goto", "retry"))):
            for _name, place in self._components.members(key, _("action")):
                read_action(place, kinds)

    def shared_by(self, workflow: At) -> Shared:
        """The workflow's own parameters and actions."""
        return Shared(
            parameters=self._parameters(workflow, needs_location=False),
            on_success=self._actions(workflow, "successActions"),
            on_failure=self._actions(workflow, "failureActions"),
        )

    def step(self, place: At, shared: Shared) -> Step | None:
        """One step, with what its workflow gives it; its own parameters and actions replace those of the same name."""
        if place.fields(_STEP) is None:
            return None
        place.prose("description")
        target = read_target(place)
        own = self._parameters(place, needs_location=not target.workflow_id)
        named = {(each.location, each.name): each for each in (*shared.parameters, *own)}
        criteria = [read_criterion(each) for each in place.entries("successCriteria", _("criterion"))]
        return Step(
            step_id=place.name("stepId"),
            description=str(place.value.get("description") or ""),
            target=target,
            parameters=tuple(named.values()),
            body=self._body(place, runs_workflow=bool(target.workflow_id)),
            criteria=tuple(each for each in criteria if each is not None),
            on_success=_merged(self._actions(place, "onSuccess"), shared.on_success),
            on_failure=_merged(self._actions(place, "onFailure"), shared.on_failure),
            outputs=read_outputs(place),
            pointer=place.pointer,
        )

    def _parameters(self, owner: At, *, needs_location: bool) -> tuple[Parameter, ...]:
        found: list[Parameter] = []
        for place in owner.entries("parameters", _("parameter")):
            parameter = self._resolved(
                place, "parameters", lambda here: self._parameter(here, needs_location=needs_location)
            )
            if parameter is None:
                continue
            if any((each.location, each.name) == (parameter.location, parameter.name) for each in found):
                message = _("The parameter “%(name)s” is given twice.") % {"name": parameter.name}
                place.refuse(message, _("Keep one of the two."))
            found.append(parameter)
        return tuple(found)

    def _parameter(self, place: At, *, needs_location: bool) -> Parameter | None:
        if place.fields(("name", "in", "value")) is None:
            return None
        name, location = place.text("name", required=True), place.text("in")
        if location and location not in _LOCATIONS:
            place.refuse(
                _("A parameter does not stand in “%(location)s”.") % {"location": location[:40]},
                _("Choose one of: %(known)s.") % {"known": ", ".join(_LOCATIONS)},
                key="in",
            )
        elif needs_location and not location:
            place.refuse(
                _("It is not said where the parameter “%(name)s” stands.") % {"name": name},
                _("Add “in”: path, query, header or cookie."),
            )
        if not place.has("value"):
            place.refuse(_("The parameter “%(name)s” has no value.") % {"name": name}, _("Add “value”."))
        value = place.value.get("value")
        check_expressions(place.at("value"), value)
        return Parameter(name=name, location=location, value=value, pointer=place.pointer)  # type: ignore[arg-type]  # checked

    def _body(self, step: At, *, runs_workflow: bool) -> Body | None:
        if not step.has("requestBody"):
            return None
        place = step.at("requestBody", _("request body"))
        if place.fields(("contentType", "payload", "replacements")) is None:
            return None
        if runs_workflow:
            place.refuse(
                _("A step that runs a workflow sends no body."), _("Give the workflow its inputs as parameters.")
            )
        payload = place.value.get("payload")
        check_expressions(place.at("payload"), payload)
        replacements = [self._replacement(each) for each in place.entries("replacements", _("replacement"))]
        return Body(
            content_type=place.text("contentType"),
            payload=payload,
            replacements=tuple(each for each in replacements if each is not None),
            pointer=place.pointer,
        )

    def _replacement(self, place: At) -> Replacement | None:
        if place.fields(("target", "value")) is None:
            return None
        target = place.text("target", required=True)
        if target and not target.startswith("/"):
            place.refuse(
                _("“%(target)s” is no JSON pointer.") % {"target": target[:80]},
                _("Point into the payload with “/name/0/name”. XPath is not evaluated here."),
                key="target",
            )
        check_expressions(place.at("value"), place.value.get("value"))
        return Replacement(target=target, value=place.value.get("value"), pointer=place.pointer)

    def _actions(self, owner: At, key: str) -> tuple[Action, ...]:
        is_success = key in {"successActions", "onSuccess"}
        component = "successActions" if is_success else "failureActions"
        kinds = ("end", "goto") if is_success else ("end", "goto", "retry")
        actions = [
            self._resolved(place, component, lambda here: read_action(here, kinds))
            for place in owner.entries(key, _("action"))
        ]
        return tuple(action for action in actions if action is not None)

    def _resolved(self, place: At, component: str, read: Callable[[At], T | None]) -> T | None:
        """What stands here, or the component that it refers to (section 4.6.14, Reusable Object)."""
        if not place.has("reference"):
            return read(place)
        allowed = ("reference", "value") if component == "parameters" else ("reference",)
        place.named(_("reference")).fields(allowed)
        reference = place.text("reference", required=True, most=MAX_TEXT)
        prefix = f"$components.{component}."
        name = reference.removeprefix(prefix)
        known = self._components.at(component).value if self._components is not None else None
        if not reference.startswith(prefix) or not isinstance(known, dict) or name not in known:
            place.refuse(
                _("“%(reference)s” leads to nothing.") % {"reference": reference[:80]},
                _("Refer to what stands under “components”, as “%(prefix)s<name>”.") % {"prefix": prefix},
                key="reference",
            )
            return None
        found = known[name]
        if place.has("value") and isinstance(found, dict):
            found = {**found, "value": place.value["value"]}
        return read(At(found, place.pointer, place.problems, _("component")))


def _merged(own: tuple[Action, ...], shared: tuple[Action, ...]) -> tuple[Action, ...]:
    """A step's own actions come first; of the workflow's, those with another name (section 4.6.4, successActions)."""
    names = {action.name for action in own}
    return (*own, *(action for action in shared if action.name not in names))
