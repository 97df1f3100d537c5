"""The bullet: one figure as a bar on its way from the baseline to the target, for a card."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vlavirgem.ui.charts.figures import written
from vlavirgem.ui.charts.marks import element, percent, picture
from vlavirgem.ui.charts.scale import Scale
from vlavirgem.ui.charts.series import BulletChart

HEIGHT, THICKNESS, TRACK_TOP = 24, 8, 8
# Room at both ends, so that a mark on the edge is not cut off.
LEFT, RIGHT = 0.5, 99.5


def bullet_chart(chart: BulletChart) -> SafeString:
    """Draw ``chart`` on a scale from zero (or the lowest value, when below it) to the highest of the three."""
    marks = [mark for mark in (chart.value, chart.target, chart.baseline) if mark is not None]
    low, high = min(0.0, *map(float, marks)), max(0.0, *map(float, marks))
    along = Scale(low=low, high=high if high > low else low + 1, start=LEFT, end=RIGHT)
    zero, end = along.place(0.0), along.place(float(chart.value))
    return picture(
        element(
            "rect",
            x=percent(LEFT),
            y=TRACK_TOP,
            width=percent(RIGHT - LEFT),
            height=THICKNESS,
            rx=2,
            class_="chart__track",
        ),
        element(
            "rect",
            x=percent(min(zero, end)),
            y=TRACK_TOP,
            width=percent(round(abs(end - zero), 2)),
            height=THICKNESS,
            rx=2,
            class_="chart__bar chart__bar--ours",
        ),
        *(
            _mark(float(value), kind, along)
            for kind, value in (("target", chart.target), ("baseline", chart.baseline))
            if value is not None
        ),
        title=chart.title,
        description=_describe(chart),
        kind="bullet",
        height=HEIGHT,
    )


def _mark(value: float, kind: str, along: Scale) -> SafeString:
    place = percent(along.place(value))
    return element("line", x1=place, x2=place, y1=TRACK_TOP - 5, y2=TRACK_TOP + THICKNESS + 5, class_=f"chart__{kind}")


def _describe(chart: BulletChart) -> str:
    parts = [written(chart.value, chart.unit)]
    if chart.target is not None:
        parts.append(_("Target: %(value)s.") % {"value": written(chart.target, chart.unit)})
    if chart.baseline is not None:
        parts.append(_("Baseline: %(value)s.") % {"value": written(chart.baseline, chart.unit)})
    return " ".join(parts)
