"""What stands in the commons of services: the agency writes, the network reads."""

from vlavirgem_sandbox.catalogue.models.lifecycle import PublicationState
from vlavirgem_sandbox.catalogue.models.notice import NOTICE_LENGTH, NoticeKind, ServiceNotice
from vlavirgem_sandbox.catalogue.models.service import (
    SUMMARY_LENGTH,
    Service,
    ServiceQuerySet,
    ServiceVersion,
    ServiceVersionQuerySet,
)
from vlavirgem_sandbox.catalogue.models.themes import ServiceKind, Theme
from vlavirgem_sandbox.catalogue.models.usage_day import UsageDay

__all__ = [
    "NOTICE_LENGTH",
    "SUMMARY_LENGTH",
    "NoticeKind",
    "PublicationState",
    "Service",
    "ServiceKind",
    "ServiceNotice",
    "ServiceQuerySet",
    "ServiceVersion",
    "ServiceVersionQuerySet",
    "Theme",
    "UsageDay",
]
