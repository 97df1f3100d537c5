"""What an author says of one example besides its value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vlavirgem_sandbox.contracts.authored import conditions
from vlavirgem_sandbox.contracts.authored.conditions import Condition, condition_of
from vlavirgem_sandbox.contracts.authored.troubles import Trouble
from vlavirgem_sandbox.contracts.model import JsonObject
from vlavirgem_sandbox.contracts.pointers import escape

EXTENSIONS: Final = (conditions.EXTENSION,)
"""Those that an Example Object of an answer may have."""


@dataclass(frozen=True, kw_only=True)
class Authored:
    """How an example is used."""

    when: Condition | None = None
    """The calls that it is for; None for an example without a condition."""
    is_fallback: bool = False
    """Whether it is for the calls that no condition fits."""
    troubles: tuple[Trouble, ...] = ()
    """What is wrong; the example is then not used."""


PLAIN: Final = Authored()
"""An example of which the author says nothing more."""


def authored_of(example: JsonObject, pointer: str) -> Authored:
    """Read the extensions of the Example Object at ``pointer``."""
    if not any(name in example for name in EXTENSIONS):
        return PLAIN
    written = example.get(conditions.EXTENSION)
    if written is None or written == conditions.OTHERWISE:
        return Authored(is_fallback=written is not None)
    try:
        return Authored(when=condition_of(written, f"{pointer}/{escape(conditions.EXTENSION)}"))
    except Trouble as trouble:
        return Authored(troubles=(trouble,))
