"""The app ``exchange``: what municipalities offer each other, under which agreement, with evidence of each read."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from vlavirgem.plugins import DatasetKind, DenialRecord, WaitingFor, dataset_kinds, denial_records, waiting_for
from vlavirgem_graphql.exchange.kinds.address import ADDRESS
from vlavirgem_graphql.exchange.kinds.association import ASSOCIATION
from vlavirgem_graphql.exchange.kinds.event import EVENT
from vlavirgem_graphql.exchange.kinds.knowledge_page import KNOWLEDGE_PAGE
from vlavirgem_graphql.exchange.kinds.mandate import MANDATE
from vlavirgem_graphql.exchange.kinds.organisation import ORGANISATION
from vlavirgem_graphql.exchange.kinds.pilot_result import PILOT_RESULT
from vlavirgem_graphql.exchange.kinds.project import PROJECT
from vlavirgem_graphql.exchange.kinds.public_service import PUBLIC_SERVICE
from vlavirgem_graphql.exchange.kinds.purchase import PURCHASE

KINDS = (
    PUBLIC_SERVICE,
    ASSOCIATION,
    ORGANISATION,
    MANDATE,
    ADDRESS,
    PROJECT,
    EVENT,
    PILOT_RESULT,
    PURCHASE,
    KNOWLEDGE_PAGE,
)


class ExchangeConfig(AppConfig):
    """Commons of the data exchange."""

    name = "vlavirgem_graphql.exchange"
    label = "exchange"
    verbose_name = _("Data exchange")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the kinds that come with the house, what waits for who signs, and the log for denials elsewhere."""
        from vlavirgem_graphql.exchange import telling  # noqa: PLC0415
        from vlavirgem_graphql.exchange.services.denials import record_denial  # noqa: PLC0415
        from vlavirgem_graphql.exchange.waiting import agreements_to_renew, proposals_to_sign  # noqa: PLC0415 - models need the app registry

        for kind in KINDS:
            dataset_kinds.register(DatasetKind(name=kind.name, declaration=kind))
        telling.register()
        waiting_for.register(WaitingFor(name="agreements", find=proposals_to_sign))
        waiting_for.register(WaitingFor(name="agreements that end", find=agreements_to_renew))
        denial_records.register(DenialRecord(name="evidence", record=record_denial))
