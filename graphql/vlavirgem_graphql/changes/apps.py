"""The app ``changes``: the log of changes that subscriptions read."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChangesConfig(AppConfig):
    """Records, agreements and try-outs that changed."""

    name = "vlavirgem_graphql.changes"
    label = "changes"
    verbose_name = _("Changes")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Old changes are cleared with old calls."""
        from vlavirgem import plugins  # noqa: PLC0415 - the registry is filled when apps are ready
        from vlavirgem_graphql.changes.retention import prune_changes  # noqa: PLC0415 - reads models

        plugins.clearings.register(plugins.Clearing(name="changes", clear=prune_changes))
