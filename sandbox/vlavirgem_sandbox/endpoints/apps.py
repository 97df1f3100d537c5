"""Endpoints as a Django app, in the commons."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EndpointsConfig(AppConfig):
    """The addresses at which services really answer."""

    name = "vlavirgem_sandbox.endpoints"
    label = "endpoints"
    verbose_name = _("Endpoints")

    def ready(self) -> None:
        """What is open to the try-outs of a draft stays so when the draft is replaced."""
        from vlavirgem_sandbox.catalogue.tried import draft_followers  # noqa: PLC0415 - filled when apps are ready
        from vlavirgem_sandbox.endpoints.draft_versions import FOLLOWER  # noqa: PLC0415 - reads models

        draft_followers.register(FOLLOWER)
