"""Acting as the owner of the tables: migrations, provisioning and the wall itself. Never while serving people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from http import HTTPStatus
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections
from django.utils.translation import gettext as _

from vlavirgem.database.address import DatabaseAddress
from vlavirgem.database.bootstrap import take_turns
from vlavirgem.refusal import Refusal


def owner_address() -> DatabaseAddress:
    """The owner's login on the database in use; raises Refusal where this process is not trusted with it."""
    if settings.OWNER_ADDRESS is None:
        raise Refusal(
            _("This process may not change the structure of the database: it does not have the owner's login."),
            remedy=_("Run the command where VLAVIRGEM_DATABASE_OWNER_URL is set."),
            code="no-owner-login",
            status=HTTPStatus.FORBIDDEN,
        )
    address: DatabaseAddress = settings.OWNER_ADDRESS
    return address.database(connections.settings["default"]["NAME"])


# While a change of structure waits for its lock, everybody who comes after waits behind it: better it gives up.
PATIENCE = {"options": "-c lock_timeout=15s"}


@contextmanager
def as_owner() -> Iterator[Any]:
    """Let Django's default connection of this thread be the owner's inside the block; yields that connection."""
    gate = connections["default"]
    login = owner_address().as_django()
    described = deepcopy(connections.settings["default"])
    described.update(login, POWER="owner", CONN_MAX_AGE=0)
    described["OPTIONS"] = {**PATIENCE, **login["OPTIONS"]}
    connection = type(gate)(described, alias="default")
    connections["default"] = connection
    try:
        yield connection
    finally:
        connection.close()
        connections["default"] = gate


@contextmanager
def owner_session(*, autocommit: bool = False) -> Iterator[psycopg.Connection]:
    """A plain psycopg session of the owner, for statements that are no models' business."""
    with psycopg.connect(**{**PATIENCE, **owner_address().as_conninfo()}, autocommit=autocommit) as session:
        yield session


@contextmanager
def admin_session() -> Iterator[psycopg.Connection | None]:
    """A session of the server's superuser, or None where this process is not trusted with it."""
    if settings.ADMIN_ADDRESS is None:
        yield None
        return
    address: DatabaseAddress = settings.ADMIN_ADDRESS
    name = connections.settings["default"]["NAME"]
    with psycopg.connect(**{**PATIENCE, **address.database(name).as_conninfo()}, autocommit=True) as session:
        yield session


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Whoever migrates the database of the town waits here for who does so already, as long as it takes."""
    with owner_session(autocommit=True) as session:
        take_turns(session)
        yield
