"""Figures of `bench` and `prove`: measured values beside a peer's and a limit, as a table and as one JSON object."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import typer
from rich.console import Console
from rich.table import Column, Table

from vlavirgem.cli.json_output import print_json

_LARGE: Final = 1_000
"""From here on a value is written without decimals."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured value. ``limit`` is the most that ``ratio`` may be where there is a peer, else ``value``.

    ``ratios`` are those of pairs of measurements that were taken side by side: their median is the ratio then.
    A figure without a peer has None there; no value is ever typed in.
    """

    name: str
    value: float
    unit: str
    peer: str | None = None
    peer_value: float | None = None
    limit: float | None = None
    at_least: bool = False
    ratios: tuple[float, ...] = ()

    @property
    def ratio(self) -> float | None:
        """The value divided by the peer's."""
        if self.ratios:
            return statistics.median(self.ratios)
        return self.value / self.peer_value if self.peer_value else None

    @property
    def holds(self) -> bool:
        """Whether the figure is within its limit."""
        if self.limit is None:
            return True
        measured = self.value if self.ratio is None else self.ratio
        return measured >= self.limit if self.at_least else measured <= self.limit

    def as_json(self) -> dict[str, object]:
        """The figure in the documented form."""
        ratio = None if self.ratio is None else round(self.ratio, 4)
        peer = None if self.peer_value is None else round(self.peer_value, 4)
        rounded = {"value": round(self.value, 4), "peer_value": peer, "ratio": ratio, "ratios": self._spread}
        return {**asdict(self), **rounded, "holds": self.holds}

    @property
    def _spread(self) -> list[float]:
        """The first and the third quartile of ``ratios``."""
        quartiles = statistics.quantiles(self.ratios, n=4) if len(self.ratios) > 1 else []
        return [round(ratio, 4) for ratio in quartiles[::2]]


def beside(
    name: str,
    unit: str,
    ours: Sequence[float],
    peer: str,
    theirs: Sequence[float],
    *,
    limit: float | None = None,
    at_least: bool = False,
) -> Figure:
    """The figure of measurements that were taken side by side with a peer's, in turns: the medians, and the ratios."""
    return Figure(
        name=name,
        value=statistics.median(ours),
        unit=unit,
        peer=peer,
        peer_value=statistics.median(theirs),
        ratios=tuple(one / other for one, other in zip(ours, theirs, strict=True)),
        limit=limit,
        at_least=at_least,
    )


def report(command: str, figures: list[Figure], *, as_json: bool) -> None:
    """Print the figures and end the command: exit code 1 where one does not hold."""
    if as_json:
        document = {
            "command": command,
            "commit": _commit(),
            "machine": _machine(),
            "figures": [figure.as_json() for figure in figures],
        }
        print_json(document)
    else:
        _print_table(command, figures)
    raise typer.Exit(0 if all(figure.holds for figure in figures) else 1)


_COLUMNS: Final[dict[str, Callable[[Figure], str]]] = {
    "value": lambda figure: _said(figure.value),
    "unit": lambda figure: figure.unit,
    "peer": lambda figure: figure.peer or "",
    "peer's value": lambda figure: _said(figure.peer_value),
    "ratio": lambda figure: "" if figure.ratio is None else f"{figure.ratio:.3f}",
    "limit": lambda figure: "" if figure.limit is None else f"{'>=' if figure.at_least else '<='} {figure.limit:g}",
    "holds": lambda figure: "yes" if figure.holds else "NO",
}


def _print_table(command: str, figures: list[Figure]) -> None:
    """Columns in which no figure has anything are left out."""
    written = {name: [text(figure) for figure in figures] for name, text in _COLUMNS.items()}
    written = {name: texts for name, texts in written.items() if any(texts)}
    table = Table(Column("figure", overflow="fold", ratio=1), title=command)
    for name in written:
        table.add_column(name, justify="right" if name not in {"unit", "peer", "holds"} else "left")
    for figure, *texts in zip(figures, *written.values(), strict=True):
        table.add_row(figure.name, *(text or "-" for text in texts))
    Console().print(table)


def _said(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if float(value).is_integer() or abs(value) >= _LARGE else f"{value:.4g}"


def _commit() -> str:
    """The commit of the code that ran, ``-dirty`` where it was changed; ``unknown`` outside a checkout."""
    here = Path(__file__).resolve().parent
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--exclude", "*"],  # noqa: S607 - the person's own git
        cwd=here,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or "unknown"


def _machine() -> dict[str, object]:
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": platform.system(),
        "architecture": platform.machine(),
        "python": platform.python_version(),
    }
