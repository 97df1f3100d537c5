"""Django's connection of this thread, with the type it has behind the wall."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.db import connections

if TYPE_CHECKING:
    from vlavirgem_tenants.wall.postgresql.base import DatabaseWrapper


def this_connection() -> DatabaseWrapper:
    """The connection that ``django.db.connection`` stands for."""
    return cast("DatabaseWrapper", connections["default"])
