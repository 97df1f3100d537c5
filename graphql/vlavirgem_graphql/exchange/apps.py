"""The app ``exchange``: what municipalities offer each other, under which agreement, with evidence of each read."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from vlavirgem.plugins import DatasetKind, dataset_kinds
from vlavirgem_graphql.exchange.kinds.public_service import PUBLIC_SERVICE


class ExchangeConfig(AppConfig):
    """Commons of the data exchange."""

    name = "vlavirgem_graphql.exchange"
    label = "exchange"
    verbose_name = _("Data exchange")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the kinds that come with the house."""
        dataset_kinds.register(DatasetKind(name=PUBLIC_SERVICE.name, declaration=PUBLIC_SERVICE))
