"""From values to a call: the opposite of reading one. Styles as in OpenAPI 3.1.1, section 4.8.12.2."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from vlavirgem_sandbox.contracts.call_checks import CallRules
from vlavirgem_sandbox.contracts.media_types import is_json
from vlavirgem_sandbox.contracts.model import CallRequest, JsonValue, Operation
from vlavirgem_sandbox.contracts.parameters import Location, Parameter
from vlavirgem_sandbox.contracts.rendering import announced, as_header, rendered


@dataclass(frozen=True, kw_only=True)
class GivenParameter:
    """A value for a parameter, declared by the contract or not."""

    name: str
    location: Location
    value: JsonValue


def compose_call(
    operation: Operation,
    rules: CallRules,
    *,
    given: Iterable[GivenParameter],
    body: JsonValue = None,
    has_body: bool = False,
    content_type: str = "",
) -> CallRequest:
    """The call of an operation with these values. What the contract thinks of it is for who serves it.

    A parameter that the contract does not declare is sent in the usual style. Without ``content_type`` the body goes in
    the first media type that the operation takes, JSON before others.
    """
    path, query, headers = placed(operation.path, given, rules)
    if not any(name.lower() == "accept" for name, _value in headers):
        headers.insert(0, ("Accept", "*/*"))
    if not has_body:
        return CallRequest(method=operation.method, path=path, query=query, headers=headers)
    kind = content_type or _first_kind(operation)
    headers = [(name, value) for name, value in headers if name.lower() != "content-type"]
    headers.append(("Content-Type", announced(kind)))
    return CallRequest(method=operation.method, path=path, query=query, headers=headers, body=rendered(body, kind))


def placed(
    path: str, given: Iterable[GivenParameter], rules: CallRules
) -> tuple[str, list[tuple[str, str]], list[tuple[str, str]]]:
    """Path, query and headers of a call with these values; cookies go in one header."""
    declared = {each.name: each for each in rules.parameters if each.location == "query"}
    query: list[tuple[str, str]] = []
    headers: list[tuple[str, str]] = []
    cookies: list[str] = []
    for each in given:
        if each.location == "path":
            path = path.replace(f"{{{each.name}}}", quote(as_header(each.value), safe=","))
        elif each.location == "query":
            query.extend(_query_pairs(declared.get(each.name), each.name, each.value))
        elif each.location == "header":
            headers.append((each.name, as_header(each.value)))
        else:
            cookies.append(f"{each.name}={quote(as_header(each.value))}")
    if cookies:
        headers.append(("Cookie", "; ".join(cookies)))
    return path, query, headers


def _query_pairs(parameter: Parameter | None, name: str, value: JsonValue) -> Iterator[tuple[str, str]]:
    """A value in the query; ``parameter`` is None for one that the contract does not declare."""
    explode, style = (parameter.explode, parameter.style) if parameter is not None else (True, "form")
    if parameter is not None and parameter.is_json:
        yield name, json.dumps(value)
    elif isinstance(value, list) and explode:
        for item in value:
            yield name, as_header(item)
    elif isinstance(value, dict) and style == "deepObject":
        for key, inner in value.items():
            yield f"{name}[{key}]", as_header(inner)
    elif isinstance(value, dict) and explode:
        for key, inner in value.items():
            yield key, as_header(inner)
    else:
        separator = {"spaceDelimited": " ", "pipeDelimited": "|"}.get(style, ",")
        yield name, as_header(value) if separator == "," else separator.join(map(as_header, value))


def _first_kind(operation: Operation) -> str:
    kinds = sorted(operation.request_content_types, key=lambda kind: not is_json(kind))
    return kinds[0].replace("*/*", "application/json") if kinds else "application/json"
