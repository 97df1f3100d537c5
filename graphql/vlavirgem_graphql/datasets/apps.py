"""The app ``datasets``: a tenant's own datasets, seen by nobody else until it offers them."""

from __future__ import annotations

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vlavirgem.plugins import RememberedUse, remembered_uses
from vlavirgem_tenants.people.permissions import Permission


class DatasetsConfig(AppConfig):
    """Private drafts, one set per tenant schema."""

    name = "vlavirgem_graphql.datasets"
    label = "datasets"
    verbose_name = _("Datasets")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say on a try-out's page that what it remembers can be records of a dataset."""
        remembered_uses.register(
            RememberedUse(
                name="records",
                label=_("Make records of this"),
                url=lambda public_id: reverse("data:from_tryout", args=[public_id]),
                permission=Permission.DATA_MANAGE,
            )
        )
