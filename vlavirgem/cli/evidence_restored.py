"""`vlavirgem evidence restored`: what an operator does after a backup was put back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from vlavirgem.cli.ground import database, fail, out
from vlavirgem_graphql.evidence.services.restoring import declare_restored
from vlavirgem_graphql.evidence.verifier import EvidenceError, read_checkpoint
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope


def restored(
    tenant: Annotated[str, typer.Argument(help="Short name of the organisation.")],
    checkpoint: Annotated[
        list[Path],
        typer.Option(
            "--checkpoint",
            exists=True,
            dir_okay=False,
            help="A checkpoint kept from after the backup; may be repeated.",
        ),
    ],
    reason: Annotated[str, typer.Option("--reason", help="Why; it stands in the log.")],
) -> None:
    """Put in an organisation's log that it was restored from a backup, and which checkpoint shows what was lost."""
    kept = []
    for path in checkpoint:
        try:
            kept.append(read_checkpoint(path.read_text("utf-8")))
        except (EvidenceError, OSError, ValueError) as error:
            fail(str(error), place=str(path), remedy=_("Name a checkpoint as it was downloaded."))
    with database(), tenant_scope(find_tenant(tenant)) as one:
        event_id = declare_restored(actor=Actor.system(one), kept=kept, reason=reason)
    out.print(_("On record as event %(id)s, and signed.") % {"id": event_id})
