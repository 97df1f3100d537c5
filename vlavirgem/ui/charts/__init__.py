"""Charts made on the server: quiet SVG that needs no script, prints, and reads at 320 pixels.

Each function takes one frozen description and returns safe SVG; the ``charts`` template tags put the figure around it,
with the table of the same numbers one click away.
"""

from __future__ import annotations

from vlavirgem.ui.charts.bar import bar_chart
from vlavirgem.ui.charts.bullet import bullet_chart
from vlavirgem.ui.charts.figures import written, written_date
from vlavirgem.ui.charts.line import line_chart
from vlavirgem.ui.charts.series import Bar, BarChart, BulletChart, LineChart, Point, Series

__all__ = [
    "Bar",
    "BarChart",
    "BulletChart",
    "LineChart",
    "Point",
    "Series",
    "bar_chart",
    "bullet_chart",
    "line_chart",
    "written",
    "written_date",
]
