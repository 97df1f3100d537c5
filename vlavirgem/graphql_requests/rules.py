"""Rules of validation that say more than graphql-core's own: a remedy, one error instead of many, a place."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from graphql import ASTValidationRule, FieldNode, GraphQLError, ValidationContext, ValueNode, ValuesOfCorrectTypeRule

_INTROSPECTION = frozenset({"__schema", "__type"})


class NoIntrospectionRule(ASTValidationRule):
    """Refuses a document that reads the schema, once and with what to do instead."""

    _is_told = False

    def enter_field(self, node: FieldNode, *_args: Any) -> None:
        """All that introspection tells stands under these two."""
        if node.name.value in _INTROSPECTION and not self._is_told:
            self._is_told = True
            remedy = _("Make a key that may read the schema, or take it from /developers/public-schema.graphql.")
            extensions = {"code": "INVALID_DOCUMENT", "remedy": remedy}
            self.report_error(GraphQLError(_("This key may not read the schema."), node, extensions=extensions))


class PlacedValuesRule(ValuesOfCorrectTypeRule):
    """Says where a value stands that its scalar refuses with an error of its own, which has no place."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._looked_at: ValueNode | None = None

    def is_valid_value_node(self, node: ValueNode) -> None:
        """Hold a value against its type."""
        self._looked_at = node
        super().is_valid_value_node(node)

    def report_error(self, error: GraphQLError) -> None:
        """Report it at its place, or else at that of the value."""
        placed = error if error.nodes else GraphQLError(error.message, self._looked_at, extensions=error.extensions)
        super().report_error(placed)
