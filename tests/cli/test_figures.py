"""The table of what was measured: readable in eighty columns, and in a log."""

from __future__ import annotations

import pytest
import typer

from vlavirgem.cli.figures import Figure, report


@pytest.fixture(autouse=True)
def _narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def test_a_table_without_peers_has_no_columns_for_them(capsys: pytest.CaptureFixture[str]) -> None:
    figures = [
        Figure(name="energieadvies.yaml: calls that went through to the end", value=13920, unit="calls"),
        Figure(name="failures", value=0, unit="failures", limit=0),
    ]

    with pytest.raises(typer.Exit) as ended:
        report("prove tryouts", figures, as_json=False)

    told = capsys.readouterr().out
    assert ended.value.exit_code == 0
    assert "peer" not in told
    assert "ratio" not in told
    assert "13,920" in told
    assert "energieadvies.yaml" in told


def test_a_figure_beside_its_peer_that_does_not_hold_is_said_and_ends_with_1(
    capsys: pytest.CaptureFixture[str],
) -> None:
    slow = Figure(name="reads", value=0.5, unit="s", peer="raw", peer_value=0.25, limit=1.3)

    with pytest.raises(typer.Exit) as ended:
        report("bench gateway", [slow], as_json=False)

    told = capsys.readouterr().out
    assert ended.value.exit_code == 1
    assert "NO" in told
    assert "2.000" in told
    assert "<= 1.3" in told
