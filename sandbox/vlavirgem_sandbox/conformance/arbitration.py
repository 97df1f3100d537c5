"""A third opinion where schemathesis and an answer differ over whether a call was valid.

schemathesis makes calls that it takes for valid; where one is refused, either it or who refused it is wrong. The
validator asked here has no part in making or checking calls (``jsonschema`` with OpenAPI's own dialects). It only ever
decides for the answer, and says why: what it cannot tell stays a failure.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from openapi_schema_validator import OAS30ReadValidator, OAS31Validator
from referencing import Registry
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012
from schemathesis import Case
from schemathesis.core import NOT_SET

from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue
from vlavirgem_sandbox.contracts.pointers import escape, from_fragment, to_fragment, value_at

_CONTRACT: Final = "urn:contract"
_LOCATIONS: Final = {"path": "path_parameters", "query": "query"}
"""Headers and cookies are texts by nature: what type they stand for is for the server to say."""


class Arbiter:
    """Tells of calls made from one document whether they keep to it."""

    def __init__(self, document: JsonObject) -> None:
        self._document = document
        self._kind = OAS30ReadValidator if str(document.get("openapi")).startswith("3.0") else OAS31Validator
        self._registry: Any = Registry().with_resource(_CONTRACT, DRAFT202012.create_resource(document))

    def against_the_tool(self, case: Case[Any], check: str) -> str:
        """Why the failure of a check is the tool's own mistake; empty where it is not, or nobody can tell."""
        if check == "negative_data_rejection":
            return "a body in XML is taken as it is" if "xml" in (case.media_type or "") else ""
        if check != "positive_data_acceptance":
            return ""
        return next(self._complaints(case), "")

    def _complaints(self, case: Case[Any]) -> Iterator[str]:
        pointer = f"/paths/{escape(case.operation.path)}/{case.operation.method.lower()}"
        answers = value_at(self._document, pointer).get("responses", {})
        if not any(key == "default" or key[:1] in {"2", "3"} for key in answers):
            yield "the contract has no answer for a call that goes well"
        for place in (pointer.rpartition("/")[0], pointer):
            listed = value_at(self._document, place).get("parameters", [])
            for number in range(len(listed)):
                yield from self._parameter(f"{place}/parameters/{number}", case)
        if case.body is not NOT_SET and case.media_type is not None:
            body = self._followed(f"{pointer}/requestBody")
            place = f"{body}/content/{escape(case.media_type)}/schema"
            if self._breaks(place, case.body):
                yield "the body is not what the contract asks for"

    def _parameter(self, place: str, case: Case[Any]) -> Iterator[str]:
        place = self._followed(place)
        declared = value_at(self._document, place)
        held: Mapping[str, JsonValue] = getattr(case, _LOCATIONS.get(declared["in"], ""), None) or {}
        value = held.get(declared["name"])
        if value in ({}, []) or (value is None and declared["in"] == "query" and declared.get("required")):
            if declared.get("required"):
                yield f"{declared['name']} is empty, which leaves nothing of it in the call"
        elif (
            value is not None
            and self._breaks(f"{place}/schema", _as_meant(value))
            and self._breaks(f"{place}/schema", value)
        ):
            yield f"{declared['name']} is not what the contract asks for"

    def _followed(self, pointer: str) -> str:
        """Behind a reference, if there is one."""
        found = value_at(self._document, pointer)
        return from_fragment(found["$ref"]) if "$ref" in found else pointer

    def _breaks(self, pointer: str, value: JsonValue) -> bool:
        """Whether the value breaks the schema there; False where there is none."""
        try:
            value_at(self._document, pointer)
            validator = self._kind({"$ref": f"{_CONTRACT}{to_fragment(pointer)}"}, registry=self._registry)
            return not validator.is_valid(value)
        except (LookupError, Unresolvable):
            return False


def _as_meant(value: JsonValue) -> JsonValue:
    """``"39"`` as the number that it stands for in a path or query."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
