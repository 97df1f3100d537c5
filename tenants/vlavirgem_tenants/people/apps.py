"""The people of a tenant: users, roles, what a role may do, signing in."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Private: every tenant has its own users."""

    name = "vlavirgem_tenants.people"
    label = "people"
    verbose_name = _("People")
