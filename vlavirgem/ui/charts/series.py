"""What a chart draws: points in time and named bars, each with an exact value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from vlavirgem.ui.charts.figures import written


@dataclass(frozen=True, kw_only=True)
class Point:
    """One measured value on one day. ``note`` goes into the table beside the chart."""

    on: dt.date
    value: Decimal
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Series:
    """The points of somebody else, drawn in grey behind ours."""

    name: str
    points: Sequence[Point]


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One named value. ``ours`` gives it the accent colour; the rest is grey."""

    label: str
    value: Decimal
    ours: bool = False


@dataclass(frozen=True, kw_only=True)
class LineChart:
    """A value over time, with where it began and where it should end.

    ``target`` is drawn as a line, ``baseline`` as a dotted line; either may be missing. ``unit`` follows a number;
    ``unit_of_one`` follows the number one, where the unit is a word with a plural ("calls"). ``from_zero`` starts the
    axis at nothing, as counts and shares ask: a lowest value on the floor would read as none.
    """

    title: str
    points: Sequence[Point]
    unit: str = ""
    unit_of_one: str = ""
    name: str = ""
    target: Decimal | None = None
    baseline: Decimal | None = None
    others: Sequence[Series] = field(default=())
    from_zero: bool = False

    def said(self, value: Decimal) -> str:
        """``value`` with its unit, as people write it."""
        return written(value, self.unit_of_one if self.unit_of_one and value == 1 else self.unit)


@dataclass(frozen=True, kw_only=True)
class BarChart:
    """Named values side by side on one scale that starts at zero. Values are zero or more."""

    title: str
    bars: Sequence[Bar]
    unit: str = ""
    target: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class BulletChart:
    """One figure against its target and its baseline: small enough for a card."""

    title: str
    value: Decimal
    unit: str = ""
    target: Decimal | None = None
    baseline: Decimal | None = None
