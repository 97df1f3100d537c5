"""`vlavirgem dataset remove`: a dataset away, with its records."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils.translation import gettext as _

from vlavirgem.cli.dataset_called import dataset_called
from vlavirgem.cli.ground import database, fail, out
from vlavirgem_graphql.datasets.removing.services import remove_dataset
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope


def command(
    title: Annotated[str, typer.Argument(help="Title of the dataset.")],
    tenant: Annotated[str, typer.Option(help="Short name of the organisation.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without this, say what would go.")] = False,
) -> None:
    """Remove a dataset with its records. Refused while it is offered, or follows a feed."""
    with database(), tenant_scope(find_tenant(tenant)) as owner:
        dataset = dataset_called(title, tenant)
        if not yes:
            fail(
                _("%(count)s records go with %(title)s.") % {"count": dataset.records.count(), "title": title},
                remedy=_("Nothing was removed. Add --yes."),
            )
        count = remove_dataset(actor=Actor.system(owner), dataset=dataset)
        out.print(_("%(title)s and its %(count)s records are gone.") % {"title": title, "count": count}, markup=False)
