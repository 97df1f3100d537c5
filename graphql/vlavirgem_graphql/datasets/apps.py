"""The app ``datasets``: a tenant's own datasets, seen by nobody else until it offers them."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DatasetsConfig(AppConfig):
    """Private drafts, one set per tenant schema."""

    name = "vlavirgem_graphql.datasets"
    label = "datasets"
    verbose_name = _("Datasets")
    default_auto_field = "django.db.models.BigAutoField"
