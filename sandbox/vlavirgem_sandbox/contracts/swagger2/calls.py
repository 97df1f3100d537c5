"""Parameters of Swagger 2.0: those of OpenAPI 3.0, and the body and form fields that become a request body."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue
from vlavirgem_sandbox.contracts.swagger2.references import moved
from vlavirgem_sandbox.contracts.swagger2.schemas import schema, value_schema

JSON: Final = "application/json"
_FORM: Final = "application/x-www-form-urlencoded"
_MULTIPART: Final = "multipart/form-data"
_REFERENCE: Final = "#/parameters/"
_IN_BODY: Final = ("body", "formData")
# OpenAPI 3.0 has no style for tabs; a comma is what most servers take instead.
_STYLES: Final[dict[str, JsonObject]] = {
    "csv": {"explode": False},
    "tsv": {"explode": False},
    "ssv": {"style": "spaceDelimited", "explode": False},
    "pipes": {"style": "pipeDelimited", "explode": False},
    "multi": {"style": "form", "explode": True},
}


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What a call carries: parameters, and a request body when there is one."""

    parameters: list[JsonValue]
    body: JsonObject | None


def sent(listed: Iterable[JsonValue], shared: JsonObject, consumes: list[str]) -> Sent:
    """Split parameters into those that stay and those that make the body.

    ``shared`` is the document's own map of parameters, ``consumes`` the media types of the operation.
    """
    parameters: list[JsonValue] = []
    bodies: list[JsonObject] = []
    for each in listed:
        found = _followed(each, shared)
        if isinstance(found, dict) and found.get("in") in _IN_BODY:
            bodies.append(found)
        elif isinstance(each, dict) and "$ref" in each:
            parameters.append({"$ref": moved(each["$ref"])})
        else:
            parameters.append(parameter(each))
    return Sent(parameters=parameters, body=_body(bodies, consumes) if bodies else None)


def parameter(described: JsonValue) -> JsonValue:
    """A path, query or header parameter."""
    if not isinstance(described, dict):
        return described
    kept = {name: described[name] for name in ("name", "in", "description", "required") if name in described}
    if described.get("allowEmptyValue") is True and described.get("in") == "query":
        kept["allowEmptyValue"] = True
    found = {**kept, "schema": value_schema(described), **_style(described)}
    if "x-example" in described:
        found["example"] = described["x-example"]
    return found


def in_body(described: JsonValue) -> bool:
    """Whether this shared parameter is a body or a form field, which OpenAPI 3.0 has no parameter for."""
    return isinstance(described, dict) and described.get("in") in _IN_BODY


def _style(described: JsonObject) -> JsonObject:
    if described.get("type") != "array":
        return {}
    wanted = _STYLES.get(str(described.get("collectionFormat", "csv")), {"explode": False})
    # Paths and headers know commas only (OpenAPI 3.0.4, section 4.7.12.2: style "simple").
    return wanted if described.get("in") == "query" else {"explode": False}


def _followed(each: JsonValue, shared: JsonObject) -> JsonValue:
    reference = each.get("$ref") if isinstance(each, dict) else None
    if isinstance(reference, str) and reference.startswith(_REFERENCE):
        return shared.get(reference.removeprefix(_REFERENCE).replace("~1", "/").replace("~0", "~"))
    return each


def _body(described: list[JsonObject], consumes: list[str]) -> JsonObject:
    whole = next((each for each in described if each.get("in") == "body"), None)
    if whole is None:
        return _form(described, consumes)
    media: JsonObject = {"schema": schema(whole.get("schema", {}))}
    examples = whole.get("x-examples")
    named = examples if isinstance(examples, dict) else {}
    found: JsonObject = {
        "content": {
            each: {**media, "example": named[each]} if each in named else dict(media) for each in consumes or [JSON]
        },
        "required": whole.get("required") is True,
    }
    if isinstance(whole.get("description"), str):
        found["description"] = whole["description"]
    return found


def _form(fields: list[JsonObject], consumes: list[str]) -> JsonObject:
    form: JsonObject = {
        "type": "object",
        "properties": {
            str(field.get("name", "")): {
                **value_schema(field),
                **({"description": field["description"]} if isinstance(field.get("description"), str) else {}),
            }
            for field in fields
        },
    }
    if required := [str(field.get("name", "")) for field in fields if field.get("required") is True]:
        form["required"] = required
    encodings = {str(field.get("name", "")): style for field in fields if (style := _style({**field, "in": "query"}))}
    has_file = any(field.get("type") == "file" for field in fields)
    taken = [each for each in consumes if each in (_FORM, _MULTIPART)]
    kinds = [_MULTIPART] if has_file else taken or [_FORM]
    return {
        "content": {
            kind: {"schema": form, **({"encoding": encodings} if encodings and kind == _FORM else {})} for kind in kinds
        },
        "required": bool(required),
    }
