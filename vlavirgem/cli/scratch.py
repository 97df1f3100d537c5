"""A scratch database for measurements, beside the installation's own and gone afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections

from vlavirgem.cli.ground import fail
from vlavirgem.database.bootstrap import drop_database
from vlavirgem_tenants.directory.finding import forget_hosts


@contextmanager
def scratch_database(name: str) -> Iterator[str]:
    """Let Django's connection be to a new, empty database called ``name`` inside the block; drop it, roles too."""
    if settings.ADMIN_ADDRESS is None:
        fail("A scratch database takes the administrator's login.", remedy="Set VLAVIRGEM_DATABASE_ADMIN_URL.")
    before = settings.DATABASES["default"]["NAME"]
    drop_database(settings.ADMIN_ADDRESS, name)
    _use(name)
    try:
        yield name
    finally:
        _use(before)
        drop_database(settings.ADMIN_ADDRESS, name)


def _use(name: str) -> None:
    connections["default"].close()
    for described in (
        connections.settings["default"],
        connections["default"].settings_dict,
        settings.DATABASES["default"],
    ):
        described["NAME"] = name
    forget_hosts()
