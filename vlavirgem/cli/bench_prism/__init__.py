"""The peer of `bench tryout`: Prism, a mock server that knows no keys, no state and no log. npm installs it once."""

from __future__ import annotations

import hashlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Final

from django.conf import settings

from vlavirgem.cli.ground import fail

_FILES: Final = ("package.json", "package-lock.json")
_SECONDS_TO_START: Final = 60


def installed() -> Path:
    """The folder with Prism, under the installation's home; the versions are those of the lock file."""
    npm = shutil.which("npm")
    if npm is None:
        fail("The peer of this measurement comes from npm, which is not here.", remedy="Install Node.js with npm.")
    lock = (files(__name__) / _FILES[1]).read_bytes()
    folder = settings.ENVIRONMENT.home / "bench" / f"prism-{hashlib.sha256(lock).hexdigest()[:12]}"
    if not (folder / "installed").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in _FILES:
            (folder / name).write_bytes((files(__name__) / name).read_bytes())
        done = subprocess.run(  # noqa: S603 - our own arguments
            [npm, "ci", "--no-audit", "--no-fund"], cwd=folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            fail(f"npm could not install the peer: {done.stderr[-500:]}", remedy="Can npm reach its registry?")
        (folder / "installed").touch()
    return folder


@contextmanager
def mocking(contract: Path, port: int) -> Iterator[int]:
    """Prism over a contract inside the block; gives its process. It logs errors only: more would cost it."""
    binaries = installed() / "node_modules" / ".bin"
    command = [str(binaries / "node"), str(binaries / "prism"), "mock", "-v", "error", "-h", "127.0.0.1"]
    process = subprocess.Popen(  # noqa: S603 - our own arguments
        [*command, "-p", str(port), str(contract)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(port, process)
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("Prism did not start.")
