"""What stands in the commons of services: the agency writes, the network reads."""

from vlavirgem_sandbox.catalogue.models.lifecycle import PublicationState
from vlavirgem_sandbox.catalogue.models.service import (
    SUMMARY_LENGTH,
    Service,
    ServiceQuerySet,
    ServiceVersion,
    ServiceVersionQuerySet,
    Theme,
)
from vlavirgem_sandbox.catalogue.models.usage_day import UsageDay

__all__ = [
    "SUMMARY_LENGTH",
    "PublicationState",
    "Service",
    "ServiceQuerySet",
    "ServiceVersion",
    "ServiceVersionQuerySet",
    "Theme",
    "UsageDay",
]
