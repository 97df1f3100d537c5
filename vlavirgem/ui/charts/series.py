"""What a chart draws: points in time and named bars, each with an exact value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal


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

    ``target`` is drawn as a line, ``baseline`` as a dotted line; either may be missing. ``unit`` follows a number.
    """

    title: str
    points: Sequence[Point]
    unit: str = ""
    name: str = ""
    target: Decimal | None = None
    baseline: Decimal | None = None
    others: Sequence[Series] = field(default=())


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
