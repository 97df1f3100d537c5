"""`vlavirgem migrate`: bring the database up to the code."""

from __future__ import annotations

import typer
from django.conf import settings
from django.utils.translation import gettext as _

from vlavirgem.cli.ground import database, err, fail, out
from vlavirgem_tenants.provisioning.migrating import NoGroundError, migrate_all, prepare_database


def command() -> None:
    """Prepare the database, migrate what is behind and put up the tenant wall. Safe to stop and repeat."""
    with database():
        prepare()


def prepare() -> None:
    """The work of the command, for others that need a database that is up to date."""
    with out.status(_("Preparing the database ...")) as status:
        try:
            prepare_database()
        except NoGroundError as error:
            status.stop()
            _ask_administrator(error.script)
            fail(str(error), remedy=_("Run `vlavirgem migrate` again after that."))
        left = migrate_all(lambda what: status.update(_("Migrating: %(what)s ...") % {"what": what}))
    if left:
        _ask_administrator([f"{statement};" for statement in left])
    elif settings.ENVIRONMENT.embedded is None:
        out.print(_("The database is up to date and the wall stands."))


def _ask_administrator(script: list[str]) -> None:
    """On the standard output and unwrapped, so that it can go to a file and into psql."""
    err.print(_("A database administrator still has to run this, once:"), style="bold yellow")
    for line in script:
        typer.echo(line)
