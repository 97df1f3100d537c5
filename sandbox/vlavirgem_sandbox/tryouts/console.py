"""The console: an operation of the contract as a form, and the form as a call."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.authored.personas import Persona
from vlavirgem_sandbox.contracts.media_types import bare, covers
from vlavirgem_sandbox.contracts.model import CallRequest, JsonValue, Operation, ParameterSummary, RequestExample
from vlavirgem_sandbox.contracts.rendering import announced
from vlavirgem_sandbox.contracts.served import ServedContract
from vlavirgem_sandbox.tryouts.persona_filling import filled_in

_BODY_ROWS: Final = 12
_ENUM_SHOWN: Final = 200
_HELP_LENGTH: Final = 200
_BODY: Final = "body"
_CONTENT_TYPE: Final = "content_type"


class _Unenforced:
    """Shown as the contract has it, required or not, and never held to it: the try-out is what answers."""

    def validate(self, value: object) -> None:
        """Anything may be sent."""


class _CallText(_Unenforced, forms.CharField):
    """A text of the call."""


class _CallChoice(_Unenforced, forms.ChoiceField):
    """One of the values that the contract lists."""


class CallForm(forms.Form):
    """Path, query and header fields of one operation, and its body; prefilled with the contract's example.

    Nothing but the path is required here, so that a person can see what the try-out says of a wrong call. A list in the
    query has a line for each value, since contracts differ in how they join them (OpenAPI's style and explode).
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        operation: Operation,
        compiled: ServedContract,
        again: CallRequest | None = None,
        persona: Persona | None = None,
    ) -> None:
        """``again`` is a call of this operation to start from, instead of the contract's example; ``persona`` the test
        persona that it is to be about."""
        start = _initial(operation, compiled) if again is None else _made_again(operation, again, compiled)
        if persona is not None:
            start |= filled_in(operation, persona, str(start.get(_BODY, "")))
        super().__init__(data, initial=start)
        self.operation = operation
        for parameter in operation.parameters:
            self.fields[_field_name(parameter)] = _field(parameter)
        if operation.request_content_types:
            self.fields[_CONTENT_TYPE] = forms.ChoiceField(
                label=_("Kind of body"), choices=[(announced(kind), kind) for kind in operation.request_content_types]
            )
            self.fields[_BODY] = _CallText(
                label=_("Body"),
                strip=False,
                widget=forms.Textarea(attrs={"rows": _BODY_ROWS, "class": "tryout-code", "spellcheck": "false"}),
            )

    def call(self) -> CallRequest:
        """The call that was filled in; only on a valid form."""
        path = self.operation.path
        query: list[tuple[str, str]] = []
        headers: list[tuple[str, str]] = [("Accept", "*/*")]
        for parameter in self.operation.parameters:
            value = str(self.cleaned_data[_field_name(parameter)])
            if parameter.location == "path":
                path = path.replace("{" + parameter.name + "}", quote(value, safe=""))
            elif value and parameter.location == "query":
                query += [(parameter.name, line) for line in value.splitlines()]
            elif value:
                headers.append(_header(parameter, value))
        body = self.cleaned_data.get(_BODY, "").replace("\r\n", "\n").encode()
        if body:
            headers.append(("Content-Type", self.cleaned_data[_CONTENT_TYPE]))
        return CallRequest(method=self.operation.method, path=path, query=query, headers=headers, body=body)


def _made_again(operation: Operation, call: CallRequest, compiled: ServedContract) -> dict[str, Any]:
    """A call that was made, with its body under the media type that the contract knows it by."""
    sent = bare(call.header("Content-Type") or "")
    kind = next((kind for kind in operation.request_content_types if covers(kind, sent)), "")
    made = RequestExample(path=call.path, query=tuple(call.query), headers=tuple(call.headers))
    if sent == "multipart/form-data":  # its boundary was another than the one that the form announces
        example = operation.request_example
        made = replace(made, body=example.body if example else "", content_type=announced(kind))
    elif kind:
        made = replace(made, body=call.body.decode(errors="replace"), content_type=announced(kind))
    return _values(operation, made, compiled)


def _initial(operation: Operation, compiled: ServedContract) -> dict[str, Any]:
    """Values to start from: the parameters' own examples, and over them the example call of the contract."""
    values = {
        _field_name(parameter): _as_text(parameter.example)
        for parameter in operation.parameters
        if parameter.example is not None
    }
    example = operation.request_example
    return values if example is None else values | _values(operation, example, compiled)


def _values(operation: Operation, example: RequestExample, compiled: ServedContract) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if any(parameter.location == "path" for parameter in operation.parameters):
        match = compiled.match(CallRequest(method=operation.method, path=example.path))
        values |= {f"path:{name}": value for name, value in match.path_parameters.items()}
    values |= {f"query:{name}": _lines(example.query, name) for name, _value in example.query}
    sent = {name.lower(): value for name, value in example.headers}
    values |= {
        _field_name(parameter): sent[parameter.name.lower()]
        for parameter in operation.parameters
        if parameter.location == "header" and parameter.name.lower() in sent
    }
    return values | {_BODY: example.body, _CONTENT_TYPE: example.content_type}


def _as_text(value: JsonValue) -> str:
    """An example as a person types it: a list with each value on its own line, the rest as JSON writes it."""
    if isinstance(value, list):
        return "\n".join(_as_text(member) for member in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _lines(query: tuple[tuple[str, str], ...], wanted: str) -> str:
    return "\n".join(value for name, value in query if name == wanted)


def _field_name(parameter: ParameterSummary) -> str:
    return f"{parameter.location}:{parameter.name}"


def _field(parameter: ParameterSummary) -> forms.Field:
    label = f"{parameter.name} ({_location_word(parameter.location)})"
    # The contract's description may hold mark-up of its author; the form draws help texts as they are.
    help_text = escape(parameter.description.partition("\n")[0][:_HELP_LENGTH])
    if parameter.location == "path":  # without it there is no address to call
        return forms.CharField(label=label, help_text=help_text, strip=False)
    required = parameter.required
    allowed = parameter.schema.get("enum")
    if isinstance(allowed, list) and len(allowed) <= _ENUM_SHOWN:
        nothing = _("Choose a value") if required else _("Leave it out")
        choices = [("", nothing), *((str(value), str(value)) for value in allowed)]
        return _CallChoice(label=label, help_text=help_text, required=required, choices=choices)
    if parameter.schema.get("type") == "array":
        lines = forms.Textarea(attrs={"rows": 3})
        hint = f"{help_text} {_('Several values: each on its own line.')}"
        return _CallText(label=label, help_text=hint, required=required, widget=lines)
    return _CallText(label=label, help_text=help_text, required=required, strip=False)


def _location_word(location: str) -> str:
    return {"path": _("in the path"), "query": _("in the query"), "header": _("header"), "cookie": _("cookie")}[
        location
    ]


def _header(parameter: ParameterSummary, value: str) -> tuple[str, str]:
    """Header values hold no line break (RFC 9110 section 5.5); a cookie travels as a header too."""
    safe = value.replace("\r", " ").replace("\n", " ")
    return (parameter.name, safe) if parameter.location == "header" else ("Cookie", f"{parameter.name}={safe}")
