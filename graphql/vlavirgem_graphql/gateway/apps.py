"""The app ``gateway``: the GraphQL end point and the keys of each tenant."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GatewayConfig(AppConfig):
    """HTTP end point, limits, compiler, explorer."""

    name = "vlavirgem_graphql.gateway"
    label = "gateway"
    verbose_name = _("Gateway")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the check that every field can be compiled."""
        from vlavirgem_graphql.gateway import checks  # noqa: F401, PLC0415 - it registers itself when it is imported
