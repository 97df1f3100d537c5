"""The people of a tenant: users, roles, what a role may do, signing in."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Private: every tenant has its own users."""

    name = "vlavirgem_tenants.people"
    label = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        """Listen to django-axes, which says when it closes an account."""
        from axes.signals import user_locked_out  # noqa: PLC0415 - after the apps are loaded

        from vlavirgem_tenants.people.throttle import remember_lock  # noqa: PLC0415 - it needs the models

        user_locked_out.connect(remember_lock, dispatch_uid="people")
