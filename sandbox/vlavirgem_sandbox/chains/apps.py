"""Chains as a Django app, in each tenant's own schema."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChainsConfig(AppConfig):
    """Chains of try-outs, their runs and their keys."""

    name = "vlavirgem_sandbox.chains"
    label = "chains"
    verbose_name = _("Chains")

    def ready(self) -> None:
        """Runs are a link of the evidence chain, and cleared with calls; a key outlives the account of its maker."""
        from vlavirgem import plugins  # noqa: PLC0415 - the registry is filled when apps are ready
        from vlavirgem_sandbox.chains.evidence import RUNS  # noqa: PLC0415 - reads models
        from vlavirgem_sandbox.chains.retention import calls_in_use, prune_runs  # noqa: PLC0415 - reads models
        from vlavirgem_sandbox.chains.services_keys import keys_of_person  # noqa: PLC0415 - reads models

        plugins.evidence_kinds.register(RUNS)
        plugins.persons_keys.register(plugins.PersonsKeys(name="chains", find=keys_of_person))
        plugins.calls_in_use.register(plugins.CallsInUse(name="chains", find=calls_in_use))
        plugins.clearings.register(plugins.Clearing(name="runs", clear=prune_runs))
