"""`vlavirgem dataset export`: the records of a dataset as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from vlavirgem.cli.dataset_called import dataset_called
from vlavirgem.cli.ground import database, fail, out
from vlavirgem_graphql.datasets.exporting.forms import EXPORT_FORMS, REPORT, TURTLE
from vlavirgem_graphql.datasets.exporting.services import export_dataset
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.scope import tenant_scope


def command(
    title: Annotated[str, typer.Argument(help="Title of the dataset.")],
    tenant: Annotated[str, typer.Option(help="Short name of the organisation.")],
    form: Annotated[str, typer.Option("--format", help=f"One of: {', '.join(EXPORT_FORMS)}.")] = TURTLE.name,
    to: Annotated[Path, typer.Option(help="Folder to write to.")] = Path(),
) -> None:
    """Write the records of a dataset to a file; beside Turtle goes the report of how it fits the shapes of its kind."""
    if form not in EXPORT_FORMS:
        fail(
            _("There is no format %(form)s.") % {"form": form},
            remedy=_("Choose from: %(forms)s.") % {"forms": ", ".join(EXPORT_FORMS)},
        )
    if not to.is_dir():
        fail(_("There is no folder %(to)s.") % {"to": to}, remedy=_("Make it first, or name another one."))
    forms = [EXPORT_FORMS[form], *([REPORT] if form == TURTLE.name else [])]
    with database(), tenant_scope(find_tenant(tenant)):
        dataset = dataset_called(title, tenant)
        for each in forms:
            file = export_dataset(dataset, each)
            (to / file.file_name).write_bytes(file.content)
            out.print(
                _("%(file)s  %(count)s bytes") % {"file": to / file.file_name, "count": f"{len(file.content):,}"},
                highlight=False,
            )
