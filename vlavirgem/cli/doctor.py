"""`vlavirgem doctor`: is this installation in order?"""

from __future__ import annotations

import platform
import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version

import psycopg
import typer
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from rich.table import Table

from vlavirgem.cli.ground import database
from vlavirgem.cli.tables import print_table
from vlavirgem_graphql.exchange.verification import verify_evidence
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.provisioning.migrating import MigrationState, migration_state
from vlavirgem_tenants.wall.building import check_wall

PACKAGES = ("django", "wagtail", "django-tenants", "graphene-django", "graphql-core", "psycopg")
OLDEST_SERVER, NEWEST_SERVER = 15, 18
LEAST_FREE_BYTES = 1_000_000_000
MOST_STONES_NAMED = 10
LAST_EVENTS = 1_000  # of each organisation: all of them would take minutes on a town of a year old


@dataclass(frozen=True)
class Finding:
    """One thing looked at."""

    what: str
    found: str
    in_order: bool = True
    remedy: str = ""


def command() -> None:
    """Look at versions, disk, port, database, migrations and the tenant wall. Exit code 1 where something is wrong."""
    table = Table(_("what"), _("found"), _("in order"), _("what to do"))
    findings = list(_machine())
    with database():
        findings += _database()
        findings += _wall()
        findings += _evidence()
    for finding in findings:
        in_order = _("yes") if finding.in_order else "[bold red]" + _("NO")
        table.add_row(finding.what, finding.found, in_order, finding.remedy)
    print_table(table)
    raise typer.Exit(0 if all(finding.in_order for finding in findings) else 1)


def _machine() -> Iterator[Finding]:
    yield Finding("Python", platform.python_version())
    yield Finding(_("packages"), ", ".join(f"{name} {version(name)}" for name in PACKAGES))
    home = settings.ENVIRONMENT.home
    home.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(home).free
    yield Finding(
        _("disk of %(home)s") % {"home": home},
        _("%(free)s MB free") % {"free": free // 1_000_000},
        free > LEAST_FREE_BYTES,
        "" if free > LEAST_FREE_BYTES else _("Free some space, or point VLAVIRGEM_HOME at another disk."),
    )
    port = settings.ENVIRONMENT.port
    with socket.socket() as probe:
        in_use = probe.connect_ex(("127.0.0.1", port)) == 0
    yield Finding(_("port %(port)s") % {"port": port}, _("in use (by the town, if it is up)") if in_use else _("free"))


def _database() -> Iterator[Finding]:
    with psycopg.connect(**settings.GATE_ADDRESS.as_conninfo(), autocommit=True) as gate:
        major = gate.info.server_version // 10_000
    fits = OLDEST_SERVER <= major <= NEWEST_SERVER
    kind = _("embedded") if settings.ENVIRONMENT.embedded else "DATABASE_URL"
    yield Finding("PostgreSQL", f"{major} ({kind})", fits, "" if fits else _("Use PostgreSQL 15 to 18."))
    if settings.OWNER_ADDRESS is not None:
        state: MigrationState = migration_state()
        found = _("%(count)s organisations, %(behind)s behind") % {"count": state.tenants, "behind": len(state.behind)}
        remedy = "" if state.is_current else _("Run: vlavirgem migrate")
        yield Finding(_("migrations"), found, state.is_current, remedy)


def _evidence() -> Iterator[Finding]:
    with transaction.atomic():
        tenants = list(Tenant.objects.order_by("slug"))
    verdicts = {tenant.slug: verify_evidence(tenant, last=LAST_EVENTS) for tenant in tenants}
    broken = {slug: verdict for slug, verdict in verdicts.items() if not verdict.whole}
    yield Finding(
        _("evidence"),
        _("%(whole)s of %(count)s chains whole in their last %(last)s events (all of them: vlavirgem evidence verify)")
        % {"whole": len(verdicts) - len(broken), "count": len(verdicts), "last": LAST_EVENTS},
        not broken,
        _("Keep the database as it is; compare with a backup from before.") if broken else "",
    )
    for slug, verdict in broken.items():
        where = _("event %(number)s: %(reason)s") % {"number": verdict.broken_at, "reason": verdict.reason}
        yield Finding(f"  {slug}", where, in_order=False)


def _wall() -> Iterator[Finding]:
    state = check_wall()
    found = _("%(standing)s of %(stones)s stones in place") % {
        "standing": state.stones - len(state.missing),
        "stones": state.stones,
    }
    yield Finding(_("tenant wall"), found, state.stands, "" if state.stands else _("Run: vlavirgem migrate"))
    for stone in state.missing[:MOST_STONES_NAMED]:
        yield Finding("  " + _("missing"), stone.name, in_order=False)
