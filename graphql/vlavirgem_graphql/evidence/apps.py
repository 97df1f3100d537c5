"""The app ``evidence``: signed checkpoints of the logs of exchange, who countersigned them, and proofs to take away."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    """What makes the log of one organisation believable to another."""

    name = "vlavirgem_graphql.evidence"
    label = "evidence"
    verbose_name = _("Evidence")
    default_auto_field = "django.db.models.BigAutoField"
