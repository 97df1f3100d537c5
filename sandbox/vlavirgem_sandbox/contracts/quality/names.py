"""Names of operations: programs generate their functions from them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from vlavirgem_sandbox.contracts.model import Operation
from vlavirgem_sandbox.contracts.quality.rules import Finding

_WORD = re.compile(r"[^\W\d_]{3,}")
# What generators append or make up where the author gave no name.
_MADE_UP = re.compile(
    r"Using(?:GET|POST|PUT|DELETE|PATCH)(?:_\d+)?\Z|_\d+\Z|\A(?:operation|method|endpoint)\d*\Z", re.I
)


def speaking(named: Iterable[tuple[Operation, str]]) -> Iterator[Finding]:
    """Of each operation with its place: whether its name is its own, and says something."""
    listed = list(named)
    times = Counter(operation.operation_id for operation, _place in listed)
    for operation, place in listed:
        name = operation.operation_id
        holds = times[name] == 1 and _WORD.search(name) is not None and _MADE_UP.search(name) is None
        yield Finding(holds, operation.key, place)
