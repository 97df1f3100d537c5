"""The embedded server: made once, shared, and at home on whichever machine its folder lands."""

import os
import pwd
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from vlavirgem.database.embedded import EmbeddedServer, ServerError

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root starts the server as another user")
NOBODY = pwd.getpwnam("nobody").pw_uid


@pytest.fixture
def server(tmp_path: Path) -> EmbeddedServer:
    return EmbeddedServer(tmp_path / "home", database="postgres")


def _answers(server: EmbeddedServer) -> bool:
    with psycopg.connect(**server.address("postgres").as_conninfo()) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def _give(folder: Path, owner: int) -> None:
    for path in (folder, *folder.rglob("*")):
        os.chown(path, owner, owner)


@as_root
def test_data_that_another_machine_made_is_taken_over(server: EmbeddedServer) -> None:
    with server.running(durable=False):
        assert _answers(server)
    _give(server.data, NOBODY)

    with server.running(durable=False):
        assert _answers(server)


@as_root
def test_data_of_a_server_that_runs_for_someone_else_is_left_alone(server: EmbeddedServer) -> None:
    with server.running(durable=False):
        _give(server.data, NOBODY)

        with pytest.raises(ServerError, match="running for another user"), server.running(durable=False):
            pass

        assert server.data.stat().st_uid == NOBODY
        # given back, so that it can be stopped
        _give(server.data, pwd.getpwnam("vlavirgem").pw_uid)


def test_the_last_command_to_leave_stops_the_server(server: EmbeddedServer) -> None:
    with server.running(durable=False):
        with server.running(durable=False):
            assert _answers(server)
        assert _answers(server)

    assert not (server.data / "postmaster.pid").exists()


def test_two_first_commands_at_once_lose_no_key(server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    # Given that making a key takes a while
    make = secrets.token_urlsafe

    def slowly(length: int) -> str:
        time.sleep(0.2)
        return make(length)

    monkeypatch.setattr(secrets, "token_urlsafe", slowly)

    # When several are asked for at the same moment, one of them twice
    names = ["postgres", "vvg_gate", "vvg_owner", "vvg_gate"]
    with ThreadPoolExecutor(len(names)) as commands:
        made = list(commands.map(server.secret, names))

    # Then each is the one that is kept
    assert made == [server.secret(name) for name in names]
    assert len(set(made)) == 3
    assert (server.home / "secrets.json").stat().st_mode & 0o077 == 0
