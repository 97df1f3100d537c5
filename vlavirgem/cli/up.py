"""`vlavirgem up`: serve the town."""

from __future__ import annotations

import typer
from django.conf import settings
from django.utils.translation import gettext as _

from vlavirgem.cli.ground import database, out
from vlavirgem.cli.migrate import prepare
from vlavirgem.cli.serving import require_free_port, serve


def command() -> None:
    """Serve the town on this machine, until Ctrl-C. The database is migrated first where this process may do that."""
    require_free_port()
    with database():
        if settings.OWNER_ADDRESS is not None:
            prepare()
        code = serve(_say_where)
    raise typer.Exit(max(code, 0))


def _say_where() -> None:
    port = f":{settings.ADDRESS_PORT}" if settings.ADDRESS_PORT else ""
    address = f"{settings.SCHEME}://net.{settings.BASE_DOMAIN}{port}"
    out.print(_("The town is open at %(address)s  (stop with Ctrl-C)") % {"address": address})
