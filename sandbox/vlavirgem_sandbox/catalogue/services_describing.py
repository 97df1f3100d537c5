"""What a publisher does to the description of a service: its words, its roadmap, its documents."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.describing import Description
from vlavirgem_sandbox.catalogue.document_files import DocumentFile
from vlavirgem_sandbox.catalogue.models import (
    LINE_LENGTH,
    DocumentKind,
    PublicationState,
    RoadmapLine,
    RoadmapState,
    Service,
    ServiceDocument,
    Theme,
)
from vlavirgem_sandbox.catalogue.services import (
    ServiceDetails,
    locked,
    require_fitting,
    require_owner,
    require_publisher,
    settle,
)
from vlavirgem_sandbox.catalogue.typed_words import require_no_real_number
from vlavirgem_tenants.commons.models import record
from vlavirgem_tenants.people.actors import Actor

MOST_DOCUMENTS: Final = 20
_WHEN = re.compile(r"20[0-9]{2}(?:-(?:Q[1-4]|(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?))?")


@transaction.atomic
def describe_service(
    *,
    actor: Actor,
    service: Service,
    description: Description,
    details: ServiceDetails | None = None,
    themes: Sequence[str] | None = None,
) -> Service:
    """Say what the service is about; ``details`` and ``themes`` only where given. Raises Refusal (422) at a field."""
    service = _ours(actor, service)
    for name, message in description.faults():
        raise _wrong(name, message)
    if themes is not None and (not themes or not set(themes) <= set(Theme.values)):
        raise _wrong("themes", _("Choose at least one of the themes in the list."))
    before = _told(service)
    if details is not None:
        require_fitting(details)
        service.name = details.name.strip() or service.name
        service.summary = details.summary.strip() or service.summary
    if themes is not None:
        service.themes = list(dict.fromkeys(themes))
    service.description = description.as_row()
    service.save(update_fields=["name", "summary", "themes", "description"])
    if service.state != PublicationState.DRAFT:
        settle(service)
    after = _told(service)
    if changed := sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name)):
        record(actor=actor, subject=service, verb="described", detail={"changed": changed})
    return service


def _told(service: Service) -> dict[str, Any]:
    return {**service.description, "name": service.name, "summary": service.summary, "themes": service.themes}


@transaction.atomic
def plan_line(
    *,
    actor: Actor,
    service: Service,
    when: str,
    what: str,
    state: RoadmapState = RoadmapState.PLANNED,
    line: RoadmapLine | None = None,
    wish_id: UUID | None = None,
) -> RoadmapLine:
    """Add a line to the roadmap, or change ``line``."""
    service = _ours(actor, service)
    if not _WHEN.fullmatch(when.strip()):
        raise _wrong("when", _("This is no year, quarter, month or day: 2027, 2027-Q2, 2027-06 or 2027-06-30."))
    if not what.strip():
        raise _wrong("what", _("Say what is planned."))
    if len(what.strip()) > LINE_LENGTH:
        raise _wrong("what", _("This is longer than %(most)s characters.") % {"most": LINE_LENGTH})
    require_no_real_number(what, place="what")
    line = line or RoadmapLine(owner=actor.tenant, service=service, wish_id=wish_id)
    line.when, line.what, line.state = when.strip(), what.strip(), state
    line.save()
    record(actor=actor, subject=service, verb="planned", detail={"when": line.when, "what": line.what, "state": state})
    return line


@transaction.atomic
def remove_line(*, actor: Actor, line: RoadmapLine, undo: bool = False) -> RoadmapLine:
    """Take a line off the roadmap, or put it back."""
    service = _ours(actor, line.service)
    line.removed_at = None if undo else timezone.now()
    line.save(update_fields=["removed_at"])
    record(actor=actor, subject=service, verb="planned", detail={"what": line.what, "removed": not undo})
    return line


@transaction.atomic
def add_document(*, actor: Actor, service: Service, kind: DocumentKind, file: DocumentFile) -> ServiceDocument:
    """Put a document with the service. The same file of the same kind again changes nothing."""
    service = _ours(actor, service)
    digest = hashlib.sha256(file.data).hexdigest()
    shown = service.documents.shown()
    if known := shown.filter(kind=kind, digest=digest).first():
        return known
    if shown.count() >= MOST_DOCUMENTS:
        raise _wrong(
            "file", _("A service has at most %(most)s documents. Remove one first.") % {"most": MOST_DOCUMENTS}
        )
    document = ServiceDocument.objects.create(
        owner=actor.tenant,
        service=service,
        kind=kind,
        filename=file.filename,
        media_type=file.media_type,
        size=len(file.data),
        digest=digest,
        content=file.data,
    )
    told = {"document": str(document.pk), "kind": str(kind), "file": file.filename, "digest": digest}
    record(actor=actor, subject=service, verb="document added", detail=told)
    return document


@transaction.atomic
def remove_document(*, actor: Actor, document: ServiceDocument, undo: bool = False) -> ServiceDocument:
    """Take a document away, or put it back; its address gives nothing meanwhile."""
    service = _ours(actor, document.service)
    document.removed_at = None if undo else timezone.now()
    document.save(update_fields=["removed_at"])
    verb = "document added" if undo else "document removed"
    told = {"document": str(document.pk), "kind": document.kind, "file": document.filename}
    record(actor=actor, subject=service, verb=verb, detail=told)
    return document


def _ours(actor: Actor, service: Service) -> Service:
    """The service, held; 403 for another's."""
    require_publisher(actor)
    require_owner(actor, service)
    return locked(service)


def _wrong(place: str, message: str) -> Refusal:
    return Refusal(
        message=message,
        remedy=_("Change what is filled in there."),
        code="description",
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        place=place,
    )
