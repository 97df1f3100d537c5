"""From the text of a document to one that may run: within its limits, and valid against its schema."""

from __future__ import annotations

from collections.abc import Sequence

from graphql import (
    ASTValidationRule,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    NoFragmentCyclesRule,
    ValuesOfCorrectTypeRule,
    parse,
    specified_rules,
    validate,
)

from vlavirgem.graphql_requests.limits import (
    LONGEST_SOURCE,
    MOST_COMMENTS,
    MOST_TOKENS,
    LimitsRule,
    Pricing,
    limit_exceeded,
)
from vlavirgem.graphql_requests.rules import NoIntrospectionRule, PlacedValuesRule

_MOST_ERRORS = 5
# Fragments in a circle go with the limits: the rules after them follow each spread, and would go round.
_OTHERWISE = (NoFragmentCyclesRule, ValuesOfCorrectTypeRule)
_RULES: tuple[type[ASTValidationRule], ...] = (
    *(rule for rule in specified_rules if rule not in _OTHERWISE),
    PlacedValuesRule,
)


class DocumentRefusedError(Exception):
    """A document with errors; ``errors`` has at least one, ``code`` is for those that have no code of their own."""

    def __init__(self, errors: list[GraphQLError], code: str) -> None:
        super().__init__(errors[0].message)
        self.errors, self.code = errors, code


def parsed(source: str) -> DocumentNode:
    """The document of this text, within the parser's limits; raises DocumentRefusedError."""
    if len(source) > LONGEST_SOURCE:
        raise DocumentRefusedError([limit_exceeded("characters", LONGEST_SOURCE, len(source))], "LIMIT_EXCEEDED")
    try:
        return parse(source, max_lexical_tokens=MOST_TOKENS, max_comments=MOST_COMMENTS)
    except GraphQLSyntaxError as error:
        raise DocumentRefusedError([_as_limit(error)], "SYNTAX_ERROR") from error


def require_valid(schema: GraphQLSchema, pricing: Pricing, node: DocumentNode, *, may_introspect: bool) -> None:
    """Raise DocumentRefusedError for a document that asks too much, or what the schema does not have."""
    errors = validate(schema, node, [LimitsRule.with_prices(pricing), NoFragmentCyclesRule], max_errors=1)
    if not errors:
        rules: list[type[ASTValidationRule]] = [] if may_introspect else [NoIntrospectionRule]
        errors = _broken(schema, node, [*rules, *_RULES])
    if errors:
        raise DocumentRefusedError(errors[:_MOST_ERRORS], "INVALID_DOCUMENT")


def _broken(schema: GraphQLSchema, node: DocumentNode, rules: Sequence[type[ASTValidationRule]]) -> list[GraphQLError]:
    """The errors of a document. The rule on subscriptions reads ``@skip`` and ``@include`` without the request's
    variables, and raises what it does not find: it is an error of the document, as a subscription's only field must
    be one whatever the variables say."""
    try:
        return validate(schema, node, rules, max_errors=_MOST_ERRORS, hide_suggestions=True)
    except GraphQLError as error:
        return [error]


def _as_limit(error: GraphQLSyntaxError) -> GraphQLError:
    """The parser's own limits are limits too, and not errors of syntax."""
    for name, most in (("tokens", MOST_TOKENS), ("comments", MOST_COMMENTS)):
        if f"more than {most} {name}" in error.message:
            return limit_exceeded(name, most)
    return error
