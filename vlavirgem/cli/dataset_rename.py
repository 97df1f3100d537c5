"""`vlavirgem dataset rename`: another title for a dataset."""

from __future__ import annotations

from typing import Annotated

import typer
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from vlavirgem.cli.dataset_called import dataset_called
from vlavirgem.cli.ground import database, fail, out
from vlavirgem_graphql.datasets.renaming.services import rename_dataset
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope


def command(
    title: Annotated[str, typer.Argument(help="Title of the dataset.")],
    to: Annotated[str, typer.Argument(help="Its new title.")],
    tenant: Annotated[str, typer.Option(help="Short name of the organisation.")],
) -> None:
    """Give a dataset another title. An offer of it keeps its own."""
    with database(), tenant_scope(find_tenant(tenant)) as owner:
        dataset = dataset_called(title, tenant)
        try:
            renamed = rename_dataset(actor=Actor.system(owner), dataset=dataset, title=to)
        except ValidationError as error:
            fail(_("%(to)s is no title.") % {"to": repr(to)}, remedy=" ".join(error.messages))
        out.print(_("%(title)s is now called %(renamed)s.") % {"title": title, "renamed": renamed.title}, markup=False)
