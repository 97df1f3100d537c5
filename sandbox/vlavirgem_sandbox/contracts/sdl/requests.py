"""From a call to the GraphQL operation that it asks for, or to every reason why not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_operation_ast,
)
from graphql.execution.values import get_variable_values

from vlavirgem.graphql_requests.documents import DocumentRefusedError, parsed, require_valid
from vlavirgem.graphql_requests.limits import LARGEST_BODY, Size, over_limits_of_request
from vlavirgem.graphql_requests.requests import PLAIN_JSON, GraphQLRequest, NoRequestError, media_type_for, request_in
from vlavirgem.graphql_requests.wording import in_our_words
from vlavirgem_sandbox.contracts.bodies import UnreadableBody, read_json_body
from vlavirgem_sandbox.contracts.limits import MAX_BODY_DEPTH
from vlavirgem_sandbox.contracts.media_types import bare
from vlavirgem_sandbox.contracts.model import CallRequest, Place, Violation
from vlavirgem_sandbox.contracts.nesting import is_deeper_than
from vlavirgem_sandbox.contracts.routing import MethodNotAllowed
from vlavirgem_sandbox.contracts.sdl.collections import is_list
from vlavirgem_sandbox.contracts.served import NoOperation

HTTP: Final = "GraphQL over HTTP"
USUAL_ROWS: Final = 3
"""Rows of a list that is made, at most."""
LARGEST_PAGE: Final = 100
PAGE_SIZES: Final = ("first", "last", "limit", "size", "take", "pageSize", "eerste", "aantal")
"""Arguments that say how many rows a list may have."""
_ON_TYPE: Final = re.compile(r"Cannot query field '(\w+)' on type '(\w+)'|Unknown argument '(\w+)' on field '([\w.]+)'")
_VARIABLE: Final = re.compile(r"Variable '\$(\w+)'")


class TryOutPricing:
    """Each field costs one; what stands under a list counts for each row that it may have."""

    def cost(self, field: GraphQLField) -> int:
        """See :class:`~vlavirgem.graphql_requests.limits.Pricing`."""
        del field
        return 1

    def arguments(self, field: GraphQLField, given: Mapping[str, Any]) -> Size:
        """See :class:`~vlavirgem.graphql_requests.limits.Pricing`."""
        del field, given
        return Size()

    def rows(self, field: GraphQLField, asked: Mapping[str, int | None]) -> int:
        """See :class:`~vlavirgem.graphql_requests.limits.Pricing`."""
        if not is_list(field.type):
            return 1
        sizes = [size for name in PAGE_SIZES if (size := asked.get(name)) is not None]
        return min(max(1, *sizes), LARGEST_PAGE) if sizes else USUAL_ROWS

    def times(self, field: GraphQLField, *, page: int, rows: int) -> int:
        """See :class:`~vlavirgem.graphql_requests.limits.Pricing`."""
        del field, page
        return rows


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request whose document could be parsed."""

    request: GraphQLRequest
    document: DocumentNode
    operation: OperationDefinitionNode | None
    """None where the document has no such operation."""

    @property
    def root_fields(self) -> tuple[str, ...]:
        """Names of the fields at the root, fragments included, in their order and each once.

        Asked before the document is found good: a fragment is gone into once, however often it is spread.
        """
        if self.operation is None:
            return ()
        fragments = {
            node.name.value: node for node in self.document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        return tuple(dict.fromkeys(_fields(self.operation.selection_set, fragments)))


@dataclass(frozen=True, kw_only=True)
class Refused:
    """Errors of a request, with the code of those that have none of their own."""

    errors: Sequence[GraphQLError]
    code: str


def asked_in(call: CallRequest) -> Asked:
    """Read the call.

    Raises :class:`NoOperation` for what is no GraphQL request, :class:`MethodNotAllowed`, and DocumentRefusedError for
    a document that cannot be parsed.
    """
    if call.method not in {"GET", "POST"}:
        raise MethodNotAllowed(("GET", "POST"))
    if media_type_for(call.header("Accept") or "*/*") is None:
        raise _no_request(
            "header", "Accept", _("Answers come as application/graphql-response+json or application/json.")
        )
    request = _in_query(call) if call.method == "GET" else _in_body(call)
    document = parsed(request.query)
    operation = get_operation_ast(document, request.operation_name)
    if call.method == "GET" and operation is not None and operation.operation != OperationType.QUERY:
        raise MethodNotAllowed(("POST",))
    return Asked(request=request, document=document, operation=operation)


def refused(schema: GraphQLSchema, asked: Asked) -> Refused | None:
    """What is wrong with the request, or None: its limits, its document, its operation and its variables."""
    pricing = TryOutPricing()
    try:
        require_valid(schema, pricing, asked.document, may_introspect=True)
    except DocumentRefusedError as error:
        return Refused(errors=error.errors, code=error.code)
    if asked.operation is None:
        return Refused(errors=[_no_operation(asked)], code="INVALID_REQUEST")
    variables = asked.request.variables
    coerced = get_variable_values(schema, asked.operation.variable_definitions, dict(variables or {}), max_errors=5)
    if isinstance(coerced, list):
        return Refused(errors=coerced, code="INVALID_REQUEST")
    over = over_limits_of_request(schema, pricing, asked.document, variables, asked.request.operation_name)
    return Refused(errors=over, code="LIMIT_EXCEEDED") if over else None


def as_violations(found: Refused) -> list[Violation]:
    """The errors as the log keeps them: where in the request, and which part of the schema they are about."""
    return [_violation(error) for error in found.errors]


def formatted(error: GraphQLError, code: str) -> dict[str, Any]:
    """The error as a client gets it: in its language, with its code."""
    shown: dict[str, Any] = dict(error.formatted)
    said = shown.get("extensions") or {}
    if "code" not in said:
        shown["message"] = in_our_words(error.message)
    shown["extensions"] = {"code": code, **said}
    return shown


def _fields(selections: SelectionSetNode, unseen: dict[str, FragmentDefinitionNode]) -> Iterator[str]:
    """Takes out of ``unseen`` the fragments that it goes into."""
    for node in selections.selections:
        if isinstance(node, FieldNode):
            yield node.name.value
        elif isinstance(node, InlineFragmentNode):
            yield from _fields(node.selection_set, unseen)
        elif isinstance(node, FragmentSpreadNode):
            fragment = unseen.pop(node.name.value, None)
            if fragment is not None:
                yield from _fields(fragment.selection_set, unseen)


def _in_body(call: CallRequest) -> GraphQLRequest:
    kind = bare(call.header("Content-Type") or "")
    if kind != PLAIN_JSON:
        raise _no_request("content-type", "Content-Type", _("Send the body as %(type)s.") % {"type": PLAIN_JSON})
    if len(call.body) > LARGEST_BODY:
        raise _no_request("body", "", _("The body may have %(most)s bytes at most.") % {"most": LARGEST_BODY})
    try:
        return _request(read_json_body(call.body), "body")
    except UnreadableBody as error:
        raise _no_request("body", "", str(error)) from error


def _in_query(call: CallRequest) -> GraphQLRequest:
    given: dict[str, Any] = dict(call.query)
    for name in ("variables", "extensions"):
        if given.get(name):
            try:
                given[name] = json.loads(given[name])
            except (ValueError, RecursionError) as error:
                raise _no_request("query", name, _("This is not JSON.")) from error
            if is_deeper_than(given[name], MAX_BODY_DEPTH):
                message = _("It is nested more than %(limit)d levels deep.") % {"limit": MAX_BODY_DEPTH}
                raise _no_request("query", name, message)
    return _request({name: value for name, value in given.items() if value != ""}, "query")


def _request(given: Any, place: Place) -> GraphQLRequest:
    try:
        return request_in(given)
    except NoRequestError as error:
        raise _no_request(place, "", str(error)) from error


def _no_request(place: Place, pointer: str, message: str) -> NoOperation:
    return NoOperation([Violation(place=place, pointer=pointer, message=message, rule=HTTP)])


def _no_operation(asked: Asked) -> GraphQLError:
    name = asked.request.operation_name
    if name:
        return GraphQLError(f"Unknown operation named '{name}'.")
    return GraphQLError("Must provide operation name if query contains multiple operations.")


def _violation(error: GraphQLError) -> Violation:
    variable = _VARIABLE.search(error.message)
    found = _ON_TYPE.search(error.message)
    rule = ""
    if found is not None:
        rule = f"{found[2]}.{found[1]}" if found[1] else f"{found[4]}({found[3]}:)"
    return Violation(
        place="body",
        pointer=f"/variables/{variable[1]}" if variable else "/query",
        message=formatted(error, "")["message"],
        rule=rule or "GraphQL",
    )
