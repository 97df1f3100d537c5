"""Reading the settings changes nothing on disk."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVE = """
import vlavirgem.wsgi
from django.test import RequestFactory
from whitenoise.middleware import WhiteNoiseMiddleware
found = WhiteNoiseMiddleware(lambda request: None)(RequestFactory().get("/static/vlavirgem/base.css"))
print(found.status_code)
"""


def test_a_server_with_its_own_database_makes_no_folder_and_serves_static_files(tmp_path: Path) -> None:
    home = tmp_path / "home"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("VLAVIRGEM_")},
        "DJANGO_SETTINGS_MODULE": "vlavirgem.settings.base",
        "DATABASE_URL": "postgresql://gate:secret@db.invalid/town",
        "VLAVIRGEM_SECRET_KEY": "x" * 50,
        "VLAVIRGEM_HOME": str(home),
    }

    done = subprocess.run(
        [sys.executable, "-W", "error:No directory at", "-c", SERVE],
        env=environment,
        check=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert done.stdout.split() == ["200"]
    assert not home.exists()
