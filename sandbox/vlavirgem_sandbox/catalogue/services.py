"""What can be done to the catalogue: check a contract, keep it as a draft, publish that or throw it away."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from http import HTTPStatus
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.accepting import Accepted, accepted, message_row, operation_row
from vlavirgem_sandbox.catalogue.models import (
    NAME_LENGTH,
    SUMMARY_LENGTH,
    PublicationState,
    Service,
    ServiceKind,
    ServiceVersion,
    Theme,
)
from vlavirgem_sandbox.catalogue.search_words import search_words
from vlavirgem_sandbox.catalogue.tried import follow_draft
from vlavirgem_sandbox.catalogue.upload import ContractFile
from vlavirgem_sandbox.contracts.model import Contract
from vlavirgem_sandbox.contracts.quality.measuring import measure
from vlavirgem_tenants.commons.models import Visibility, record
from vlavirgem_tenants.directory.models import TenantKind
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission

PUBLISHERS: Final = frozenset({TenantKind.AGENCY, TenantKind.FEDERATION, TenantKind.NETWORK})
"""Kinds of organisation that publish services; municipalities try them (``domain.md``)."""


@dataclass(frozen=True, kw_only=True)
class ServiceDetails:
    """What the publisher says about a service. What is left empty is taken from the contract."""

    name: str = ""
    summary: str = ""
    theme: str = ""


@dataclass(frozen=True, kw_only=True)
class Upload:
    """What came of handing in a contract: the version it became, or already was."""

    version: ServiceVersion
    unchanged: bool
    """True when this very contract is a version of the service already: nothing was stored."""
    examples: int = 0
    """Recorded calls that became examples of it."""
    left_out: int = 0
    """Recorded calls that did not; the version's problems say why."""


@transaction.atomic
def draft_version(
    *,
    actor: Actor,
    file: ContractFile,
    details: ServiceDetails,
    service: Service | None = None,
    recording: ContractFile | None = None,
) -> Upload:
    """Check a contract and keep it as a draft that only the publisher sees: of ``service``, or of a new one.

    Calls of a ``recording`` (a Postman collection or a HAR file) become examples of it. A draft that already stood
    there is replaced, and its publisher's own try-outs go on with the new one. Raises ContractRefused and stores
    nothing when the contract cannot be used. Reading a large one takes seconds: nothing is locked or written before.
    """
    require_publisher(actor)
    require_fitting(details)
    checked = accepted(file, recording)
    contract = checked.contract
    service = service or _new_or_known_service(actor, contract, details)
    return keep_draft(actor, service, file.filename, checked)


def keep_draft(actor: Actor, service: Service, filename: str, checked: Accepted) -> Upload:
    """A draft of what was accepted, in the place of one that stood there; nothing where the service has it already.

    For :func:`draft_version` and its like, in their transaction.
    """
    require_owner(actor, service)
    locked(service)  # two uploads at once: one after the other
    if known := service.versions.filter(digest=checked.contract.digest).without_document().first():
        return Upload(version=known, unchanged=True)
    replaced = service.versions.filter(state=PublicationState.DRAFT).values_list("pk", flat=True).first()
    service.versions.filter(state=PublicationState.DRAFT).delete()
    version = _kept_draft(actor, service, filename, checked)
    if replaced is not None:
        follow_draft(actor, replaced, version)
    return Upload(version=version, unchanged=False, examples=checked.examples, left_out=checked.left_out)


@transaction.atomic
def publish_version(
    *, actor: Actor, version: ServiceVersion, details: ServiceDetails | None = None, in_trial: bool = False
) -> ServiceVersion:
    """Show a draft to the whole network, live or ``in_trial``; ``details`` are the publisher's last words on name,
    summary and theme."""
    require_publisher(actor)
    service, version = held(actor, version)
    if version.state != PublicationState.DRAFT:
        raise Refusal(
            message=_("Version %(number)s of “%(service)s” is no draft any more.")
            % {"number": version.number, "service": service.name},
            remedy=_("Upload a changed contract to publish a new version."),
            code="not-a-draft",
        )
    _describe(service, details)
    version.state = PublicationState.TRIAL if in_trial else PublicationState.ACTIVE
    version.visibility = Visibility.PARTNERS  # whoever may see the service
    version.published_at = timezone.now()
    version.save(update_fields=["state", "visibility", "published_at"])
    service.visibility = Visibility.NETWORK
    service.save()
    settle(service)
    verb = "put in trial" if in_trial else "published"
    record(actor=actor, subject=service, verb=verb, detail={"version": version.number, "digest": version.digest})
    return version


@transaction.atomic
def publish_service(
    *,
    actor: Actor,
    file: ContractFile,
    details: ServiceDetails,
    service: Service | None = None,
    recording: ContractFile | None = None,
    in_trial: bool = False,
) -> Upload:
    """Check, store and publish in one go, for the command line and other programs; see :func:`draft_version`."""
    upload = draft_version(actor=actor, file=file, details=details, service=service, recording=recording)
    if upload.version.state == PublicationState.DRAFT:
        live = publish_version(actor=actor, version=upload.version, details=details, in_trial=in_trial)
        return replace(upload, version=live, unchanged=False)
    return upload


@transaction.atomic
def discard_draft(*, actor: Actor, version: ServiceVersion) -> None:
    """Throw a draft away and end the try-outs of it; its service goes with it when nothing of that was ever live."""
    require_publisher(actor)
    service, version = held(actor, version)
    if version.state != PublicationState.DRAFT:
        raise Refusal(
            message=_("A version that has been live cannot be deleted: try-outs and pilots point at it."),
            remedy=_("Withdraw it instead."),
            code="not-a-draft",
        )
    thrown_away = version.pk
    version.delete()
    follow_draft(actor, thrown_away, None)
    if service.state == PublicationState.DRAFT and not service.versions.exists():
        service.delete()


def require_publisher(actor: Actor) -> None:
    """Raise Refusal (403) unless the actor's organisation publishes services and this person may do it."""
    if actor.tenant.kind not in PUBLISHERS:
        raise Refusal(
            message=_("A municipality tries services; agencies publish them."),
            remedy=_("Ask the agency that runs the service to publish it."),
            code="not-a-publisher",
            status=HTTPStatus.FORBIDDEN,
        )
    actor.require(Permission.SERVICE_PUBLISH)


def may_publish(actor: Actor | None) -> bool:
    """Whether to offer publishing to this person; :func:`require_publisher` is what holds it."""
    return actor is not None and actor.tenant.kind in PUBLISHERS and actor.may(Permission.SERVICE_PUBLISH)


def require_owner(actor: Actor, service: Service) -> None:
    """Raise Refusal (403) for another's service."""
    if service.owner_id != actor.tenant.pk:
        raise Refusal(
            message=_("“%(service)s” is a service of %(agency)s.")
            % {"service": service.name, "agency": service.owner.name},
            remedy=_("Only its publisher can change it."),
            code="not-the-publisher",
            status=HTTPStatus.FORBIDDEN,
        )


def require_fitting(details: ServiceDetails) -> None:
    """Raise Refusal (422) at a field for a name or summary that is too long."""
    for place, words, most in (("name", details.name, NAME_LENGTH), ("summary", details.summary, SUMMARY_LENGTH)):
        if len(words.strip()) > most:
            raise Refusal(
                message=_("This is longer than %(most)s characters.") % {"most": most},
                remedy=_("Change what is filled in there."),
                code="too-long",
                status=HTTPStatus.UNPROCESSABLE_ENTITY,
                place=place,
            )


def locked(service: Service) -> Service:
    """The service as it stands now; acts on its versions come one after another.

    Raises Refusal (404) for one that went with its only draft while this act waited.
    """
    found = Service.objects.select_for_update(of=("self",)).select_related("owner").filter(pk=service.pk).first()
    if found is None:
        raise _gone()
    return found


def settle(service: Service) -> None:
    """Let the service stand where the best of its versions does; the caller holds it (:func:`held`)."""
    states = set(service.versions.order_by().values_list("state", flat=True).distinct())
    order = ("active", "trial", "deprecated", "withdrawn")
    service.state = next(PublicationState(state) for state in order if state in states)
    best = service.versions.exclude(state=PublicationState.DRAFT).without_document().best_first().first()
    if best is not None:
        service.kind = ServiceKind.of_dialect(best.dialect)
        service.search_words = search_words(best.operations, service.themes)
    service.save(update_fields=["state", "kind", "search_words"])


def held(actor: Actor, version: ServiceVersion) -> tuple[Service, ServiceVersion]:
    """The version as it stands now, with its service locked: what a page loaded may be a click behind.

    Raises Refusal (403) for another's service, and (404) for a draft that was thrown away meanwhile.
    """
    require_owner(actor, version.service)
    service = locked(version.service)
    current = service.versions.filter(pk=version.pk).without_document().first()
    if current is None:
        raise _gone()
    return service, current


def _gone() -> Refusal:
    return Refusal(
        message=_("This draft is no longer there: it was discarded or replaced meanwhile."),
        remedy=_("Look at the versions of the service."),
        code="draft-gone",
        status=HTTPStatus.NOT_FOUND,
    )


def _kept_draft(actor: Actor, service: Service, filename: str, checked: Accepted) -> ServiceVersion:
    contract = checked.contract
    return ServiceVersion.objects.create(
        owner=actor.tenant,
        visibility=Visibility.OWN,
        service=service,
        number=_next_number(service),
        label=contract.version[:60],
        title=contract.title[:200],
        dialect=contract.dialect,
        digest=contract.digest,
        filename=filename[:200],
        document=contract.document,
        operations=[operation_row(operation) for operation in contract.operations],
        messages=[message_row(message) for message in contract.messages],
        operation_count=len(contract.operations),
        working_count=sum(operation.works for operation in contract.operations),
        problems=checked.problems,
        quality=[asdict(each) for each in measure(contract)],
    )


def _new_or_known_service(actor: Actor, contract: Contract, details: ServiceDetails) -> Service:
    """The publisher's service at this name's address; a new draft where there is none.

    A draft takes the words handed in with its latest contract. What a live service says of itself changes only when
    a version is published.
    """
    name = (details.name or contract.title).strip()[:NAME_LENGTH]
    slug = slugify(name)[:80] or contract.digest[:12]
    known = Service.objects.filter(owner=actor.tenant, slug=slug).first()
    if known is not None and known.state != PublicationState.DRAFT:
        return known
    service = known or Service(owner=actor.tenant, visibility=Visibility.OWN, slug=slug)
    service.name = name
    service.summary = (details.summary or _first_sentence(contract.description) or name)[:SUMMARY_LENGTH]
    service.themes = [details.theme] if details.theme else service.themes or [Theme.GOVERNMENT]
    service.kind = ServiceKind.of_dialect(contract.dialect)
    service.save()
    return service


def _describe(service: Service, details: ServiceDetails | None) -> None:
    """Apply what the publisher said; the address stays what it was, since people may have kept it."""
    if details is None:
        return
    require_fitting(details)
    service.name = details.name.strip() or service.name
    service.summary = details.summary.strip() or service.summary
    if details.theme:
        service.themes = [details.theme, *(theme for theme in service.themes[1:] if theme != details.theme)]


def _next_number(service: Service) -> int:
    newest = service.versions.order_by("-number").values_list("number", flat=True).first()
    return (newest or 0) + 1


def _first_sentence(text: str) -> str:
    line = " ".join(text.split())
    return line.partition(". ")[0]
