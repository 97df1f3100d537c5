"""The image's recipe, as far as it can be held against the code without a container engine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RECIPE = (ROOT / "helm" / "Dockerfile").read_text()


def test_the_image_serves_from_the_folder_that_it_collects_into() -> None:
    [collected] = re.findall(r"VLAVIRGEM_STATIC=(\S+) DJANGO_SETTINGS_MODULE", RECIPE)
    [served] = re.findall(r"^ENV .*VLAVIRGEM_STATIC=(\S+)", RECIPE, re.MULTILINE)
    [copied] = re.findall(r"^COPY --from=build (\S+)", RECIPE, re.MULTILINE)
    [volume] = re.findall(r"^VOLUME (\S+)", RECIPE, re.MULTILINE)

    assert collected == served
    assert Path(served).is_relative_to(copied)
    assert not Path(served).is_relative_to(volume)


def test_the_image_takes_no_program_of_the_distribution() -> None:
    assert "apt-get" not in RECIPE


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of the image, with its static files collected as its recipe does."""
    folder = tmp_path_factory.mktemp("image")
    environment = {
        **os.environ,
        "VLAVIRGEM_HOME": str(folder / "home"),
        "VLAVIRGEM_STATIC": str(folder / "static"),
        "DJANGO_SETTINGS_MODULE": "vlavirgem.settings.base",
    }
    collect = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(collect, env=environment, check=True, cwd=ROOT)
    return environment


def test_pages_of_the_image_name_files_by_their_hash(installation: dict[str, str]) -> None:
    found = next((ROOT / "vlavirgem" / "ui" / "static").rglob("*.css"))
    name = found.relative_to(ROOT / "vlavirgem" / "ui" / "static").as_posix()
    ask = f"import django; django.setup(); from django.templatetags.static import static; print(static({name!r}))"

    told = subprocess.run(
        [sys.executable, "-c", ask], env=installation, check=True, cwd=ROOT, capture_output=True, text=True
    ).stdout.strip()

    assert re.fullmatch(rf"/static/{re.escape(name.removesuffix('.css'))}\.[0-9a-f]{{12}}\.css", told)
    assert (Path(installation["VLAVIRGEM_STATIC"]) / told.removeprefix("/static/")).exists()
