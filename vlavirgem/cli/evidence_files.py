"""`vlavirgem evidence export` and `verifier`, and the check of files: what leaves the installation, and is checked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from vlavirgem.cli.ground import database, err
from vlavirgem_graphql.evidence.services.checkpoints import make_checkpoint
from vlavirgem_graphql.evidence.services.exporting import chain_blocks
from vlavirgem_graphql.evidence.verifier import main
from vlavirgem_graphql.evidence.views_bundle import VERIFIER_NAME, verifier_source
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope


def export(
    tenant: Annotated[str, typer.Argument(help="Short name of the organisation.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")],
) -> None:
    """Write the whole log of an organisation to a file, with its checkpoints and keys; signs first how far it is."""
    with database():
        with tenant_scope(find_tenant(tenant)) as one:
            make_checkpoint(actor=Actor.system(one))
        with output.open("w", encoding="utf-8") as file:
            file.writelines(chain_blocks(one))
    err.print(_("%(output)s: %(count)s bytes") % {"output": output, "count": f"{output.stat().st_size:,}"})


def verifier(
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")] = Path(VERIFIER_NAME),
) -> None:
    """Write the verifier to a file. Python 3.11 with the package `cryptography` runs it, without this installation."""
    output.write_bytes(verifier_source())
    err.print(f"{output}: python {output.name} --keys KEYS FILE...", markup=False)


def verified(files: Sequence[Path], *, keys: Path | None, kept: Sequence[Path], witnesses: int) -> int:
    """Have the verifier look at the files; its exit code."""
    arguments = [f"--witnesses={witnesses}", *(f"--checkpoint={path}" for path in kept)]
    return main([*arguments, *([f"--keys={keys}"] if keys else []), "--", *map(str, files)])
