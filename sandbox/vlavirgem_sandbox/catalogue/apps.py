"""The catalogue as a Django app, in the commons."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    """Services and their versions."""

    name = "vlavirgem_sandbox.catalogue"
    label = "catalogue"
    verbose_name = _("Services")
