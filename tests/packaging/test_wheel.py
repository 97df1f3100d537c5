"""The wheel in somebody else's Django project, outside this checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = """
from vlavirgem.settings.base import *

ROOT_URLCONF = "host.urls"
INSTALLED_APPS = [*INSTALLED_APPS, "shop"]
"""
URLS = """
from django.http import HttpResponse
from django.urls import include, path

urlpatterns = [path("shop/", lambda request: HttpResponse("shop")), path("", include("vlavirgem.urls"))]
"""
LOOK = """
import graphql, vlavirgem, vlavirgem_graphql
print(graphql.__file__)
print(graphql.version)
print(vlavirgem.__file__)
print(vlavirgem_graphql.__file__)
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the unpacked wheel, as an installation would lay it out."""
    made = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(made)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    [wheel] = made.glob("*.whl")
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A fresh project with an app of its own."""
    for name, text in {
        "host/__init__.py": "",
        "host/settings.py": SETTINGS,
        "host/urls.py": URLS,
        "shop/__init__.py": "",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return tmp_path


def run(project: Path, site: Path, *arguments: str) -> str:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{project}:{site}",
        "VLAVIRGEM_HOME": str(project / "home"),
        "DJANGO_SETTINGS_MODULE": "host.settings",
    }
    done = subprocess.run(
        [sys.executable, *arguments], cwd=project, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_fresh_project_with_the_wheel_passes_djangos_check(project: Path, site: Path) -> None:
    assert "no issues" in run(project, site, "-m", "django", "check")


def test_import_graphql_is_graphql_core(project: Path, site: Path) -> None:
    graphql, version, house, ours = run(project, site, "-c", LOOK).splitlines()
    assert not graphql.startswith((str(site), str(ROOT / "graphql")))
    assert version.startswith("3.2.")
    assert house.startswith(str(site))
    assert ours.startswith(str(site))


def test_the_wheel_brings_templates_translations_and_the_register(site: Path) -> None:
    assert not (site / "graphql").exists()
    for name in (
        "vlavirgem/ui/templates/vlavirgem/base.html",
        "vlavirgem/locale/nl/LC_MESSAGES/django.mo",
        "vlavirgem_tenants/municipalities/register.tsv",
        "vlavirgem_sandbox/catalogue/demo_contracts/verenigingsregister.yaml",
    ):
        assert (site / name).exists(), name
