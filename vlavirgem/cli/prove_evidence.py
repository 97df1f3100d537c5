"""`vlavirgem prove evidence`: a log is tampered with a thousand times, and the verifier, run apart, has to see each."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final
from uuid import UUID, uuid4

import typer
from rich.progress import Progress

from vlavirgem.cli.evidence_tampers import Evidence, tampered
from vlavirgem.cli.figures import Figure, report
from vlavirgem.cli.ground import database, err, out
from vlavirgem.cli.scratch import scratch_database
from vlavirgem_graphql.evidence.models import Checkpoint
from vlavirgem_graphql.evidence.services.bundles import bundle_of
from vlavirgem_graphql.evidence.services.checkpoints import make_checkpoint, signed_text
from vlavirgem_graphql.evidence.services.exporting import chain_blocks
from vlavirgem_graphql.evidence.services.forgetting import forget_person
from vlavirgem_graphql.evidence.services.published_keys import key_lines
from vlavirgem_graphql.evidence.services.witnessing import countersign_others
from vlavirgem_graphql.evidence.views_bundle import VERIFIER_NAME, verifier_source
from vlavirgem_graphql.exchange.models import EventKind, ExchangeEvent
from vlavirgem_graphql.exchange.services.evidence import append_event
from vlavirgem_tenants.directory.models import Tenant, TenantKind
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.provisioning.migrating import migrate_all, prepare_database
from vlavirgem_tenants.provisioning.tenants import TenantPlan, create_tenant
from vlavirgem_tenants.scope import tenant_scope

GROWTH: Final = (40, 40, 20)
"""Events between one checkpoint and the next. The old backup is from before the last."""
BUNDLES: Final = 12
FILES_A_RUN: Final = 50
STAYS, FORGOTTEN = "Els Verhaeghe", "Joris Wauters"


@dataclass
class Seen:
    """What the verifier said."""

    whole: list[str] = field(default_factory=list)
    """Of untouched files, what it did not believe."""
    missed: list[str] = field(default_factory=list)
    """Of tampered ones, what was done without its noticing."""
    tampers: int = 0
    named: list[str] = field(default_factory=list)
    """Untouched files that still have the name of the person who was forgotten."""


def command(
    *,
    tampers: Annotated[int, typer.Option(min=1, max=100_000, help="How many changed files.")] = 1_000,
    seed: Annotated[int, typer.Option(help="Of the places that are changed.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Tamper with exports and bundles of a log, and run the verifier on them in another folder, without our package."""
    with database(), ExitStack() as stack:
        progress = stack.enter_context(Progress(console=err, transient=True))
        task = progress.add_task("A network of two", total=2)
        stack.enter_context(scratch_database("vlavirgem_prove_evidence"))
        prepare_database()
        migrate_all()
        network = create_tenant(TenantPlan(slug="prove-network", name="Netwerk", kind=TenantKind.NETWORK))
        town = create_tenant(TenantPlan(slug="prove-town", name="Stad", kind=TenantKind.MUNICIPALITY))
        progress.advance(task)
        evidence = evidence_of(town, network)
        progress.update(task, description="Tampering", completed=1)
        seen = put_to_the_test(evidence, tampers, seed)
    for line in (*seen.whole, *seen.missed):
        out.print(line, markup=False, highlight=False)
    report("prove evidence", figures_of(seen), as_json=as_json)


def evidence_of(town: Tenant, network: Tenant) -> Evidence:
    """A log that grows and is signed and countersigned as it does, with all that somebody could keep of it.

    A program and two persons act by turns, and one of the persons is forgotten."""
    old_export = ""
    gone = uuid4()
    persons = [_person(town, STAYS, uuid4()), _person(town, FORGOTTEN, gone)]
    for events in GROWTH:
        with tenant_scope(town):
            old_export = "".join(chain_blocks(town))
            for number in range(events):
                kind = EventKind.READ if number % 5 else EventKind.DENIED
                detail: dict[str, object] = {"field": "publicServices", "key": None, "agreements": []}
                actor = [Actor.system(town), *persons][number % 3]
                append_event(actor=actor, kind=kind, rows_of_offers={}, detail=detail)
        _sign(town, network)
    with tenant_scope(town):
        forget_person(actor=Actor.system(town), person_id=gone, reason="Op vraag van de persoon zelf")
    _sign(town, network)
    with tenant_scope(town):
        latest = Checkpoint.objects.of(town)[0]
        reads = ExchangeEvent.objects.filter(owner=town, kind=EventKind.READ).order_by("?")[:BUNDLES]
        return Evidence(
            export="".join(chain_blocks(town)),
            old_export=old_export,
            bundles=[bundle for event in reads if (bundle := bundle_of(town, event.pk))],
            kept=signed_text(latest, latest.countersignatures.all()),
            keys="".join(f"{line}\n" for line in key_lines()),
            forgotten=FORGOTTEN,
        )


def _sign(town: Tenant, network: Tenant) -> None:
    with tenant_scope(town):
        make_checkpoint(actor=Actor.system(town))
    with tenant_scope(network):
        countersign_others(actor=Actor.system(network))


def _person(town: Tenant, name: str, person_id: UUID) -> Actor:
    return Actor(tenant=town, name=name, person_id=person_id, roles=frozenset())


def put_to_the_test(evidence: Evidence, count: int, seed: int) -> Seen:
    """Write the untouched and the tampered files to a folder of their own, with the verifier, and have it look."""
    seen = Seen(tampers=count)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for name, text in ((VERIFIER_NAME, verifier_source().decode()), ("keys", evidence.keys)):
            (folder / name).write_text(text, "utf-8")
        (folder / "kept").write_text(evidence.kept, "utf-8")
        untouched = {"export": evidence.export, **{f"bundle{n}": json.dumps(b) for n, b in enumerate(evidence.bundles)}}
        seen.whole = [f"{name}: {said}" for name, said in _verify(folder, untouched).items() if "DOES NOT" in said]
        seen.named = [name for name, text in untouched.items() if evidence.forgotten in text]
        names = {}
        files = {}
        for number, (done, text) in enumerate(tampered(evidence, count, seed)):
            names[f"t{number}"], files[f"t{number}"] = done, text
        said = _verify(folder, files)
        seen.missed = [f"{names[name]} ({name}): {said.get(name, 'nothing said')}" for name in files]
        seen.missed = [line for line in seen.missed if "DOES NOT HOLD" not in line]
    return seen


def figures_of(seen: Seen) -> list[Figure]:
    """How many were looked at, and how many went by."""
    return [
        Figure(name="tampers", value=seen.tampers, unit="files"),
        Figure(name="tampers not found", value=len(seen.missed), unit="files", limit=0),
        Figure(name="untouched files not believed", value=len(seen.whole), unit="files", limit=0),
        Figure(name="files that name a forgotten person", value=len(seen.named), unit="files", limit=0),
    ]


def _verify(folder: Path, files: dict[str, str]) -> dict[str, str]:
    """What the verifier says of each, in processes that find nothing of ours (``-I``: no path, no environment)."""
    said: dict[str, str] = {}
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    names = list(files)
    for start in range(0, len(names), FILES_A_RUN):
        chosen: Sequence[str] = names[start : start + FILES_A_RUN]
        command_line = [
            sys.executable,
            "-I",
            VERIFIER_NAME,
            "--keys",
            "keys",
            "--checkpoint",
            "kept",
            "--witnesses",
            "1",
        ]
        done = subprocess.run([*command_line, *chosen], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
        said |= dict(line.split(": ", 1) for line in done.stdout.splitlines())
    return said
