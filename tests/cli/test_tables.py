"""Tables of the command: what is copied out of them is whole."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rich.console import Console
from rich.table import Table

from vlavirgem.cli import tables
from vlavirgem.cli.tables import print_table, whole

ID = "e865393c-793b-4d0c-9f3e-0a1b2c3d4e5f"
LONG = "Vergunningen en meldingen voor innames van het openbaar domein, met hun voorwaarden en hun periode"


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """The lines of a table of agreements, on a console of that width."""

    def lines(*, width: int, terminal: bool) -> list[str]:
        console = Console(width=width, force_terminal=terminal, color_system=None)
        monkeypatch.setattr(tables, "out", console)
        table = Table(whole("id"), "reads", "provides", "data", "last day", "state")
        for number in range(3):
            table.add_row(ID, "aalst", "digitaal-vlaanderen", f"{LONG} {number}", "2027-12-31", "active")
        with console.capture() as capture:
            print_table(table)
        return capture.get().splitlines()

    return lines


@pytest.mark.parametrize("width", [40, 80, 200])
def test_an_id_is_whole_in_a_terminal_of_any_width(printed: Callable[..., list[str]], width: int) -> None:
    lines = printed(width=width, terminal=True)
    assert sum(ID in line for line in lines) == 3
    assert not any("…" in line for line in lines)
    assert max(map(len, lines)) <= max(width, 68)


@pytest.mark.parametrize("width", [40, 80])
def test_in_a_pipe_each_row_is_one_line(printed: Callable[..., list[str]], width: int) -> None:
    rows = [line for line in printed(width=width, terminal=False) if "aalst" in line]
    assert len(rows) == 3
    for number, row in enumerate(rows):
        cells = [cell.strip() for cell in row.strip("│").split("│")]
        assert cells == [ID, "aalst", "digitaal-vlaanderen", f"{LONG} {number}", "2027-12-31", "active"]
