"""The template schema: migrated like a tenant, dumped once after each migration, replayed for each new tenant."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Set
from functools import cache

from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from vlavirgem.database.embedded import program
from vlavirgem.refusal import Refusal
from vlavirgem_tenants.wall.models import Template
from vlavirgem_tenants.wall.owner import owner_address

# Replaced as text when a dump is replayed, so it must not occur in anything else.
TEMPLATE_SCHEMA = "vvg_template_e3b0c442"


def migrations_fingerprint(migrations: Set[tuple[str, str]]) -> str:
    """One hash for a set of migrations, whatever the order in which they run."""
    return hashlib.sha256("\n".join(sorted(f"{app}.{name}" for app, name in migrations)).encode()).hexdigest()


def applied_in(connection: object, schema: str) -> set[tuple[str, str]]:
    """The migrations that have run in a schema (of the owner's connection)."""
    connection.set_schema(schema, include_public=False)  # type: ignore[attr-defined]
    return set(MigrationRecorder(connection).applied_migrations())  # type: ignore[arg-type]


@cache
def wanted_on_disk() -> frozenset[tuple[str, str]]:
    """Every migration that the code of this process brings, replaced ones left out."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).graph.nodes)


def take_dump() -> str:
    """The template schema as SQL that psycopg can run; raises Refusal where pg_dump is missing or fails."""
    address = owner_address()
    # The one that comes with the embedded server is of the newest version that we take; a system's own may be older
    # than the server, and then it refuses.
    bundled = program("pg_dump")
    command = str(bundled) if bundled.exists() else shutil.which("pg_dump") or "pg_dump"
    done = subprocess.run(  # noqa: S603 - our own arguments, no shell
        [
            command,
            f"--schema={TEMPLATE_SCHEMA}",
            *("--no-owner", "--no-privileges", "--no-comments", "--inserts", "--rows-per-insert=500"),
        ],
        env={**os.environ, **address.as_environment()},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Refusal(
            _("The template of new organisations could not be dumped: %(why)s") % {"why": done.stderr.strip()},
            remedy=_("Install a pg_dump of at least the server's version."),
            code="no-dump",
        )
    return "\n".join(line for line in done.stdout.splitlines() if _is_wanted(line))


def _is_wanted(line: str) -> bool:
    # psql's own commands, comments, and what changes the session for good (search path, time-outs, row security).
    return not line.startswith(("\\", "--", "SET ")) and "pg_catalog.set_config('search_path'" not in line


def keep_template() -> Template:
    """Dump the migrated template schema unless the kept dump is of exactly these migrations. Runs as the owner."""
    fingerprint = migrations_fingerprint(wanted_on_disk())
    kept = Template.objects.filter(fingerprint=fingerprint).first()
    if kept is None:
        kept = Template.objects.create(fingerprint=fingerprint, statements=take_dump())
        Template.objects.exclude(pk=kept.pk).delete()
    return kept
