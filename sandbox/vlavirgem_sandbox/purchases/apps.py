"""The app of joint purchases."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PurchasesConfig(AppConfig):
    """Tables in the commons; links in the evidence chain; work that waits on the start page."""

    name = "vlavirgem_sandbox.purchases"
    label = "purchases"
    verbose_name = _("Joint purchases")

    def ready(self) -> None:
        from vlavirgem_sandbox.purchases import evidence, running, verbs, waiting  # noqa: PLC0415 - they read models

        evidence.register()
        verbs.register()
        waiting.register()
        running.register()
