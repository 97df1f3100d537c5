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
        """Register the check that every field can be compiled, and the keys that outlive who made them."""
        from vlavirgem import plugins  # noqa: PLC0415 - the registry is filled when apps are ready
        from vlavirgem_graphql.gateway import checks  # noqa: F401, PLC0415 - it registers itself when it is imported
        from vlavirgem_graphql.gateway.services import keys_of_person  # noqa: PLC0415 - reads models

        plugins.persons_keys.register(plugins.PersonsKeys(name="gateway", find=keys_of_person))
