"""The answers that a try-out gives of its own accord, added to the OpenAPI document that its callers download.

A contract seldom lists every refusal there is; the real service answers them all the same, and so does a try-out: a
missing key, a body that breaks a rule, a version that has moved on. Each is Problem Details (RFC 9457). A client made
from the document knows them then, and a tool that holds our answers against it finds nothing unannounced.
"""

from __future__ import annotations

from typing import Final

from vlavirgem_sandbox.contracts.fields import map_of
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue
from vlavirgem_sandbox.contracts.openapi_tree import METHODS
from vlavirgem_sandbox.contracts.pointers import from_fragment, value_at
from vlavirgem_sandbox.contracts.served import PROBLEM_DETAILS

# Names that no contract has by chance; a document that was downloaded here and handed in again has these very parts.
_RESPONSE: Final = "VlaVirGemTryoutRefusal"
_SCHEMA: Final = "VlaVirGemTryoutProblem"
_STATUSES: Final = (400, 401, 403, 404, 409, 410, 412, 413, 415, 422, 429, 501, 503, 507)
_PROBLEM: Final[JsonObject] = {
    "type": "object",
    "description": "Problem Details (RFC 9457).",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}
_CONTENT: Final[JsonObject] = {PROBLEM_DETAILS: {"schema": {"$ref": f"#/components/schemas/{_SCHEMA}"}}}


def with_own_refusals(contract: JsonObject) -> JsonObject:
    """The contract in which every operation may also answer what a try-out answers of its own accord."""
    components = map_of(contract.get("components"))
    return {
        **contract,
        "components": {
            **components,
            "responses": {
                **map_of(components.get("responses")),
                _RESPONSE: {"description": "The try-out's own refusal", "content": _CONTENT},
            },
            "schemas": {**map_of(components.get("schemas")), _SCHEMA: _PROBLEM},
        },
        "paths": {path: _path(contract, members) for path, members in map_of(contract.get("paths")).items()},
    }


def _path(contract: JsonObject, members: JsonValue) -> JsonValue:
    if not isinstance(members, dict):
        return members
    return {
        name: {**member, "responses": _answers(contract, map_of(member.get("responses")))}
        if name in METHODS and isinstance(member, dict)
        else member
        for name, member in members.items()
    }


def _answers(contract: JsonObject, responses: JsonObject) -> JsonObject:
    added = {str(status): _also_ours(contract, _answer_for(contract, responses, status)) for status in _STATUSES}
    return {**responses, **added}


def _answer_for(contract: JsonObject, responses: JsonObject, status: int) -> JsonValue:
    """What the contract itself says of the status (OpenAPI 3.1 section 4.8.16: exact, then range, then default)."""
    named = (str(status), f"{status // 100}XX", f"{status // 100}xx", "default")
    return _followed(contract, next((responses[name] for name in named if name in responses), None))


def _followed(contract: JsonObject, part: JsonValue) -> JsonValue:
    """Behind a reference; None where it leads nowhere, which was told of when the contract was read."""
    reference = part.get("$ref") if isinstance(part, dict) else None
    if not isinstance(reference, str):
        return part
    try:
        return value_at(contract, from_fragment(reference))
    except LookupError:
        return None


def _also_ours(contract: JsonObject, answer: JsonValue) -> JsonObject:
    if not isinstance(answer, dict):
        return {"$ref": f"#/components/responses/{_RESPONSE}"}
    content = answer.get("content")
    if not isinstance(content, dict) or not content:
        return answer  # without a body: OpenAPI has no words for "none, or this one"
    theirs = map_of(content.get(PROBLEM_DETAILS))
    schema = _CONTENT[PROBLEM_DETAILS]["schema"]
    both = {"anyOf": [theirs["schema"], schema]} if "schema" in theirs else schema
    ours = {**answer, "content": {**content, PROBLEM_DETAILS: {**theirs, "schema": both}}}
    if isinstance(answer.get("headers"), dict):  # those are of the service's own refusals
        ours["headers"] = {name: _optional(contract, header) for name, header in answer["headers"].items()}
    return ours


def _optional(contract: JsonObject, header: JsonValue) -> JsonValue:
    found = _followed(contract, header)
    return {**found, "required": False} if isinstance(found, dict) else header
