"""The answers that a try-out gives of its own accord, added to the OpenAPI document that its callers download.

A contract seldom lists every refusal there is; the real service answers them all the same, and so does a try-out: a
missing key, a body that breaks a rule, a version that has moved on. Each is Problem Details (RFC 9457). A client made
from the document knows them then, and a tool that holds our answers against it finds nothing unannounced.
"""

from __future__ import annotations

import json
from typing import Final

from vlavirgem_sandbox.contracts.fields import map_of
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue
from vlavirgem_sandbox.contracts.openapi_tree import METHODS
from vlavirgem_sandbox.contracts.pointers import from_fragment, value_at
from vlavirgem_sandbox.contracts.served import PROBLEM_DETAILS

# Names that no contract has by chance. A document that was downloaded here and is handed in again has these very parts:
# they are taken out then (without_own_refusals), so that it says what it said before.
_RESPONSE: Final = "VlaVirGemTryoutRefusal"
_SCHEMA: Final = "VlaVirGemTryoutProblem"
_WAS_REQUIRED: Final = "x-vlavirgem-required"
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
_TO_SCHEMA: Final[JsonObject] = {"$ref": f"#/components/schemas/{_SCHEMA}"}
_TO_RESPONSE: Final[JsonObject] = {"$ref": f"#/components/responses/{_RESPONSE}"}
_CONTENT: Final[JsonObject] = {PROBLEM_DETAILS: {"schema": _TO_SCHEMA}}


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
        return _TO_RESPONSE
    content = answer.get("content")
    if not isinstance(content, dict) or not content:
        return answer  # without a body: OpenAPI has no words for "none, or this one"
    theirs = map_of(content.get(PROBLEM_DETAILS))
    both = {"anyOf": [theirs["schema"], _TO_SCHEMA]} if "schema" in theirs else _TO_SCHEMA
    ours = {**answer, "content": {**content, PROBLEM_DETAILS: {**theirs, "schema": both}}}
    if isinstance(answer.get("headers"), dict):  # those are of the service's own refusals
        ours["headers"] = {name: _optional(contract, header) for name, header in answer["headers"].items()}
    return ours


def _optional(contract: JsonObject, header: JsonValue) -> JsonValue:
    found = _followed(contract, header)
    if not isinstance(found, dict):
        return header
    return {**found, "required": False, **({_WAS_REQUIRED: True} if found.get("required") is True else {})}


def without_own_refusals(contract: JsonObject) -> JsonObject:
    """The contract that :func:`with_own_refusals` was given, as near as can be told; any other as it is."""
    components = map_of(contract.get("components"))
    if _SCHEMA not in map_of(components.get("schemas")):
        return contract
    kept = {
        name: {each: part for each, part in members.items() if each not in (_SCHEMA, _RESPONSE)}
        if name in ("schemas", "responses") and isinstance(members, dict)
        else members
        for name, members in components.items()
    }
    paths = {path: _path_before(contract, members) for path, members in map_of(contract.get("paths")).items()}
    before = {**contract, "components": kept, "paths": paths}
    still_used = any(f'/{name}"' in json.dumps(before) for name in (_SCHEMA, _RESPONSE))  # by what its author changed
    return {**before, "components": components} if still_used else before


def _path_before(contract: JsonObject, members: JsonValue) -> JsonValue:
    if not isinstance(members, dict):
        return members
    return {
        name: {**member, "responses": _answers_before(contract, map_of(member.get("responses")))}
        if name in METHODS and isinstance(member, dict)
        else member
        for name, member in members.items()
    }


def _answers_before(contract: JsonObject, responses: JsonObject) -> JsonObject:
    """Without what was added, and without a status that only repeats what its range or the default says."""
    kept = {status: _without_ours(answer) for status, answer in responses.items() if answer != _TO_RESPONSE}
    for status in map(str, _STATUSES):
        others = {name: answer for name, answer in kept.items() if name != status}
        general = _answer_for(contract, others, int(status))
        if status in kept and general is not None and kept[status] == general:
            kept = others
    return kept


def _without_ours(answer: JsonValue) -> JsonValue:
    content = map_of(map_of(answer).get("content"))
    problem = map_of(content.get(PROBLEM_DETAILS))
    schema = problem.get("schema")
    if not isinstance(answer, dict) or not isinstance(schema, dict):
        return answer
    forms = schema.get("anyOf")
    before = {name: part for name, part in problem.items() if name != "schema"}
    if isinstance(forms, list) and len(forms) == 2 and forms[1] == _TO_SCHEMA:  # noqa: PLR2004 - theirs and ours
        before["schema"] = forms[0]
    elif schema != _TO_SCHEMA:
        return answer
    others = {name: media for name, media in content.items() if name != PROBLEM_DETAILS}
    was_there = before or not others
    found = {**answer, "content": {**others, PROBLEM_DETAILS: before} if was_there else others}
    if isinstance(answer.get("headers"), dict):
        found["headers"] = {name: _as_required(header) for name, header in answer["headers"].items()}
    return found


def _as_required(header: JsonValue) -> JsonValue:
    if not isinstance(header, dict) or _WAS_REQUIRED not in header:
        return header
    return {**{name: part for name, part in header.items() if name != _WAS_REQUIRED}, "required": True}
