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
        """Runs are evidence, make calls and are cleared with them; a key outlives its maker's account."""
        from vlavirgem import plugins  # noqa: PLC0415 - the registry is filled when apps are ready
        from vlavirgem_sandbox.chains.evidence import RUNS, run_of_call  # noqa: PLC0415 - reads models
        from vlavirgem_sandbox.chains.retention import calls_in_use, prune_runs  # noqa: PLC0415 - reads models
        from vlavirgem_sandbox.chains.services_keys import keys_of_person  # noqa: PLC0415 - reads models

        plugins.evidence_kinds.register(RUNS)
        plugins.persons_keys.register(plugins.PersonsKeys(name="chains", find=keys_of_person))
        plugins.occasions.register(plugins.Occasions(name="chains", find=run_of_call))
        plugins.calls_in_use.register(plugins.CallsInUse(name="chains", find=calls_in_use))
        plugins.clearings.register(plugins.Clearing(name="runs", clear=prune_runs))
