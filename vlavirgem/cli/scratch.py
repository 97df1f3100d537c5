"""A scratch database for measurements, beside the installation's own and gone afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql

from vlavirgem.cli.ground import fail
from vlavirgem_tenants.directory.finding import forget_hosts


@contextmanager
def scratch_database(name: str) -> Iterator[str]:
    """Let Django's connection be to a new, empty database called ``name`` inside the block; drop it, roles too."""
    if settings.ADMIN_ADDRESS is None:
        fail("A scratch database takes the administrator's login.", remedy="Set VLAVIRGEM_DATABASE_ADMIN_URL.")
    before = settings.DATABASES["default"]["NAME"]
    _drop(name)
    _use(name)
    try:
        yield name
    finally:
        _use(before)
        _drop(name)


def _use(name: str) -> None:
    connections["default"].close()
    for described in (
        connections.settings["default"],
        connections["default"].settings_dict,
        settings.DATABASES["default"],
    ):
        described["NAME"] = name
    forget_hosts()


def _drop(name: str) -> None:
    """Drop the database and the tenants' roles that only it used."""
    roles: list[str] = []
    address = settings.ADMIN_ADDRESS
    with psycopg.connect(**address.database("postgres").as_conninfo(), autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return
        with psycopg.connect(**address.database(name).as_conninfo()) as scratch:
            if scratch.execute("SELECT to_regclass('public.directory_tenant')").fetchone() != (None,):
                roles = [row[0] for row in scratch.execute("SELECT schema_name FROM directory_tenant")]
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        for role in roles:
            server.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))
