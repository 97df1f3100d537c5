"""`vlavirgem migrate`: bring the database up to the code."""

from __future__ import annotations

from django.conf import settings

from vlavirgem.cli.ground import database, err, out
from vlavirgem_tenants.provisioning.migrating import migrate_all, prepare_database


def command() -> None:
    """Prepare the database, migrate what is behind and put up the tenant wall. Safe to stop and repeat."""
    with database():
        prepare()


def prepare() -> None:
    """The work of the command, for others that need a database that is up to date."""
    with out.status("Preparing the database ...") as status:
        prepare_database()
        left = migrate_all(lambda what: status.update(f"Migrating: {what} ..."))
    if left:
        err.print("A database administrator still has to run this, once:", style="bold yellow")
        for statement in left:
            err.print(f"  {statement};", markup=False)
    elif settings.ENVIRONMENT.embedded is None:
        out.print("The database is up to date and the wall stands.")
