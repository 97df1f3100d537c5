"""What stands in the commons of services: the agency writes, the network reads."""

from vlavirgem_sandbox.catalogue.models.document import DocumentKind, ServiceDocument
from vlavirgem_sandbox.catalogue.models.feedback import TEXT_LENGTH, Message, MessageKind, Reply, ReplyState
from vlavirgem_sandbox.catalogue.models.foreseen import Foreseen
from vlavirgem_sandbox.catalogue.models.lifecycle import PublicationState
from vlavirgem_sandbox.catalogue.models.notice import NOTICE_LENGTH, NoticeKind, ServiceNotice
from vlavirgem_sandbox.catalogue.models.roadmap_line import LINE_LENGTH, RoadmapLine, RoadmapState
from vlavirgem_sandbox.catalogue.models.service import (
    NAME_LENGTH,
    SUMMARY_LENGTH,
    Service,
    ServiceQuerySet,
    ServiceVersion,
    ServiceVersionQuerySet,
)
from vlavirgem_sandbox.catalogue.models.themes import ServiceKind, Theme
from vlavirgem_sandbox.catalogue.models.usage_day import UsageDay

__all__ = [
    "LINE_LENGTH",
    "NAME_LENGTH",
    "NOTICE_LENGTH",
    "SUMMARY_LENGTH",
    "TEXT_LENGTH",
    "DocumentKind",
    "Foreseen",
    "Message",
    "MessageKind",
    "NoticeKind",
    "PublicationState",
    "Reply",
    "ReplyState",
    "RoadmapLine",
    "RoadmapState",
    "Service",
    "ServiceDocument",
    "ServiceKind",
    "ServiceNotice",
    "ServiceQuerySet",
    "ServiceVersion",
    "ServiceVersionQuerySet",
    "Theme",
    "UsageDay",
]
