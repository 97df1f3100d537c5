"""What a contract asks of the calls of an operation, read from where it declares them."""

from __future__ import annotations

from collections.abc import Iterator

from vlavirgem_sandbox.contracts.bodies import BodyRule
from vlavirgem_sandbox.contracts.call_checks import CallRules
from vlavirgem_sandbox.contracts.openapi_tree import Node, Tree
from vlavirgem_sandbox.contracts.parameters import Parameter
from vlavirgem_sandbox.contracts.pointers import escape


def call_rules_of(tree: Tree, operation_pointer: str, parameters: tuple[Parameter, ...]) -> CallRules:
    """The rules of the operation that is declared there."""
    body = tree.follow(f"{operation_pointer}/requestBody")
    return CallRules(
        parameters=parameters,
        bodies={rule.media_type: rule for rule in _body_rules(body)},
        body_pointer=body.pointer if body is not None else "",
        body_required=body is not None and body.value.get("required") is True,
    )


def _body_rules(body: Node | None) -> Iterator[BodyRule]:
    content = body.value.get("content") if body is not None else None
    if body is None or not isinstance(content, dict):
        return
    for media_type, described in content.items():
        place = f"{body.pointer}/content/{escape(media_type)}"
        has_schema = isinstance(described, dict) and isinstance(described.get("schema"), dict)
        yield BodyRule(media_type=media_type, pointer=place, schema_pointer=f"{place}/schema" if has_schema else "")
