"""`bench serve` without what it measures beside."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from typer.testing import CliRunner

from vlavirgem.cli import bench_serve
from vlavirgem.cli.bench import app
from vlavirgem.cli.figures import Figure


def test_it_says_what_to_install(capsys: pytest.CaptureFixture[str]) -> None:
    with patch.object(bench_serve, "find_spec", return_value=None):
        done = CliRunner().invoke(app, ["serve"])
    assert done.exit_code == 1
    assert "vlavirgem[bench]" in done.output + capsys.readouterr().err


def test_with_gunicorn_it_measures() -> None:
    figures = [Figure(name="a page", value=1.0, unit="ms", peer="gunicorn", peer_value=2.0)]
    with (
        patch.object(bench_serve, "find_spec", return_value=object()),
        patch.object(bench_serve, "database"),
        patch.object(bench_serve, "measure", return_value=figures),
    ):
        done = CliRunner().invoke(app, ["serve", "--json"])
    assert done.exit_code == 0
    assert '"ratio": 0.5' in done.output
