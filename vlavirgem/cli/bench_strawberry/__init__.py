"""A peer of `bench gateway`: strawberry-django, which wants another graphql-core than the house: it has an environment
of its own, made once under the installation's home."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Final

from django.conf import settings

from vlavirgem.cli.ground import fail

_PACKAGES = "requirements.txt"
_SERVED: Final = ("served.py", "rows/__init__.py", "rows/models.py")
_APPLICATION: Final = "served:application"


def command(port: int, threads: int) -> list[str]:
    """What serves it on ``port``, over the tables in the database that ``PEER_DATABASE`` names."""
    folder = _installed()
    return [
        *(str(folder / "bin" / "python"), "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"),
        *("--port", str(port), "--workers", "1", "--blocking-threads", str(threads), "--log-level", "warning"),
        *("--no-ws", "--working-dir", str(folder), _APPLICATION),
    ]


def _installed() -> Path:
    contents = {name: (files(__name__) / name).read_bytes() for name in (_PACKAGES, *_SERVED)}
    digest = hashlib.sha256(b"\0".join(contents.values())).hexdigest()[:12]
    folder = settings.ENVIRONMENT.home / "bench" / f"strawberry-{digest}"
    if not (folder / "installed").exists():
        shutil.rmtree(folder, ignore_errors=True)
        _run(sys.executable, "-m", "venv", str(folder))
        for name, content in contents.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content)
        _run(str(folder / "bin" / "pip"), "install", "--quiet", "--require-hashes", "-r", str(folder / _PACKAGES))
        (folder / "installed").touch()
    return folder


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own arguments
    if done.returncode:
        fail(f"strawberry-django could not be installed: {done.stderr[-500:]}", remedy="Can pip reach its index?")
