"""The wall as an app: its system checks."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WallConfig(AppConfig):
    """No tables of its own but the template that new tenants are made from."""

    name = "vlavirgem_tenants.wall"
    label = "wall"
    verbose_name = _("Tenant wall")
