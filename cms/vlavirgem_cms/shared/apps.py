"""The app that holds what tenants share of their knowledge (commons, public schema)."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SharedConfig(AppConfig):
    """Shared pages, their images and who adopted them."""

    name = "vlavirgem_cms.shared"
    label = "shared"
    verbose_name = _("Shared knowledge")
