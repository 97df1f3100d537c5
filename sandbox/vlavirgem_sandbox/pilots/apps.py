"""The pilots as a Django app, in the commons."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PilotsConfig(AppConfig):
    """Pilots: from a goal to a decision, with the evidence in between."""

    name = "vlavirgem_sandbox.pilots"
    label = "pilots"
    verbose_name = _("Pilots")

    def ready(self) -> None:
        """Bring the pilots' links into the evidence chain, and their work to the start page."""
        from vlavirgem_sandbox.pilots import (  # noqa: PLC0415 - they need the app registry
            evidence,
            history,
            history_blueprints,
            running,
            waiting,
        )

        evidence.register()
        history.register()
        history_blueprints.register()
        waiting.register()
        running.register()
