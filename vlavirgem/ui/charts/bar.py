"""The bar chart: lying bars with their names above them, so that long Dutch names fit on a phone."""

from __future__ import annotations

from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vlavirgem.ui.charts.figures import written
from vlavirgem.ui.charts.marks import element, joined, percent, picture
from vlavirgem.ui.charts.scale import Scale
from vlavirgem.ui.charts.series import Bar, BarChart

ROW, THICKNESS, TOP, FOOT = 44, 14, 6, 24
# Shares of the width: the number stands behind the longest bar.
RIGHT, NUMBER_GAP = 72.0, 1.5


def bar_chart(chart: BarChart) -> SafeString:
    """Draw ``chart``. Raises ``ValueError`` without bars or with a value below zero (a bar has no place for it)."""
    if not chart.bars:
        raise ValueError("A bar chart needs at least one bar.")
    if any(bar.value < 0 for bar in chart.bars):
        raise ValueError("A bar chart shows values of zero or more.")
    longest = max((*(bar.value for bar in chart.bars), chart.target or Decimal(0)))
    along = Scale(low=0, high=float(longest) or 1.0, start=0, end=RIGHT)
    height = TOP + ROW * len(chart.bars) + (FOOT if chart.target is not None else 0)
    return picture(
        *(_row(bar, chart.unit, along, TOP + ROW * index) for index, bar in enumerate(chart.bars)),
        _target(chart, along),
        title=chart.title,
        description=_describe(chart),
        kind="bar",
        height=height,
    )


def _row(bar: Bar, unit: str, along: Scale, top: int) -> SafeString:
    end = along.place(float(bar.value))
    kind = "ours" if bar.ours else "other"
    return joined(
        element("text", bar.label, x="0", y=top + 13, class_="chart__name"),
        element(
            "rect",
            x="0",
            y=top + 20,
            width=percent(end),
            height=THICKNESS,
            rx=2,
            class_=f"chart__bar chart__bar--{kind}",
        ),
        element("text", written(bar.value, unit), x=percent(end + NUMBER_GAP), y=top + 32, class_="chart__number"),
    )


def _target(chart: BarChart, along: Scale) -> SafeString:
    """The target as a line across each bar (not through the names), and once in words at the foot."""
    if chart.target is None:
        return joined()
    at = along.place(float(chart.target))
    place = percent(at)
    tops = (TOP + ROW * index + 16 for index in range(len(chart.bars)))
    words = f"{_('target')} {written(chart.target, chart.unit)}"
    return joined(
        *(element("line", x1=place, x2=place, y1=top, y2=top + 22, class_="chart__target") for top in tops),
        element(
            "text", words, x=place, y=TOP + ROW * len(chart.bars) + 12, text_anchor=_anchor(at), class_="chart__tick"
        ),
    )


def _anchor(at: float) -> str:
    """Which way words run from a place on the scale, so that they stay inside the picture."""
    return "start" if at < RIGHT / 3 else "end"


def _describe(chart: BarChart) -> str:
    parts = [f"{bar.label}: {written(bar.value, chart.unit)}" for bar in chart.bars]
    if chart.target is not None:
        parts.append(_("Target: %(value)s.") % {"value": written(chart.target, chart.unit)})
    return "; ".join(parts)
