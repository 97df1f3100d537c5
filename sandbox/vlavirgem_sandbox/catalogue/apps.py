"""The catalogue as a Django app, in the commons."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    """Services and their versions."""

    name = "vlavirgem_sandbox.catalogue"
    label = "catalogue"
    verbose_name = _("Services")

    def ready(self) -> None:
        """A draft that was checked waits for who may publish it; what is live stands on its publisher's start page."""
        from vlavirgem.plugins import waiting_for  # noqa: PLC0415 - the registry is filled when apps are ready
        from vlavirgem_sandbox.catalogue import history, running  # noqa: PLC0415 - reads models
        from vlavirgem_sandbox.catalogue.waiting import ANSWERS, DRAFTS, QUESTIONS  # noqa: PLC0415 - reads models

        for source in (DRAFTS, QUESTIONS, ANSWERS):
            waiting_for.register(source)
        history.register()
        running.register()
