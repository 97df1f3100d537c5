"""Numbers within bounds, on a grid. Counted in decimals, since 0.1 has no exact place among binary fractions."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, Final

from vlavirgem_sandbox.contracts.generating.conformance import exact
from vlavirgem_sandbox.contracts.generating.outcome import Ungeneratable
from vlavirgem_sandbox.contracts.model import JsonObject

_HABIT: Final = 1000
"""Numbers without an upper bound stay below this, above what they must be."""

_RANGES: Final[dict[str, tuple[int, int]]] = {
    "int32": (-(2**31), 2**31 - 1),
    "int64": (-(2**63), 2**63 - 1),
}
_ATTEMPTS: Final = 30
_MOST_STEPS: Final = 10**6
_EXACT_BELOW: Final = 10**15
_POWERS_OF_TEN: Final = frozenset(10**power for power in range(10))
_TELLING: Final = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf", "format")


@dataclass(frozen=True)
class _Grid:
    """The numbers from ``first`` to ``last`` times ``step``; None where only ``between`` is left."""

    first: int
    last: int
    step: Fraction
    between: float | None = None

    @cached_property
    def parts(self) -> tuple[int, int]:
        """The step's numerator and denominator."""
        return self.step.numerator, self.step.denominator

    @cached_property
    def is_exact(self) -> bool:
        """Whether every number of it survives the way through a binary fraction, which holds 15 decimal digits."""
        digits = max(abs(self.first), abs(self.last)) * self.step.numerator
        return self.step.denominator in _POWERS_OF_TEN and digits < _EXACT_BELOW


def number_for(facets: JsonObject, rng: random.Random, *, whole: bool) -> int | float:
    """A number that satisfies the bounds, the format and ``multipleOf``. Raises :class:`Ungeneratable`."""
    grid = _grid_of(tuple((keyword, facets[keyword]) for keyword in _TELLING if keyword in facets), whole=whole)
    return _on_grid(rng, grid, whole=whole) if grid.between is None else grid.between


@lru_cache(maxsize=2_000)
def _grid_of(rules: tuple[tuple[str, Any], ...], *, whole: bool) -> _Grid:
    facets = dict(rules)
    step = exact(facets["multipleOf"]) if "multipleOf" in facets else Fraction(1) if whole else Fraction(1, 100)
    if whole:
        step = Fraction(math.lcm(step.numerator, 1) if step.denominator == 1 else _whole_step(step))
    low, high = _bounds(facets)
    low_exclusive, high_exclusive = (
        low in _exclusive(facets, "exclusiveMinimum"),
        high in _exclusive(facets, "exclusiveMaximum"),
    )
    first = None if low is None else math.floor(low / step) + 1 if low_exclusive else math.ceil(low / step)
    last = None if high is None else math.ceil(high / step) - 1 if high_exclusive else math.floor(high / step)
    if first is None and last is None:
        first, last = 1, max(1, math.floor(_HABIT / step))
    elif first is None and last is not None:
        first = last - _HABIT
    elif last is None and first is not None:
        last = first + max(1, math.floor(_HABIT / step))
    if first is None or last is None or first > last:
        if "multipleOf" not in facets and not whole:
            return _Grid(0, 0, step, between=_between(low, high))
        raise Ungeneratable("minimum, maximum, multipleOf")
    return _Grid(first, min(last, first + _MOST_STEPS), step)


def _whole_step(step: Fraction) -> int:
    """The smallest whole number that is a multiple of the step."""
    return step.numerator


def _exclusive(facets: JsonObject, keyword: str) -> tuple[Fraction, ...]:
    return (exact(facets[keyword]),) if keyword in facets else ()


def _bounds(facets: JsonObject) -> tuple[Fraction | None, Fraction | None]:
    lows = [exact(facets[keyword]) for keyword in ("minimum", "exclusiveMinimum") if keyword in facets]
    highs = [exact(facets[keyword]) for keyword in ("maximum", "exclusiveMaximum") if keyword in facets]
    low, high = max(lows, default=None), min(highs, default=None)
    least, most = _RANGES.get(facets.get("format", ""), (None, None))
    # Only where the schema leaves a side open: a bound of the format itself is rarely what is meant.
    if low is None and least is not None and high is not None and high < least:
        low = Fraction(least)
    if most is not None and high is None and low is not None:
        high = Fraction(most)
    return low, high


def _on_grid(rng: random.Random, grid: _Grid, *, whole: bool) -> int | float:
    step, parts = grid.parts
    for _attempt in range(_ATTEMPTS):
        numerator = rng.randint(grid.first, grid.last) * step
        if whole or numerator % parts == 0:
            return numerator // parts
        # A step such as 0.01 must survive the way through a binary fraction.
        if grid.is_exact or exact(numerator / parts) == Fraction(numerator, parts):
            return numerator / parts
    raise Ungeneratable("multipleOf")


def _between(low: Fraction | None, high: Fraction | None) -> float:
    """Bounds so close that the usual grid of hundredths misses the gap."""
    if low is None or high is None or low >= high:
        raise Ungeneratable("minimum, maximum")
    return float((low + high) / 2)
