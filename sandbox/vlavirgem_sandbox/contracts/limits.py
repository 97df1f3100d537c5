"""How much of a stranger's file the engine takes on. Reading stays under a second; real contracts stay far below."""

from __future__ import annotations

from typing import Final

MAX_BYTES: Final = 5_000_000
"""Size of an uploaded contract, looked at before anything is parsed. The largest of the real ones is 69 kB."""

MAX_NODES: Final = 100_000
"""Values in the document after YAML aliases are written out."""

MAX_DEPTH: Final = 100
"""Nesting of the document."""

MAX_ALIASES: Final = 1_000
"""YAML aliases in one file."""

MAX_INTEGER_DIGITS: Final = 300
"""Beyond this a number is no data (a double ends at 309 digits) and costs quadratic time to read."""

MAX_OPERATIONS: Final = 500
"""Operations in one contract."""

MAX_PATTERNS: Final = 400
"""Distinct regular expressions in one contract."""

PATTERN_SIZE: Final = 262_144
"""Bytes that one compiled regular expression may take; a bomb such as ``(x{1,1000}){1,1000}`` needs more."""

MAX_WAYS: Final = 5_000
"""Subschemas that one and the same value may have to be held against (``allOf`` of ``allOf`` of ...)."""

MAX_CHAIN: Final = 100
"""Steps of ``$ref`` and ``allOf`` from a schema to the last one that holds for the same value."""

MAX_REHEARSED_NODES: Final = 30_000
"""Values made in the dry run when a contract is read; operations beyond it are taken to work untried."""

MAX_VIOLATIONS: Final = 200
"""Violations named for one call."""

MAX_BODY_DEPTH: Final = 200
"""Nesting of a call's body."""
