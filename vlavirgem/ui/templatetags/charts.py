"""``{% load charts %}``: a chart with the table of its numbers one click away, and numbers as people write them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vlavirgem.ui import charts

register = template.Library()


@dataclass(frozen=True, kw_only=True)
class ChartTable:
    """The numbers of a chart as rows: what a screen reader, a copy or a doubt asks for."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@register.inclusion_tag("vlavirgem/charts/figure.html", name="line_chart")
def line_chart_tag(chart: charts.LineChart, *, bare: bool = False) -> dict[str, object]:
    """``{% line_chart chart %}``: the figure of a :class:`LineChart`, or a sentence when nothing is measured yet.

    ``bare=True`` leaves out title and table, for a page that gives both in its own words; the image keeps its name.
    """
    svg = charts.line_chart(chart) if chart.points else None
    table = None if bare else _line_table(chart)
    return {"title": chart.title, "unit": chart.unit, "svg": svg, "table": table, "bare": bare}


@register.inclusion_tag("vlavirgem/charts/figure.html", name="bar_chart")
def bar_chart_tag(chart: charts.BarChart) -> dict[str, object]:
    """``{% bar_chart chart %}``: the figure of a :class:`BarChart`, or a sentence when there are no bars."""
    svg = charts.bar_chart(chart) if chart.bars else None
    return {"title": chart.title, "unit": "", "svg": svg, "table": _bar_table(chart)}


@register.simple_tag(name="bullet_chart")
def bullet_chart_tag(chart: charts.BulletChart) -> SafeString:
    """``{% bullet_chart chart %}``: the bare bullet; its numbers stand on the card already."""
    return charts.bullet_chart(chart)


@register.filter
def figure(value: Decimal | float | None, unit: str = "") -> str:
    """``{{ kpi.target|figure:kpi.unit }}``: a number with its unit, as people write it; a dash when there is none."""
    return "–" if value is None else charts.written(Decimal(str(value)), unit)


def _line_table(chart: charts.LineChart) -> ChartTable:
    ours = sorted(chart.points, key=lambda point: point.on)
    named = [(chart.name, point) for point in ours]
    named += [(other.name, point) for other in chart.others for point in sorted(other.points, key=lambda p: p.on)]
    rows = [(name, charts.written_date(p.on), chart.said(p.value), p.note) for name, p in named]
    columns = (_("Series"), _("Date"), _("Value"), _("Note"))
    kept = [index for index in range(len(columns)) if index in {1, 2} or any(row[index] for row in rows)]
    return ChartTable(
        columns=tuple(columns[index] for index in kept),
        rows=tuple(tuple(row[index] for index in kept) for row in rows),
    )


def _bar_table(chart: charts.BarChart) -> ChartTable:
    return ChartTable(
        columns=(_("Name"), _("Value")),
        rows=tuple((bar.label, charts.written(bar.value, chart.unit)) for bar in chart.bars),
    )
