"""Figures of `bench` and `prove`: measured values beside a peer's and a limit, as a table and as one JSON object."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table


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


def report(command: str, figures: list[Figure], *, as_json: bool) -> None:
    """Print the figures and end the command: exit code 1 where one does not hold."""
    if as_json:
        document = {
            "command": command,
            "commit": _commit(),
            "machine": _machine(),
            "figures": [figure.as_json() for figure in figures],
        }
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        _print_table(command, figures)
    raise typer.Exit(0 if all(figure.holds for figure in figures) else 1)


def _print_table(command: str, figures: list[Figure]) -> None:
    table = Table(title=command)
    for column in ("figure", "value", "unit", "peer", "peer's value", "ratio", "limit", "holds"):
        table.add_column(column, justify="right" if column in {"value", "peer's value", "ratio", "limit"} else "left")
    for figure in figures:
        limit = "-" if figure.limit is None else f"{'>=' if figure.at_least else '<='} {figure.limit:g}"
        table.add_row(
            figure.name,
            f"{figure.value:.4g}",
            figure.unit,
            figure.peer or "-",
            "-" if figure.peer_value is None else f"{figure.peer_value:.4g}",
            "-" if figure.ratio is None else f"{figure.ratio:.3f}",
            limit,
            "yes" if figure.holds else "NO",
        )
    Console().print(table)


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
