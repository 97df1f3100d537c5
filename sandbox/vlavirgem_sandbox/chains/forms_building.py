"""Forms of the builder: which operation, and what a step sends, expects and gives."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vlavirgem_sandbox.chains.arazzo.expressions import embedded_in, looks_like_expression
from vlavirgem_sandbox.chains.arazzo.fields import NAME
from vlavirgem_sandbox.chains.services_building import StepPlan
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue, Operation, ParameterSummary
from vlavirgem_sandbox.tryouts.calling import CallableTryOut

_LINE: Final = re.compile(r"\s*([A-Za-z0-9_.\-]+)\s*[=:]\s*(\S.*?)\s*\Z")
_HELP: Final = 200
_TYPES: Final = (
    ("string", gettext_lazy("Text")),
    ("integer", gettext_lazy("Whole number")),
    ("number", gettext_lazy("Number")),
    ("boolean", gettext_lazy("Yes or no")),
)


class OperationForm(forms.Form):
    """An operation of one of our try-outs."""

    operation = forms.ChoiceField(label=gettext_lazy("Operation"))

    def __init__(self, data: Mapping[str, Any] | None, *, tryouts: Sequence[CallableTryOut]) -> None:
        super().__init__(data)
        self.has_choice = any(tryout.is_open for tryout in tryouts)
        self.fields["operation"].choices = [  # type: ignore[attr-defined]  # set above
            (
                tryout.name,
                [
                    (f"{tryout.id}|{key}", f"{operation.summary} ({key})" if operation.summary else key)
                    for key, operation in tryout.operations.items()
                ],
            )
            for tryout in tryouts
            if tryout.is_open
        ]


def operation_in(text: str) -> tuple[UUID, str] | None:
    """The try-out and the operation that a choice names; None for another text."""
    tryout, _bar, key = text.partition("|")
    try:
        return UUID(tryout), key
    except ValueError:
        return None


class StepForm(forms.Form):
    """One step: its name, a field for each parameter, the body, criteria and outputs."""

    step_id = forms.CharField(
        label=gettext_lazy("Name of the step"),
        max_length=60,
        help_text=gettext_lazy("Letters, digits, “_”, “-” and “.”. Later steps refer to it."),
    )
    description = forms.CharField(label=gettext_lazy("What it does"), max_length=300, required=False)

    def __init__(
        self, data: Mapping[str, Any] | None, *, operation: Operation, tryout_id: UUID, step: JsonObject | None = None
    ) -> None:
        """``step`` is the step of the document that is changed; None for a new one."""
        super().__init__(data, initial=_initial(operation, step))
        self.operation, self._tryout_id = operation, tryout_id
        for parameter in operation.parameters:
            self.fields[_name(parameter)] = _parameter_field(parameter)
        if operation.request_content_types:
            self.fields["body"] = forms.CharField(
                label=_("Body"),
                required=False,
                strip=False,
                help_text=_("Values, or expressions in their place: “$inputs.name”, or in a text “{$inputs.name}”."),
                widget=forms.Textarea(attrs={"rows": 12, "class": "chain-code", "spellcheck": "false"}),
            )
        self.fields["criteria"] = forms.CharField(
            label=_("It succeeds when"),
            required=False,
            help_text=_("A condition a line, such as “$statusCode == 201” or “$response.body#/status != 'failed'”."),
            widget=forms.Textarea(attrs={"rows": 3, "class": "chain-code", "spellcheck": "false"}),
        )
        self.fields["outputs"] = forms.CharField(
            label=_("What later steps can use"),
            required=False,
            help_text=_("A name and where it is found a line, such as “code = $response.body#/code”."),
            widget=forms.Textarea(attrs={"rows": 3, "class": "chain-code", "spellcheck": "false"}),
        )

    def clean_step_id(self) -> str:
        """A name that an expression can hold."""
        name: str = self.cleaned_data["step_id"].strip()
        if not NAME.match(name):
            raise ValidationError(_("Use letters, digits, “_”, “-” and “.” only."))
        return name

    def clean_outputs(self) -> dict[str, str]:
        """Names with their expressions."""
        outputs: dict[str, str] = {}
        for line in _lines(self.cleaned_data["outputs"]):
            found = _LINE.match(line)
            if found is None:
                raise ValidationError(_("“%(line)s” is not written as “name = $expression”.") % {"line": line[:80]})
            outputs[found[1]] = found[2]
        return outputs

    def plan(self) -> StepPlan:
        """The step; only on a valid form."""
        values = self.cleaned_data
        given = [(each.location, each.name, _value(each, values[_name(each)])) for each in self.operation.parameters]
        body = values.get("body", "")
        return StepPlan(
            step_id=values["step_id"],
            tryout_id=self._tryout_id,
            operation=self.operation.key,
            description=values["description"],
            parameters=[(where, name, value) for where, name, value in given if value not in {"", None}],
            payload=_payload(body),
            has_payload=bool(body.strip()),
            content_type=_content_type(self.operation),
            criteria=list(_lines(values["criteria"])),
            outputs=values["outputs"],
        )


class InputForm(forms.Form):
    """One thing that a run asks for. An empty name takes it away."""

    name = forms.RegexField(label=gettext_lazy("Name"), regex=NAME, max_length=60, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=_TYPES, required=False)
    default = forms.CharField(label=gettext_lazy("To start from"), max_length=300, required=False)

    def clean_default(self) -> JsonValue:
        """What was typed, as the chosen kind; None where nothing was."""
        text, kind = self.cleaned_data["default"], self.cleaned_data.get("kind")
        if not text:
            return None
        if kind == "boolean":
            return text.lower() in {"true", "ja", "1"}
        if kind not in {"integer", "number"}:
            return text
        try:
            number = int(text) if kind == "integer" else float(text)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise ValidationError(_("“%(text)s” is no number. Write it with digits.") % {"text": text})
        return number


def _initial(operation: Operation, step: JsonObject | None) -> dict[str, Any]:
    if step is None:
        values = {_name(each): _shown(each.example) for each in operation.parameters if each.example is not None}
        example = operation.request_example
        status = next((each for each in operation.answer_statuses if each.startswith("2") and each.isdigit()), "200")
        return {**values, "body": example.body if example else "", "criteria": f"$statusCode == {status}"}
    given = {(each.get("in"), each.get("name")): each.get("value") for each in step.get("parameters", [])}
    payload = step.get("requestBody", {}).get("payload", "")
    conditions = [
        each["condition"] for each in step.get("successCriteria", []) if each.get("type", "simple") == "simple"
    ]
    return {
        **{_name(each): _shown(given.get((each.location, each.name))) for each in operation.parameters},
        "step_id": step["stepId"],
        "description": step.get("description", ""),
        "body": payload if isinstance(payload, str) else json.dumps(payload, ensure_ascii=False, indent=2),
        "criteria": "\n".join(conditions),
        "outputs": "\n".join(f"{name} = {text}" for name, text in step.get("outputs", {}).items()),
    }


def parameter_field(location: str, name: str) -> str:
    """The field of a step's form that a parameter is typed in."""
    return f"{location}:{name}"


def _name(parameter: ParameterSummary) -> str:
    return parameter_field(parameter.location, parameter.name)


def _parameter_field(parameter: ParameterSummary) -> forms.Field:
    words = {"path": _("in the path"), "query": _("in the query"), "header": _("header"), "cookie": _("cookie")}
    return forms.CharField(
        label=f"{parameter.name} ({words[parameter.location]})",
        help_text=escape(parameter.description.partition("\n")[0][:_HELP]),
        required=parameter.required or parameter.location == "path",
        strip=False,
    )


def _shown(value: JsonValue) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _value(parameter: ParameterSummary, text: str) -> JsonValue:
    """What was typed, as the contract's type; an expression stays a text."""
    kind = parameter.schema.get("type")
    if kind in {"string", None} or looks_like_expression(text) or embedded_in(text):
        return text
    return _payload(text)


def _payload(text: str) -> JsonValue:
    """JSON where it is, else the text as it was typed."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _content_type(operation: Operation) -> str:
    example = operation.request_example
    if example is not None and example.content_type:
        return example.content_type.partition(";")[0]
    return next(iter(operation.request_content_types), "")


def _lines(text: str) -> Iterator[str]:
    yield from (line.strip() for line in text.splitlines() if line.strip())
