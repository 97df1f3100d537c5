"""The dataset that a command names by its title."""

from __future__ import annotations

from django.utils.translation import gettext as _

from vlavirgem.cli.ground import fail
from vlavirgem_graphql.datasets.models import Dataset


def dataset_called(title: str, tenant: str) -> Dataset:
    """The dataset with a title, in the scope of its organisation; ends the command where there is none."""
    dataset = Dataset.objects.filter(title=title).first()
    if dataset is None:
        fail(
            _("There is no dataset %(title)s.") % {"title": title},
            remedy=_("See: %(command)s") % {"command": f"vlavirgem dataset list --tenant {tenant}"},
        )
    return dataset
