"""The line chart: ours in the accent colour, others grey, the target as a line, the baseline as a dotted line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from textwrap import wrap

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vlavirgem.ui.charts.figures import short_unit, written, written_date
from vlavirgem.ui.charts.marks import element, joined, percent, picture
from vlavirgem.ui.charts.scale import Scale, round_ticks, spread
from vlavirgem.ui.charts.series import LineChart, Point

HEIGHT = 232
TOP, BOTTOM = 18, 196
# Shares of the width: numbers of the axis stand left of LEFT, names of the lines right of RIGHT.
LEFT, RIGHT, GUTTER = 11.0, 70.0, 72.5
# A name beside its line goes on under itself: this is what fits on a phone of 320 px.
NAME_LETTERS, WORD_HEIGHT, NAME_GAP = 13, 14, 4


def line_chart(chart: LineChart) -> SafeString:
    """Draw ``chart``. Raises ``ValueError`` without points: a page says so in words instead of in an empty chart."""
    if not chart.points:
        raise ValueError("A line chart needs at least one point.")
    points = sorted(chart.points, key=lambda point: point.on)
    across, upward, ticks = _scales(chart)
    return picture(
        _grid(ticks, upward),
        _rules(chart, upward),
        *(_line(sorted(other.points, key=lambda point: point.on), across, upward, "other") for other in chart.others),
        _line(points, across, upward, "ours"),
        _dots(chart, points, across, upward),
        _names(chart, points[-1], upward),
        _days(points, across),
        title=chart.title,
        description=describe(chart),
        kind="line",
        height=HEIGHT,
    )


def describe(chart: LineChart) -> str:
    """The chart in one sentence, for who does not see it: first, last, target and baseline."""
    points = sorted(chart.points, key=lambda point: point.on)
    first, last = points[0], points[-1]
    sentences = [
        _("From %(first)s on %(first_day)s to %(last)s on %(last_day)s.")
        % {
            "first": chart.said(first.value),
            "first_day": written_date(first.on),
            "last": chart.said(last.value),
            "last_day": written_date(last.on),
        }
    ]
    if chart.target is not None:
        sentences.append(_("Target: %(value)s.") % {"value": chart.said(chart.target)})
    if chart.baseline is not None:
        sentences.append(_("Baseline: %(value)s.") % {"value": chart.said(chart.baseline)})
    return " ".join(sentences)


def _scales(chart: LineChart) -> tuple[Scale, Scale, list[Decimal]]:
    every = [*chart.points, *(point for other in chart.others for point in other.points)]
    days = [point.on.toordinal() for point in every]
    low, high = min(days), max(days)
    if low == high:
        low, high = low - 1, high + 1
    values = [point.value for point in every]
    floor = Decimal(0) if chart.from_zero else None
    ticks = round_ticks([*values, *(value for value in (chart.target, chart.baseline, floor) if value is not None)])
    return (
        Scale(low=low, high=high, start=LEFT, end=RIGHT),
        Scale(low=float(ticks[0]), high=float(ticks[-1]), start=BOTTOM, end=TOP),
        ticks,
    )


def _grid(ticks: Sequence[Decimal], upward: Scale) -> SafeString:
    return joined(
        *(
            joined(
                element(
                    "line",
                    x1="0",
                    x2=percent(RIGHT),
                    y1=upward.place(float(tick)),
                    y2=upward.place(float(tick)),
                    class_="chart__grid",
                ),
                element("text", written(tick), x="0", y=upward.place(float(tick)) - 4, class_="chart__tick"),
            )
            for tick in ticks
        )
    )


def _rules(chart: LineChart, upward: Scale) -> SafeString:
    rules = (("target", chart.target), ("baseline", chart.baseline))
    return joined(
        *(
            element("line", x1=percent(LEFT), x2=percent(RIGHT), y1=place, y2=place, class_=f"chart__{kind}")
            for kind, value in rules
            if value is not None
            for place in (upward.place(float(value)),)
        )
    )


def _line(points: Sequence[Point], across: Scale, upward: Scale, kind: str) -> SafeString:
    """A polyline takes no percentages: it stands in an inner picture, 100 wide, that stretches with the outer one."""
    places = " ".join(f"{across.place(p.on.toordinal()):g},{upward.place(float(p.value)):g}" for p in points)
    return element(
        "svg",
        element(
            "polyline", points=places, class_=f"chart__line chart__line--{kind}", vector_effect="non-scaling-stroke"
        ),
        viewBox=f"0 0 100 {HEIGHT}",
        width="100%",
        height=HEIGHT,
        preserveAspectRatio="none",
    )


def _dots(chart: LineChart, points: Sequence[Point], across: Scale, upward: Scale) -> SafeString:
    return joined(
        *(
            element(
                "circle",
                element("title", f"{written_date(point.on)}: {chart.said(point.value)}"),
                cx=percent(across.place(point.on.toordinal())),
                cy=upward.place(float(point.value)),
                r=3.5 if point is not points[-1] else 5,
                class_="chart__dot",
            )
            for point in points
        )
    )


def _names(chart: LineChart, last: Point, upward: Scale) -> SafeString:
    """The words beside the lines, moved apart where lines run close together."""
    labels = [(kind, value, wrap(name, NAME_LETTERS)) for kind, value, name in _labels(chart, last)]
    wanted = [upward.place(float(value)) for _kind, value, _lines in labels]
    height = WORD_HEIGHT * (1 + max(len(lines) for _kind, _value, lines in labels))
    places = spread(wanted, gap=height + NAME_GAP, lowest=TOP, highest=HEIGHT - height)
    return joined(
        *(
            element(
                "text",
                element("tspan", written(value, short_unit(chart.unit)), x=percent(GUTTER), class_="chart__number"),
                *(element("tspan", line, x=percent(GUTTER), dy=WORD_HEIGHT) for line in lines),
                y=place,
                class_=f"chart__label chart__label--{kind}",
            )
            for (kind, value, lines), place in zip(labels, places, strict=True)
        )
    )


def _labels(chart: LineChart, last: Point) -> Iterator[tuple[str, Decimal, str]]:
    yield "ours", last.value, chart.name or _("now")
    if chart.target is not None:
        yield "target", chart.target, _("target")
    if chart.baseline is not None:
        yield "baseline", chart.baseline, _("baseline")
    for other in chart.others:
        newest = max(other.points, key=lambda point: point.on)
        yield "other", newest.value, other.name


def _days(points: Sequence[Point], across: Scale) -> SafeString:
    ends: list[tuple[dt.date, str]] = [(points[0].on, "start"), (points[-1].on, "end")]
    if points[0].on == points[-1].on:
        ends = [(points[0].on, "middle")]
    return joined(
        *(
            element(
                "text",
                written_date(day),
                x=percent(across.place(day.toordinal())),
                y=BOTTOM + 22,
                text_anchor=anchor,
                class_="chart__tick",
            )
            for day, anchor in ends
        )
    )
