"""The directory: which tenants there are and at which address."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    """Readable by every tenant; written by the owner only."""

    name = "vlavirgem_tenants.directory"
    label = "directory"
    verbose_name = _("Directory")
