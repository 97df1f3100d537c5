"""Every string that the code says is translated, and the tool that keeps it so sees what is wrong."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

TOOL = Path(__file__).resolve().parents[2] / "tools/messages.py"


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("house_messages", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


messages = _load()


@pytest.mark.parametrize("language", messages.languages())
@pytest.mark.parametrize("owner", messages.owners(), ids=lambda owner: str(owner.relative_to(messages.HOUSE)))
def test_each_string_of_each_room_is_translated(owner: Path, language: str) -> None:
    assert list(messages.faults(owner, language)) == []


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A house with one room, one string in Python and one in a template."""
    room = tmp_path / "vlavirgem"
    (room / "templates").mkdir(parents=True)
    (room / "locale/nl").mkdir(parents=True)
    (room / "views.py").write_text('title = _("Open %(name)s")\n')
    (room / "templates/page.html").write_text(
        "{% load i18n %}\n<div>\n    {% translate 'Close' %}\n  {% blocktranslate count n=n %}{{ n }} call"
        "{% plural %}{{ n }} calls{% endblocktranslate %}\n</div>\n"
    )
    monkeypatch.setattr(messages, "HOUSE", tmp_path)
    monkeypatch.setattr(messages, "ROOMS", ("vlavirgem",))
    return room


def _translate(room: Path, words: dict[str, str | tuple[str, str]]) -> None:
    catalog = messages.merged(room, "nl")
    for message in catalog:
        key = message.id if isinstance(message.id, str) else message.id[0]
        if key in words:
            message.string = words[key]
    path = messages.po_path(room, "nl")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(messages.po_bytes(catalog))
    path.with_suffix(".mo").write_bytes(messages.mo_bytes(catalog))


COMPLETE: dict[str, str | tuple[str, str]] = {
    "Open %(name)s": "Open %(name)s",
    "Close": "Sluiten",
    "%(n)s call": ("%(n)s oproep", "%(n)s oproepen"),
}


def test_python_and_templates_are_both_read(house: Path) -> None:
    assert {str(message.id) for message in messages.template_of(house, "nl") if message.id} == {
        "Open %(name)s",
        "Close",
        "('%(n)s call', '%(n)s calls')",
    }


def test_a_complete_catalogue_has_no_faults(house: Path) -> None:
    _translate(house, COMPLETE)

    assert list(messages.faults(house, "nl")) == []


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"Close": ""}, "not translated"),
        ({"Open %(name)s": "Open %(naam)s"}, "placeholders differ"),
        ({"Close": "Item sluiten"}, "never stands on screen"),
    ],
)
def test_a_fault_is_named(house: Path, wrong: dict[str, str | tuple[str, str]], fault: str) -> None:
    _translate(house, {**COMPLETE, **wrong})

    assert any(fault in found for found in messages.faults(house, "nl"))


def test_a_stale_mo_file_is_named(house: Path) -> None:
    _translate(house, COMPLETE)
    messages.po_path(house, "nl").with_suffix(".mo").write_bytes(b"old")

    assert any(".mo file is older" in found for found in messages.faults(house, "nl"))


def test_an_app_with_a_folder_of_its_own_owns_its_strings(house: Path) -> None:
    (house / "app/locale").mkdir(parents=True)
    (house / "app/views.py").write_text('title = _("Mine")\n')

    assert {path.name for path in messages.owned_files(house)} == {"views.py", "page.html"}
    assert [message.id for message in messages.template_of(house / "app", "nl") if message.id] == ["Mine"]


def test_what_nobody_asks_for_any_more_goes(house: Path) -> None:
    _translate(house, COMPLETE)
    (house / "views.py").write_text("")

    assert any("other strings" in found for found in messages.faults(house, "nl"))
    messages.update([house])

    assert "Open" not in messages.po_path(house, "nl").read_text()


@pytest.mark.parametrize("language", messages.languages())
def test_no_text_of_the_house_is_translated_in_two_ways(language: str) -> None:
    assert list(messages.clashes(language)) == []


def test_a_text_with_two_translations_is_found_and_one_with_the_same_twice_is_not(house: Path) -> None:
    app = house / "keys"
    (app / "locale/nl").mkdir(parents=True)
    (app / "views.py").write_text('_("Close")\n')
    _translate(house, COMPLETE)

    _translate(app, {"Close": "Dichtdoen"})
    found = list(messages.clashes("nl"))
    _translate(app, {"Close": "Sluiten"})

    assert len(found) == 1
    assert "'Dichtdoen' (keys)" in found[0]
    assert "'Sluiten' (vlavirgem)" in found[0]
    assert list(messages.clashes("nl")) == []
