"""Plans: the finished statement of a selection, kept with the document it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Protocol

from graphql import DocumentNode, GraphQLResolveInfo, OperationDefinitionNode, OperationType, get_operation_ast
from orjson import Fragment

from vlavirgem.graphql_requests.limits import Size
from vlavirgem_graphql.deprecated import DeprecatedPlace
from vlavirgem_graphql.gateway.compiler.fields import Compilation
from vlavirgem_graphql.gateway.compiler.parameters import Reader, Run
from vlavirgem_graphql.gateway.compiler.selection import Shape, shape_of
from vlavirgem_graphql.gateway.statement import run_statement

# A document has few plans: one for each combination of switches, nulls and field masks that clients send.
_MOST_PLANS = 64


@dataclass(frozen=True)
class Plan:
    """A statement that yields the JSON text of the field, first in its first row, and the id of the evidence (or NULL),
    last in its last row; mostly they are one.

    ``withheld`` names the asked fields that the authorisation does not cover for every row. ``before`` and ``after``
    are the ends of the JSON that the statement leaves out.
    """

    sql: str
    readers: tuple[Reader, ...]
    withheld: tuple[str, ...] = ()
    before: bytes = b""
    after: bytes = b""

    @classmethod
    def of(cls, compilation: Compilation, sql: str, *, before: str = "", after: str = "") -> Plan:
        """The statement that came of a compilation."""
        readers, withheld = tuple(compilation.parameters.readers), tuple(sorted(compilation.withheld))
        return cls(sql, readers, withheld, before.encode(), after.encode())

    def run(self, run: Run) -> tuple[bytes | None, bytes | None]:
        """Run the statement; raises ``psycopg.Error``."""
        rows = run_statement(
            self.sql, [read(run) for read in self.readers], ends=run.is_whole_operation and not self.withheld
        )
        if not rows:
            return None, None
        text, evidence = rows[0][0], rows[-1][1]
        return None if text is None else b"".join((self.before, text, self.after)), evidence


@dataclass
class PlannedDocument:
    """A document that passed validation, and what was learned about it. ``deprecated`` is what of it goes."""

    node: DocumentNode
    deprecated: tuple[DeprecatedPlace, ...] = ()
    _shapes: dict[Hashable, Shape] = field(default_factory=dict)
    _plans: dict[Hashable, Plan] = field(default_factory=dict)
    _sizes: dict[str | None, Size] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Look once whether there is a mutation in it: most documents have none."""
        operations = (each for each in self.node.definitions if isinstance(each, OperationDefinitionNode))
        self._has_mutation = any(each.operation is OperationType.MUTATION for each in operations)

    def writes(self, operation_name: str | None) -> bool:
        """Whether the operation that is asked for is a mutation."""
        operation = get_operation_ast(self.node, operation_name) if self._has_mutation else None
        return operation is not None and operation.operation is OperationType.MUTATION

    def size(self, operation_name: str | None, measure: Callable[[], Size | None]) -> Size | None:
        """How much an operation asks; measured once where no variable of a request can change it."""
        size = self._sizes.get(operation_name)
        if size is None:
            size = measure()
            operation = get_operation_ast(self.node, operation_name)
            if size is not None and operation is not None and not operation.variable_definitions:
                self._sizes[operation_name] = size
        return size

    def shape(self, info: GraphQLResolveInfo) -> Shape:
        """What can change the statement of the field that is being answered."""
        key = _identity(info)
        shape = self._shapes.get(key)
        if shape is None:
            shape = self._shapes[key] = shape_of(info.field_nodes, info.fragments)
        return shape

    def plan(self, key: Hashable, compile_plan: Callable[[], Plan]) -> Plan:
        """The plan under this key, made at its first use."""
        plan = self._plans.get(key)
        if plan is None:
            if len(self._plans) >= _MOST_PLANS:
                self._plans.clear()
            plan = self._plans[key] = compile_plan()
        return plan


class PlanContext(Protocol):
    """What the compiled path expects as ``context_value``."""

    document: PlannedDocument

    def note_reading(self, info: GraphQLResolveInfo, authorisation: Any, plan: Plan, evidence: str | None) -> None:
        """Take up, for the answer's ``extensions``, what was withheld and under which id the reading is on record."""


def answer_with_plan(
    info: GraphQLResolveInfo,
    authorisation: Any,
    *,
    find_key: Callable[[Shape], Hashable],
    compile_plan: Callable[[], Plan],
) -> Fragment | None:
    """Answer a root field by its plan; raises ``psycopg.Error`` where the statement fails."""
    text = run_plan(Run(info, authorisation), find_key=find_key, compile_plan=compile_plan)
    return None if text is None else Fragment(text)


def run_plan(run: Run, *, find_key: Callable[[Shape], Hashable], compile_plan: Callable[[], Plan]) -> bytes | None:
    """The JSON that the field's plan yields; raises ``psycopg.Error`` where the statement fails."""
    info = run.info
    context: PlanContext = info.context
    shape = context.document.shape(info)
    key = (_identity(info), shape.key(info.variable_values), find_key(shape))
    plan = context.document.plan(key, compile_plan)
    text, evidence = plan.run(run)
    context.note_reading(info, run.authorisation, plan, evidence.decode() if evidence else None)
    return text


def _identity(info: GraphQLResolveInfo) -> Hashable:
    """The field's nodes by identity: the document, which holds them, also holds what is kept under this key."""
    return tuple(id(node) for node in info.field_nodes)
