"""The peer of `bench tryout`: Prism, a mock server that knows no keys, no state and no log. npm installs it once."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Final

from vlavirgem.cli.npm import installed

_SECONDS_TO_START: Final = 60


@contextmanager
def mocking(contract: Path, port: int) -> Iterator[int]:
    """Prism over a contract inside the block; gives its process. It logs errors only: more would cost it."""
    binaries = installed(files(__name__), name="prism") / "node_modules" / ".bin"
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
