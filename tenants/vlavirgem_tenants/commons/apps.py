"""The commons: what all tables have in common that tenants reach together."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommonsConfig(AppConfig):
    """Base classes, their row-level security, and the history of what was done."""

    name = "vlavirgem_tenants.commons"
    label = "commons"
    verbose_name = _("Commons")
