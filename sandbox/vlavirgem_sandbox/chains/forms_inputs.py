"""A form out of the schema of a chain's inputs: a field for each property, in the order of the schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue

_PREFIX: Final = "input:"
_CHOICES: Final = 200
_LONG: Final = 200
"""Characters from which a text gets several lines."""


class InputsForm(forms.Form):
    """What a run is given. The schema itself is held against the values when the run begins."""

    def __init__(
        self, data: Mapping[str, Any] | None, *, schema: JsonObject, given: Mapping[str, JsonValue] | None = None
    ) -> None:
        """``given`` are values to start from, before the schema's own defaults."""
        super().__init__(data)
        properties = schema.get("properties")
        self._properties: dict[str, JsonObject] = {
            name: each if isinstance(each, dict) else {}
            for name, each in (properties.items() if isinstance(properties, dict) else ())
        }
        required = schema.get("required") or ()
        for name, each in self._properties.items():
            self.fields[field_of(name)] = _field(name, each, required=name in required, given=given or {})

    def inputs(self) -> dict[str, JsonValue]:
        """The values that were filled in, each of the type of its schema; only on a valid form."""
        filled: dict[str, JsonValue] = {}
        for name, each in self._properties.items():
            value = self.cleaned_data[field_of(name)]
            if each.get("type") == "boolean" or value not in {"", None}:
                filled[name] = value
        return filled

    def tell(self, refusal: Refusal) -> None:
        """Put what is wrong at the field that it is wrong of; raises the refusal where that is none of these."""
        field = _field_at(refusal.place)
        if field not in self.fields:
            raise refusal
        self.add_error(field, refusal.details[0]["message"] if refusal.details else str(refusal))


def field_of(name: str) -> str:
    """The form's name of an input."""
    return f"{_PREFIX}{name}"


def _field_at(place: str) -> str:
    """The form's name of the input that a place such as ``/inputs/name/0`` lies in."""
    parts = place.split("/")
    return field_of(parts[2].replace("~1", "/").replace("~0", "~")) if len(parts) > 2 else ""  # noqa: PLR2004 - /inputs/name


def _field(name: str, schema: JsonObject, *, required: bool, given: Mapping[str, JsonValue]) -> forms.Field:
    initial = given.get(name, schema.get("default"))
    options: dict[str, Any] = {
        "label": str(schema.get("title") or name),
        "help_text": escape(str(schema.get("description") or "")[:_LONG]),
        "required": required,
        "initial": initial,
    }
    kind, allowed = schema.get("type"), schema.get("enum")
    if isinstance(allowed, list) and len(allowed) <= _CHOICES and all(isinstance(each, str) for each in allowed):
        nothing = (
            [] if required and initial is not None else [("", _("Choose a value") if required else _("Leave it out"))]
        )
        return forms.ChoiceField(choices=[*nothing, *((each, each) for each in allowed)], **options)
    if kind == "boolean":
        return forms.BooleanField(**{**options, "required": False})
    if kind == "string":
        return forms.CharField(strip=False, **options)
    shown = "" if initial is None else json.dumps(initial, ensure_ascii=False)
    widget = (
        forms.TextInput() if kind in {"integer", "number"} else forms.Textarea(attrs={"rows": 4, "class": "chain-code"})
    )
    return _JsonField(widget=widget, **{**options, "initial": shown})


class _JsonField(forms.CharField):
    """A number, a list or an object, written as JSON."""

    def clean(self, value: Any) -> JsonValue:
        text = super().clean(value)
        if not text:
            return None
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise ValidationError(_('Write this as JSON: 12, ["a", "b"] or {"name": "value"}.')) from None
