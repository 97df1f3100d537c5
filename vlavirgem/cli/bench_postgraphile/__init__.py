"""A peer of `bench gateway`: PostGraphile, which writes one SQL statement for a selection too. npm installs it once."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

from vlavirgem.cli.npm import installed

_SERVER: Final = "server.mjs"


def command(port: int) -> list[str]:
    """What serves it on ``port``, over the tables in the database that ``PEER_DATABASE`` names."""
    package = files(__name__)
    folder = installed(package, name="postgraphile")
    (folder / _SERVER).write_bytes((package / _SERVER).read_bytes())  # it looks for modules where it stands
    return [str(folder / "node_modules" / ".bin" / "node"), str(folder / _SERVER), str(port)]
