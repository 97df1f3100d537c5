"""The real product, started with its demo in a home and on a port of its own, and stopped again."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_START = 420
SECONDS_TO_STOP = 40


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a program gets back."""

    status: int
    content_type: str
    body: Any

    @classmethod
    def of(cls, answer: Any) -> Answer:
        """From what urllib gives, also for a refusal."""
        return cls(
            status=answer.status,
            content_type=answer.headers.get_content_type(),
            body=json.loads(answer.read() or b"null"),
        )


@dataclass(frozen=True, kw_only=True)
class Town:
    """A town that is up: ``address("aalst")`` is where a bestuur lives."""

    pattern: str

    def address(self, tenant: str, path: str = "/") -> str:
        """The address of a page of a tenant."""
        return self.pattern.format(tenant=tenant) + path

    def calls(self, base: str, path: str, *, key: str, body: object = None) -> Answer:
        """Call an address of the town as a program does; with a body it is a POST.

        Not every machine's resolver knows ``*.localhost``, so the name goes in the Host header.
        """
        there = urlsplit(base + path)
        request = urllib.request.Request(
            f"http://127.0.0.1:{there.port}{there.path}" + (f"?{there.query}" if there.query else ""),
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Host": there.netloc,
                "Authorization": f"Bearer {key}",
                "Accept": "application/json, application/problem+json",
                "Content-Type": "application/json",
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - our own address
                return Answer.of(answer)
        except urllib.error.HTTPError as refused:
            return Answer.of(refused)


@contextmanager
def demo_town() -> Iterator[Town]:
    """A new demo town; raises RuntimeError with the last words of its log where it does not open its doors."""
    port = _free_port()
    # Not pytest's own folder: the database's system user has to be able to enter it.
    home = Path(tempfile.mkdtemp(prefix="vlavirgem-e2e-"))
    home.chmod(0o755)
    process = _start(home, port)
    try:
        yield Town(pattern=f"http://{{tenant}}.vvg.localhost:{port}")
    finally:
        _stop(process)
        shutil.rmtree(home, ignore_errors=True)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)  # as Ctrl-C: the town stops its own server and database
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.terminate()  # a shell's background job hears no Ctrl-C
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(home: Path, port: int) -> subprocess.Popen[bytes]:
    rooms = os.pathsep.join(str(ROOT / room) for room in (".", "tenants", "sandbox", "cms", "graphql"))
    left_out = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL")
    ours = {key: value for key, value in os.environ.items() if key not in left_out}
    environment = {
        **ours,
        "PYTHONPATH": rooms,
        "VLAVIRGEM_HOME": str(home),
        "VLAVIRGEM_PORT": str(port),
        "VLAVIRGEM_LOG_LEVEL": "WARNING",
    }
    log = home / "demo.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", "from vlavirgem.cli import main; main()", "demo"],
            env=environment,
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        if _answers(port):
            return process
        time.sleep(0.5)
    _stop(process)
    shown = log.read_text(errors="replace")[-4000:]
    shutil.rmtree(home, ignore_errors=True)
    raise RuntimeError(f"The demo town did not open its doors. Its last words:\n{shown}")


def _answers(port: int) -> bool:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/health/", headers={"Host": "net.vvg.localhost"})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
