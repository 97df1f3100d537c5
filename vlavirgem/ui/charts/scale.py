"""Scales: from a value to a place on the chart, with round numbers along the axis."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, kw_only=True)
class Scale:
    """A straight line from ``low..high`` (values) to ``start..end`` (places)."""

    low: float
    high: float
    start: float
    end: float

    def place(self, value: float) -> float:
        """Where ``value`` stands, rounded to what a screen can show."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 2)


def round_ticks(values: Iterable[Decimal], *, about: int = 4) -> list[Decimal]:
    """Round numbers that enclose ``values``: the first is at most the lowest, the last at least the highest.

    One single value gets room on both sides; it is enclosed like any other range. Where every value is a whole number
    the steps are whole too: a count has no halves.
    """
    given = list(values)
    found = [float(value) for value in given]
    low, high = min(found), max(found)
    if low == high:
        low, high = (min(0.0, low), max(0.0, high)) if low else (0.0, 1.0)
    whole = all(value == value.to_integral_value() for value in given)
    step = _round_step((high - low) / about, whole=whole)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [Decimal(str(round(step * index, 10))) for index in range(first, last + 1)]


def _round_step(rough: float, *, whole: bool) -> float:
    magnitude = 10.0 ** math.floor(math.log10(rough))
    steps = (step * magnitude for step in STEPS if step * magnitude >= rough * 0.999)
    return next(step for step in (*steps, float(math.ceil(rough))) if not whole or step.is_integer())


def spread(places: Sequence[float], *, gap: float, lowest: float, highest: float) -> list[float]:
    """Move labels apart until each is ``gap`` from the next, keeping their order and staying within the bounds.

    Where the bounds are too tight for the gap, the labels overlap at the top rather than leave the picture.
    """
    order = sorted(range(len(places)), key=places.__getitem__)
    moved = list(places)
    floor = lowest
    for index in order:
        moved[index] = max(moved[index], floor)
        floor = moved[index] + gap
    ceiling = highest
    for index in reversed(order):
        moved[index] = min(moved[index], ceiling)
        ceiling = moved[index] - gap
    return [max(lowest, place) for place in moved]
