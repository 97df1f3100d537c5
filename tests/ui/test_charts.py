"""Charts: what they draw, what they say to who does not see them, and what they never contain."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from vlavirgem.ui.charts import (
    Bar,
    BarChart,
    BulletChart,
    LineChart,
    Point,
    Series,
    bar_chart,
    bullet_chart,
    line_chart,
    written,
)
from vlavirgem.ui.charts.scale import round_ticks, spread

START = dt.date(2026, 9, 14)


def points(*values: str) -> list[Point]:
    return [Point(on=START + dt.timedelta(weeks=week), value=Decimal(value)) for week, value in enumerate(values)]


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 - our own output


def by_class(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [found for found in root.iter() if name in found.get("class", "").split()]


def test_a_line_chart_names_itself_and_says_its_figures_in_a_sentence() -> None:
    chart = LineChart(
        title="Valid calls", unit="%", points=points("41", "91"), target=Decimal(90), baseline=Decimal(40)
    )
    with translation.override("en"):
        root = parsed(line_chart(chart))
    assert root.get("role") == "img"
    assert root.findtext("title") == "Valid calls"
    description = (root.findtext("desc") or "").replace("\N{NO-BREAK SPACE}", " ")
    assert "41 %" in description
    assert "Target: 90 %." in description
    assert "Baseline: 40 %." in description


def test_a_line_chart_draws_one_dot_a_point_and_target_and_baseline_only_when_given() -> None:
    with_both = parsed(
        line_chart(LineChart(title="x", points=points("1", "2", "3"), target=Decimal(4), baseline=Decimal(0)))
    )
    assert len(by_class(with_both, "chart__dot")) == 3
    assert len(by_class(with_both, "chart__target")) == len(by_class(with_both, "chart__baseline")) == 1
    without = parsed(line_chart(LineChart(title="x", points=points("1"))))
    assert not by_class(without, "chart__target")
    assert not by_class(without, "chart__baseline")


def test_the_target_stands_above_a_lower_value() -> None:
    root = parsed(line_chart(LineChart(title="x", points=points("10", "20"), target=Decimal(30), baseline=Decimal(5))))
    target, baseline = by_class(root, "chart__target")[0], by_class(root, "chart__baseline")[0]
    assert float(target.get("y1", "")) < float(baseline.get("y1", ""))


def test_a_chart_of_counts_starts_at_nothing_and_another_at_its_lowest() -> None:
    def lowest(*, from_zero: bool) -> str | None:
        drawn = parsed(line_chart(LineChart(title="x", points=points("3", "4"), from_zero=from_zero)))
        return by_class(drawn, "chart__tick")[0].text

    assert lowest(from_zero=True) == "0"
    assert lowest(from_zero=False) == "3"


def test_a_long_name_beside_its_line_goes_on_under_itself() -> None:
    root = parsed(line_chart(LineChart(title="x", points=points("1", "2"), name="Volgens het contract")))

    label = by_class(root, "chart__label--ours")[0]

    assert [part.text for part in label][1:] == ["Volgens het", "contract"]


def test_points_are_drawn_in_the_order_of_their_days() -> None:
    root = parsed(line_chart(LineChart(title="x", points=list(reversed(points("1", "2", "3"))))))
    across = [float(dot.get("cx", "").rstrip("%")) for dot in by_class(root, "chart__dot")]
    assert across == sorted(across)


def test_others_are_grey_and_named() -> None:
    root = parsed(
        line_chart(LineChart(title="x", points=points("1", "2"), others=[Series(name="Genk", points=points("2"))]))
    )
    assert by_class(root, "chart__line--other")
    assert "Genk" in "".join(root.itertext())


@pytest.mark.parametrize(
    "svg",
    [
        line_chart(LineChart(title="<script>", points=points("1"), name='"><script>')),
        bar_chart(BarChart(title="<script>", bars=[Bar(label="<script>", value=Decimal(1))])),
        bullet_chart(BulletChart(title="<script>", value=Decimal(1))),
    ],
    ids=["line", "bar", "bullet"],
)
def test_texts_are_escaped_and_nothing_is_styled_inline(svg: str) -> None:
    assert "<script" not in svg
    assert "style=" not in svg


def test_empty_charts_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one point"):
        line_chart(LineChart(title="x", points=[]))
    with pytest.raises(ValueError, match="at least one bar"):
        bar_chart(BarChart(title="x", bars=[]))
    with pytest.raises(ValueError, match="zero or more"):
        bar_chart(BarChart(title="x", bars=[Bar(label="a", value=Decimal(-1))]))


def test_bars_are_as_long_as_their_values() -> None:
    bars = [Bar(label="a", value=Decimal(50), ours=True), Bar(label="b", value=Decimal(100))]
    root = parsed(bar_chart(BarChart(title="x", bars=bars)))
    ours, other = by_class(root, "chart__bar--ours")[0], by_class(root, "chart__bar--other")[0]
    assert float(ours.get("width", "").rstrip("%")) * 2 == float(other.get("width", "").rstrip("%"))


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [("1234.50", "ms", "1.234,5 ms"), ("90", "%", "90 %"), ("0.333333", "", "0,33"), ("1000000", "", "1.000.000")],
)
def test_numbers_are_written_as_people_write_them_here(value: str, unit: str, shown: str) -> None:
    with translation.override("nl"):
        assert written(Decimal(value), unit).replace("\N{NO-BREAK SPACE}", " ") == shown


@given(st.lists(st.decimals(min_value=-(10**9), max_value=10**9, places=2), min_size=1, max_size=20))
def test_ticks_enclose_every_value_and_stay_few(values: list[Decimal]) -> None:
    ticks = round_ticks(values)
    assert ticks[0] <= min(values)
    assert ticks[-1] >= max(values)
    assert 2 <= len(ticks) <= 7


@pytest.mark.parametrize("counts", [(0, 1), (0, 0), (1, 2, 3), (0, 9), (3, 3), (12, 17)])
def test_counts_have_no_fractions_on_their_axis(counts: tuple[int, ...]) -> None:
    ticks = round_ticks(map(Decimal, counts))

    assert all(tick == tick.to_integral_value() for tick in ticks)
    assert ticks[0] <= min(counts)
    assert ticks[-1] >= max(counts)


def test_a_value_with_decimals_keeps_its_fractions_on_the_axis() -> None:
    assert Decimal("0.25") in round_ticks([Decimal(0), Decimal("0.9")])


def test_one_of_a_unit_with_a_plural_is_said_in_the_singular() -> None:
    chart = LineChart(title="x", unit="oproepen", unit_of_one="oproep", points=points("1", "2"))

    said = line_chart(chart).replace("\N{NO-BREAK SPACE}", " ")

    assert "1 oproep<" in said
    assert "2 oproepen<" in said
    assert "1 oproepen" not in said


@given(st.lists(st.floats(min_value=0, max_value=200), min_size=1, max_size=5))
def test_labels_never_cover_one_another(places: list[float]) -> None:
    moved = sorted(spread(places, gap=32, lowest=0, highest=200))
    assert all(after - before >= 31.99 for before, after in pairwise(moved))
    assert moved[0] >= 0
    assert moved[-1] <= 200


def test_the_figure_has_the_same_numbers_in_a_table() -> None:
    chart = LineChart(title="Calls", unit="%", points=[Point(on=START, value=Decimal("12.5"), note="first week")])
    with translation.override("nl"):
        page = Template("{% load charts %}{% line_chart chart %}").render(Context({"chart": chart}))
    assert "<details" in page
    assert "first week" in page
    assert "12,5" in page


def test_a_figure_without_points_says_so_in_words() -> None:
    page = Template("{% load charts %}{% line_chart chart %}").render(
        Context({"chart": LineChart(title="x", points=[])})
    )
    assert "<svg" not in page
    assert "chart-figure__empty" in page
