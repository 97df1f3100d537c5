"""The published schema is not written anew over a change that breaks clients and is announced nowhere."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def reference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The tool, with pages of its own."""
    spec: Any = importlib.util.spec_from_file_location("reference", ROOT / "tools" / "reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "PAGES", tmp_path)
    return module


def test_files_are_written_and_found_as_the_code_has_it(reference: ModuleType) -> None:
    assert reference.main("check") == 1
    assert reference.main("write") == 0
    assert reference.main("check") == 0


def test_an_unannounced_break_is_named_and_nothing_is_written(
    reference: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    # Given a published schema with a field that the code no longer has
    reference.main("write")
    published = reference.PAGES / reference.SCHEMA
    with_more = published.read_text().replace("\n  recordCount: Int!", "\n  recordCount: Int!\n  weight: Int", 1)
    published.write_text(with_more)

    # When it is written, then the break is named and the file stays
    assert reference.main("write") == 1
    assert "Offer.weight was removed." in capsys.readouterr().out
    assert published.read_text() == with_more


def test_a_revision_without_the_file_has_nothing_to_compare_with(
    reference: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert reference.main("compare", "no-such-revision") == 0
    assert "nothing" not in capsys.readouterr().err
