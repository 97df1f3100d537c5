"""A package that is installed beside the house is called at start-up, and reaches every registry."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PLUGIN = """
from vlavirgem import plugins

def register():
    before = len(list(plugins.provisioning_steps)) + len(list(plugins.waiting_for))
    plugins.navigation.register(
        plugins.NavigationEntry(name="flags", label=f"after {before} of the house", url_name="start")
    )
"""
START = """
import django
django.setup()
from vlavirgem import plugins
print(len(list(plugins.provisioning_steps)) + len(list(plugins.waiting_for)), end=" ")
print([entry.label for entry in plugins.navigation if entry.name == "flags"])
"""


@pytest.fixture
def distribution(tmp_path: Path) -> Path:
    """An installed package ``town-flags``, as pip would leave it."""
    facts = tmp_path / "town_flags-1.0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: town-flags\nVersion: 1.0\n")
    (facts / "entry_points.txt").write_text("[vlavirgem.plugins]\nflags = town_flags:register\n")
    (tmp_path / "town_flags.py").write_text(PLUGIN)
    return tmp_path


def start(*folders: Path) -> subprocess.CompletedProcess[str]:
    """A new process of the house, with these folders among its packages."""
    path = os.pathsep.join(filter(None, [*map(str, folders), *sys.path]))
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "vlavirgem.settings.base", "PYTHONPATH": path}
    return subprocess.run([sys.executable, "-c", START], env=environment, capture_output=True, text=True, check=False)


def test_an_installed_plugin_is_called_after_the_rooms_of_the_house(distribution: Path) -> None:
    # Given a house without the plugin
    without = start()
    ours, _, found = without.stdout.strip().partition(" ")
    assert (found, without.returncode) == ("[]", 0), without.stderr

    # When the package is installed, then it finds all of ours registered, and its own entry is there
    assert int(ours) >= 3
    assert start(distribution).stdout.strip() == f"{ours} ['after {ours} of the house']"


def test_a_plugin_that_fails_stops_the_start_up_with_its_own_error(distribution: Path) -> None:
    (distribution / "town_flags.py").write_text("def register():\n    raise ValueError('no flag today')\n")
    failed = start(distribution)
    assert failed.returncode != 0
    assert failed.stderr.strip().endswith("ValueError: no flag today")
