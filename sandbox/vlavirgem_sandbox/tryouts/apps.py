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
        """Calls are the first link of the evidence chain; a key outlives the account of who made it."""
        from vlavirgem import plugins  # noqa: PLC0415 - the registry is filled when apps are ready
        from vlavirgem_sandbox.catalogue.tried import draft_followers, tried_services  # noqa: PLC0415
        from vlavirgem_sandbox.tryouts.draft_versions import FOLLOWER  # noqa: PLC0415 - reads models
        from vlavirgem_sandbox.tryouts.evidence import CALLS  # noqa: PLC0415 - reads models
        from vlavirgem_sandbox.tryouts.services import keys_of_person  # noqa: PLC0415 - reads models
        from vlavirgem_sandbox.tryouts.tried_services import TRIED  # noqa: PLC0415 - reads models
        from vlavirgem_sandbox.tryouts.waiting import WAITING  # noqa: PLC0415 - reads models

        plugins.evidence_kinds.register(CALLS)
        tried_services.register(TRIED)
        draft_followers.register(FOLLOWER)
        for source in WAITING:
            plugins.waiting_for.register(source)
        plugins.persons_keys.register(plugins.PersonsKeys(name="tryouts", find=keys_of_person))
