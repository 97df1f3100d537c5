"""Documents that were read and found good, kept by their hash: parsing and validating costs more than the answer.

A document that was refused is never kept: who sends rubbish pays for it each time, and it takes nobody's place.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from functools import lru_cache, partial
from threading import Lock
from typing import TYPE_CHECKING, Final

from graphql import DocumentNode, GraphQLSchema

from vlavirgem.graphql_requests.documents import DocumentRefusedError, parsed, require_valid
from vlavirgem.graphql_requests.limits import errors_over, size_of_request
from vlavirgem_graphql.gateway.compiler.plan import PlannedDocument
from vlavirgem_graphql.gateway.pricing import GatewayPricing
from vlavirgem_graphql.schema.history.deprecation import deprecated_in, deprecated_places
from vlavirgem_graphql.schema.root import gateway_schema

if TYPE_CHECKING:
    from vlavirgem.graphql_requests.requests import GraphQLRequest


REFUSED_COST: Final = 50
"""Points of reading a document that is not executed."""
_PRICING: Final = GatewayPricing()
# Of all kept documents together. A token takes 370 to 570 bytes once parsed, whatever its text: so this is about 40 MB.
_MOST_KEPT_TOKENS = 75_000


class Documents:
    """A cache of documents of one schema, the latest used last. Shared by the threads of a process.

    ``most`` is the number of documents, ``most_tokens`` the number of their tokens together: what they weigh.
    """

    def __init__(self, schema: GraphQLSchema, *, most: int = 500, most_tokens: int = _MOST_KEPT_TOKENS) -> None:
        self.schema, self.most, self.most_tokens = schema, most, most_tokens
        self._known: OrderedDict[tuple[bytes, bool], tuple[PlannedDocument, int]] = OrderedDict()
        self._tokens = 0
        self._some_goes = bool(deprecated_places(schema))
        self._lock = Lock()

    def __len__(self) -> int:
        """How many documents are kept."""
        return len(self._known)

    def read(self, source: str, *, may_introspect: bool) -> PlannedDocument:
        """The document of this text; raises DocumentRefusedError."""
        key = (hashlib.sha256(source.encode()).digest(), may_introspect)
        with self._lock:
            known = self._known.get(key)
            if known is not None:
                self._known.move_to_end(key)
                return known[0]
        node = self._read(source, may_introspect=may_introspect)
        document = PlannedDocument(node, deprecated_in(self.schema, node) if self._some_goes else ())
        self._keep(key, document, _tokens_of(node))
        return document

    def look_at(self, source: str, *, may_introspect: bool) -> PlannedDocument:
        """The document of this text, which is not kept: somebody is still writing it. Raises DocumentRefusedError."""
        return PlannedDocument(self._read(source, may_introspect=may_introspect))

    def cost(self, document: PlannedDocument, asked: GraphQLRequest) -> int:
        """What executing the request costs in points; raises DocumentRefusedError where it asks too much.

        Of an operation that is not there, or a variable that does not fit, it is what a refused document costs.
        """
        measure = partial(size_of_request, self.schema, _PRICING, document.node, asked.variables, asked.operation_name)
        size = document.size(asked.operation_name, measure)
        if size is None:
            return REFUSED_COST
        if over := errors_over(size):
            raise DocumentRefusedError(over, "LIMIT_EXCEEDED")
        return size.cost

    def _keep(self, key: tuple[bytes, bool], document: PlannedDocument, tokens: int) -> None:
        with self._lock:
            if key in self._known:  # another thread read the same text meanwhile
                return
            self._known[key] = document, tokens
            self._tokens += tokens
            while len(self._known) > self.most or self._tokens > self.most_tokens:
                _key, (_document, freed) = self._known.popitem(last=False)
                self._tokens -= freed

    def _read(self, source: str, *, may_introspect: bool) -> DocumentNode:
        node = parsed(source)
        require_valid(self.schema, _PRICING, node, may_introspect=may_introspect)
        return node


def documents() -> Documents:
    """This process's documents, of the schema as it is known to this request."""
    return documents_of(gateway_schema().graphql)


@lru_cache(2)
def documents_of(schema: GraphQLSchema) -> Documents:
    """The documents of a schema."""
    return Documents(schema)


def _tokens_of(node: DocumentNode) -> int:
    """How many tokens the parser keeps with a document: they are what it weighs."""
    token, count = node.loc.start_token if node.loc else None, 0
    while token is not None:
        token, count = token.next, count + 1
    return count
