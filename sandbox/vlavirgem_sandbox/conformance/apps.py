"""Conformance as a Django app, in the commons."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConformanceConfig(AppConfig):
    """The runs that hold what really answers against its contract."""

    name = "vlavirgem_sandbox.conformance"
    label = "conformance"
    verbose_name = _("Conformance")

    def ready(self) -> None:
        """Old runs are cleared with the calls to try-outs."""
        from vlavirgem import plugins  # noqa: PLC0415 - the registry is filled when apps are ready
        from vlavirgem_sandbox.conformance.retention import prune_runs  # noqa: PLC0415 - reads models

        plugins.clearings.register(plugins.Clearing(name="conformance_runs", clear=prune_runs))
