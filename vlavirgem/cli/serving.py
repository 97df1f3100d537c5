"""`vlavirgem up`: the web server over a database that runs, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from time import monotonic, sleep

from django.conf import settings
from django.utils.translation import gettext as _

from vlavirgem.cli.ground import fail, out

SECONDS_TO_START = 60
SECONDS_TO_STOP = 20


def require_free_port() -> None:
    """End the command with a clear message where the port is taken."""
    port = settings.ENVIRONMENT.port
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            fail(
                _("Port %(port)s is in use by another program.") % {"port": port},
                remedy=_("Stop that program, or choose another port: VLAVIRGEM_PORT=%(other)s vlavirgem up")
                % {"other": port + 1},
            )


def serve(when_ready: Callable[[], None]) -> int:
    """Run the web server until it is told to stop; returns its exit code. Nothing of it is left behind."""
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", settings.ENVIRONMENT.host),
        *("--port", str(settings.ENVIRONMENT.port)),
        *("--workers", str(settings.ENVIRONMENT.workers), "--blocking-threads", str(settings.ENVIRONMENT.threads)),
        *("--respawn-failed-workers", "--workers-kill-timeout", "10", "--log-level", "warning", "--no-ws"),
        *kept_warm(),
        "vlavirgem.wsgi:application",
    ]
    server = subprocess.Popen(command, env=os.environ)  # noqa: S603 - our own arguments
    # Ctrl-C reaches the server by itself; a supervisor's SIGTERM reaches only us.
    signal.signal(signal.SIGTERM, lambda *_signal: server.terminate())
    try:
        if _wait_until_up(server):
            when_ready()
        return server.wait()
    except KeyboardInterrupt:
        out.print("\n" + _("Stopping ..."))
        return 0
    finally:
        _stop(server)


def kept_warm() -> tuple[str, str]:
    """The server's option for how long, in seconds, a thread stays that has nothing to do: as long as the database's
    connection that it has, with all that is prepared in it, may."""
    return "--blocking-threads-idle-timeout", str(settings.DATABASES["default"]["CONN_MAX_AGE"])


def _wait_until_up(server: subprocess.Popen[bytes]) -> bool:
    request = urllib.request.Request(
        f"http://127.0.0.1:{settings.ENVIRONMENT.port}/health/", headers={"Host": f"net.{settings.BASE_DOMAIN}"}
    )
    deadline = monotonic() + SECONDS_TO_START
    while monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(request, timeout=5):  # noqa: S310 - our own address
                return True
        except urllib.error.HTTPError:
            return True  # it answers; that the network has no tenant yet is another matter
        except OSError:
            sleep(0.1)
    return False


def _stop(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is None:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
