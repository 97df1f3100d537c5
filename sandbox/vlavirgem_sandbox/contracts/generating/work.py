"""One value in the making: how deep it is, whose data it holds, and how much there is of it so far."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Final

from vlavirgem_sandbox.contracts.fictitious.cast import Character
from vlavirgem_sandbox.contracts.generating.outcome import TooLarge

_FULL_DEPTH: Final = 5
"""Optional fields are filled in down to this depth; below it only what is required."""
_FULL_NODES: Final = 1_500
_MOST_NODES: Final = 20_000
_MOST_CHARACTERS: Final = 500_000


@dataclass(slots=True)
class Work:
    """What the parts of one value have in common while it is made."""

    rng: random.Random
    samples: bool = True
    """Whether examples of the contract may stand in; off while something different is wanted."""
    depth: int = 0
    nodes: int = 0
    characters: int = 0
    open: list[int] = field(default_factory=list)
    character: Character | None = None
    """Whose data the object in the making holds; drawn when the first field asks for it."""

    def spend(self) -> None:
        """Count a value. Raises TooLarge."""
        self.nodes += 1
        if self.nodes > _MOST_NODES:
            raise TooLarge("size")

    def spend_text(self, length: int) -> None:
        """Count the characters of a text before it is made. Raises TooLarge."""
        self.characters += length
        if self.characters > _MOST_CHARACTERS:
            raise TooLarge("minLength")

    @property
    def is_roomy(self) -> bool:
        """Whether what may be left out is filled in all the same."""
        return self.depth < _FULL_DEPTH and self.nodes < _FULL_NODES
