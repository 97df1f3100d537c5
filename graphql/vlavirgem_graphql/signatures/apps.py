"""The app ``signatures``: with which key each organisation signs, and signing with it."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from vlavirgem.plugins import ProvisioningStep, provisioning_steps


class SignaturesConfig(AppConfig):
    """Keys of the organisations: the public part in the commons, the private part sealed."""

    name = "vlavirgem_graphql.signatures"
    label = "signatures"
    verbose_name = _("Signatures")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A new organisation gets its key; one that was there before gets it when it first signs."""
        from vlavirgem_graphql.signatures.services import give_key  # noqa: PLC0415 - models need the app registry

        provisioning_steps.register(ProvisioningStep(name="signing key", run=give_key))
