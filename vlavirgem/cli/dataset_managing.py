"""`vlavirgem dataset rename` and `remove`: a dataset as a whole."""

from __future__ import annotations

from typing import Annotated

import typer
from django.core.exceptions import ValidationError

from vlavirgem.cli.ground import database, fail, out
from vlavirgem_graphql.datasets.managing.services import remove_dataset, rename_dataset
from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

_Tenant = Annotated[str, typer.Option(help="Short name of the organisation.")]


def rename(
    title: Annotated[str, typer.Argument(help="Title of the dataset.")],
    to: Annotated[str, typer.Argument(help="Its new title.")],
    tenant: _Tenant,
) -> None:
    """Give a dataset another title. An offer of it keeps its own."""
    with database():
        owner = find_tenant(tenant)
        with tenant_scope(owner):
            dataset = dataset_called(title, tenant)
            try:
                renamed = rename_dataset(actor=Actor.system(owner), dataset=dataset, title=to)
            except ValidationError as error:
                fail(f"{to!r} is no title.", remedy=" ".join(error.messages))
            out.print(f"{title} is now called {renamed.title}.", markup=False)


def remove(
    title: Annotated[str, typer.Argument(help="Title of the dataset.")],
    tenant: _Tenant,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without this, say what would go.")] = False,
) -> None:
    """Remove a dataset with its records. Refused while it is offered, or follows a feed."""
    with database():
        owner = find_tenant(tenant)
        with tenant_scope(owner):
            dataset = dataset_called(title, tenant)
            if not yes:
                fail(f"{dataset.records.count()} records go with {title}.", remedy="Nothing was removed. Add --yes.")
            count = remove_dataset(actor=Actor.system(owner), dataset=dataset)
            out.print(f"{title} and its {count} records are gone.", markup=False)


def dataset_called(title: str, tenant: str) -> Dataset:
    """The dataset with a title, in the scope of its organisation; ends the command where there is none."""
    dataset = Dataset.objects.filter(title=title).first()
    if dataset is None:
        fail(f"There is no dataset {title}.", remedy=f"See them all: vlavirgem dataset list --tenant {tenant}")
    return dataset
