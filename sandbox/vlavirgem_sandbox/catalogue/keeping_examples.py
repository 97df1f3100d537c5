"""A call that really was answered becomes an example of its service: seen first, then kept in a draft."""

from __future__ import annotations

from http import HTTPStatus

from django.db import transaction
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.accepting import accepted_document, accepted_with
from vlavirgem_sandbox.catalogue.comparing import predecessor_of
from vlavirgem_sandbox.catalogue.models import PublicationState, ServiceVersion
from vlavirgem_sandbox.catalogue.services import (
    Upload,
    discard_draft,
    held,
    keep_draft,
    locked,
    require_owner,
    require_publisher,
)
from vlavirgem_sandbox.contracts.model import JsonObject
from vlavirgem_sandbox.contracts.recorded.judging import GoodCall, Judge, LeftOut
from vlavirgem_sandbox.contracts.recorded.recorded_call import RecordedCall
from vlavirgem_sandbox.contracts.recorded.taking_out import NamedExample, named_examples, without_example
from vlavirgem_tenants.people.actors import Actor


def foreseen_example(*, version: ServiceVersion, recorded: RecordedCall) -> GoodCall:
    """What of the call would be kept, without its secrets. Raises Refusal (422) where it cannot be an example."""
    basis = basis_of_example(version)
    if not basis.dialect.startswith("openapi"):
        raise _no_example(_("Recorded calls go with an OpenAPI contract only."))
    try:
        return Judge(basis.document, ()).judged(recorded)
    except LeftOut as why:
        if basis.pk != version.pk and _fits(version, recorded):
            raise _not_of_basis(str(why), version, basis) from why
        raise _no_example(str(why)) from why


@transaction.atomic
def draft_with_example(*, actor: Actor, version: ServiceVersion, recorded: RecordedCall) -> Upload:
    """The draft of the service's next version, with the call in it as an example."""
    require_publisher(actor)
    require_owner(actor, version.service)
    locked(version.service)  # or the draft that is read here is not the one that is replaced
    foreseen_example(version=version, recorded=recorded)
    basis = basis_of_example(version)
    return keep_draft(actor, version.service, basis.filename, accepted_with(basis.document, basis.filename, recorded))


def basis_of_example(version: ServiceVersion) -> ServiceVersion:
    """The contract that the example is put into: the draft that stands there, so that one after another gets into it;
    else the newest version that is offered, of which nothing is to be undone; else the version itself."""
    versions = ServiceVersion.objects.filter(service=version.service_id)
    draft = versions.filter(state=PublicationState.DRAFT).first()
    return draft or versions.offered().newest_first().first() or versions.get(pk=version.pk)


def new_examples(draft: ServiceVersion) -> list[NamedExample]:
    """The named examples of a draft that the version before it has not, by operation; of a first version, all."""
    before = predecessor_of(draft)
    known = named_examples(_document(before)) if before is not None else frozenset()
    return sorted(named_examples(_document(draft)) - known)


@transaction.atomic
def draft_without_example(*, actor: Actor, version: ServiceVersion, example: NamedExample) -> ServiceVersion | None:
    """The draft with one example taken out; None where nothing is left that is not in a published version, so that the
    draft went. Raises Refusal (404) where the example is not in the draft (any more)."""
    require_publisher(actor)
    service, draft = held(actor, version)
    if draft.state != PublicationState.DRAFT or example not in new_examples(draft):
        raise Refusal(
            _("This example is no longer in the draft."),
            remedy=_("Look at the draft again."),
            code="no-such-example",
            status=HTTPStatus.NOT_FOUND,
        )
    left = accepted_document(without_example(_document(draft), example), draft.filename)
    upload = keep_draft(actor, service, draft.filename, left)
    if not upload.unchanged:
        return upload.version
    discard_draft(actor=actor, version=draft)
    return None


def _document(version: ServiceVersion) -> JsonObject:
    """An empty one for a contract in which examples have no names: WSDL, AsyncAPI, GraphQL."""
    if not version.dialect.startswith("openapi"):
        return {}
    document: JsonObject = ServiceVersion.objects.values_list("document", flat=True).get(pk=version.pk)
    return document


def _fits(version: ServiceVersion, recorded: RecordedCall) -> bool:
    try:
        Judge(version.document, ()).judged(recorded)
    except LeftOut:
        return False
    return True


def _not_of_basis(why: str, version: ServiceVersion, basis: ServiceVersion) -> Refusal:
    """It would be an example of the version that was tried, and is none of the one that it would be put into."""
    numbers = {"tried": version.number, "number": basis.number}
    if basis.state == PublicationState.DRAFT:
        told = _("This does not fit the draft of version %(number)s, in which the example would be put.") % numbers
    else:
        told = _("This does not fit version %(number)s, from which the next one starts.") % numbers
    remedy = _(
        "The try-out is of version %(tried)s. Make the call in a try-out of version %(number)s and keep that answer, "
        "or correct the contract."
    )
    return _no_example(f"{told} {why}", remedy % numbers)


def _no_example(why: str, remedy: str = "") -> Refusal:
    return Refusal(
        why,
        remedy=remedy or _("Record it again with test data and as the contract asks, or correct the contract."),
        code="no-example",
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
    )
