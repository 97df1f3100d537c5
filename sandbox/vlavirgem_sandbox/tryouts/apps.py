"""Try-outs as a Django app, in each tenant's own schema."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TryOutsConfig(AppConfig):
    """Try-outs, their keys, what they remember and every call."""

    name = "vlavirgem_sandbox.tryouts"
    label = "tryouts"
    verbose_name = _("Try-outs")

    def ready(self) -> None:
        """Calls are the first link of the evidence chain."""
        from vlavirgem.plugins import evidence_kinds  # noqa: PLC0415 - the registry is filled when apps are ready
        from vlavirgem_sandbox.tryouts.evidence import CALLS  # noqa: PLC0415 - reads models

        evidence_kinds.register(CALLS)
