"""What npm installs for us, once for each lock file: peers of a measurement, tools of a test."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from django.conf import settings

from vlavirgem.refusal import Refusal

_FILES: Final = ("package.json", "package-lock.json")


def installed(package: Traversable, *, name: str) -> Path:
    """The folder, under the installation's home, with what a package file and its lock file ask for.

    Raises Refusal where npm is not here, or reaches no registry.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise Refusal("This takes npm, which is not here.", remedy="Install Node.js with npm.")
    lock = (package / _FILES[1]).read_bytes()
    folder = settings.ENVIRONMENT.home / "npm" / f"{name}-{hashlib.sha256(lock).hexdigest()[:12]}"
    if not (folder / "installed").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for each in _FILES:
            (folder / each).write_bytes((package / each).read_bytes())
        done = subprocess.run(  # noqa: S603 - our own arguments
            [npm, "ci", "--no-audit", "--no-fund"], cwd=folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise Refusal(f"npm could not install {name}: {done.stderr[-500:]}", remedy="Can npm reach its registry?")
        (folder / "installed").touch()
    return folder
