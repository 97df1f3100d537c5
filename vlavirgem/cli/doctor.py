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
    table = Table("what", "found", "in order", "what to do")
    findings = list(_machine())
    with database():
        findings += _database()
        findings += _wall()
        findings += _evidence()
    for finding in findings:
        table.add_row(finding.what, finding.found, "yes" if finding.in_order else "[bold red]NO", finding.remedy)
    print_table(table)
    raise typer.Exit(0 if all(finding.in_order for finding in findings) else 1)


def _machine() -> Iterator[Finding]:
    yield Finding("Python", platform.python_version())
    yield Finding("packages", ", ".join(f"{name} {version(name)}" for name in PACKAGES))
    home = settings.ENVIRONMENT.home
    home.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(home).free
    yield Finding(
        f"disk of {home}",
        f"{free // 1_000_000} MB free",
        free > LEAST_FREE_BYTES,
        "" if free > LEAST_FREE_BYTES else "Free some space, or point VLAVIRGEM_HOME at another disk.",
    )
    port = settings.ENVIRONMENT.port
    with socket.socket() as probe:
        in_use = probe.connect_ex(("127.0.0.1", port)) == 0
    yield Finding(f"port {port}", "in use (by the town, if it is up)" if in_use else "free")


def _database() -> Iterator[Finding]:
    with psycopg.connect(**settings.GATE_ADDRESS.as_conninfo(), autocommit=True) as gate:
        major = gate.info.server_version // 10_000
    fits = OLDEST_SERVER <= major <= NEWEST_SERVER
    kind = "embedded" if settings.ENVIRONMENT.embedded else "DATABASE_URL"
    yield Finding("PostgreSQL", f"{major} ({kind})", fits, "" if fits else "Use PostgreSQL 15 to 18.")
    if settings.OWNER_ADDRESS is not None:
        state: MigrationState = migration_state()
        found = f"{state.tenants} organisations, {len(state.behind)} behind"
        remedy = "" if state.is_current else "Run: vlavirgem migrate"
        yield Finding("migrations", found, state.is_current, remedy)


def _evidence() -> Iterator[Finding]:
    with transaction.atomic():
        tenants = list(Tenant.objects.order_by("slug"))
    verdicts = {tenant.slug: verify_evidence(tenant, last=LAST_EVENTS) for tenant in tenants}
    broken = {slug: verdict for slug, verdict in verdicts.items() if not verdict.whole}
    yield Finding(
        "evidence",
        f"{len(verdicts) - len(broken)} of {len(verdicts)} chains whole in their last {LAST_EVENTS:,} events "
        "(all of them: vlavirgem evidence verify)",
        not broken,
        "Keep the database as it is; compare with a backup from before." if broken else "",
    )
    for slug, verdict in broken.items():
        yield Finding(f"  {slug}", f"event {verdict.broken_at}: {verdict.reason}", in_order=False)


def _wall() -> Iterator[Finding]:
    state = check_wall()
    found = f"{state.stones - len(state.missing)} of {state.stones} stones in place"
    yield Finding("tenant wall", found, state.stands, "" if state.stands else "Run: vlavirgem migrate")
    for stone in state.missing[:MOST_STONES_NAMED]:
        yield Finding("  missing", stone.name, in_order=False)
