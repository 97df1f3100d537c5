"""`vlavirgem bench`: performance measured beside a peer in one run."""

from __future__ import annotations

import statistics
import time
from typing import Annotated

import typer
from psycopg import sql
from rich.progress import Progress

from vlavirgem.cli import bench_contracts, bench_gateway, bench_serve, bench_tryout
from vlavirgem.cli.figures import Figure, report
from vlavirgem.cli.ground import database, err
from vlavirgem.cli.scratch import scratch_database
from vlavirgem_tenants.directory.models import TenantKind
from vlavirgem_tenants.provisioning.migrating import migrate_all, migrate_schema, prepare_database
from vlavirgem_tenants.provisioning.tenants import TenantPlan, create_tenant
from vlavirgem_tenants.wall.owner import owner_session

app = typer.Typer(help="Performance, measured beside a peer in one run.", no_args_is_help=True)
SECONDS_PER_TENANT = 0.5
PEER_RUNS = 2


@app.callback()
def _group() -> None:
    """Keep the group a group while it has one command."""


@app.command()
def provision(
    *,
    tenants: Annotated[int, typer.Option(min=1, max=300, help="How many organisations to make.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Time the making of organisations, beside running all migrations into a new schema (in a scratch database)."""
    ours: list[float] = []
    peers: list[float] = []
    with database(), scratch_database("vlavirgem_bench"), Progress(console=err, transient=True) as progress:
        task = progress.add_task("Preparing", total=tenants + 1)
        prepare_database()
        migrate_all()
        peer_turns = {round(tenants * turn / PEER_RUNS) for turn in range(PEER_RUNS)}
        progress.update(task, description="Making organisations", advance=1)
        for number in range(tenants):
            if number in peer_turns:
                peers.append(_seconds_to_migrate(f"bench_peer_{number}"))
            began = time.perf_counter()
            create_tenant(TenantPlan(slug=f"bench-{number}", name=f"Bench {number}", kind=TenantKind.AGENCY))
            ours.append(time.perf_counter() - began)
            progress.advance(task)
    median, peer = statistics.median(ours), statistics.median(peers)
    report(
        f"bench provision --tenants {tenants}",
        [
            Figure(name="median per organisation", value=median, unit="s", limit=SECONDS_PER_TENANT),
            Figure(name="slowest organisation", value=max(ours), unit="s"),
            Figure(
                name="beside running the migrations",
                value=median,
                unit="s",
                peer="migrate into a new schema",
                peer_value=peer,
                limit=0.1,
            ),
        ],
        as_json=as_json,
    )


def _seconds_to_migrate(schema: str) -> float:
    with owner_session() as session:
        session.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
    began = time.perf_counter()
    migrate_schema(schema)
    return time.perf_counter() - began


app.command("contracts")(bench_contracts.command)
app.command("gateway")(bench_gateway.command)
app.command("serve")(bench_serve.command)
app.command("tryout")(bench_tryout.command)
