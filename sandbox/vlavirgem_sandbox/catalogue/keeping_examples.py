"""A call that really was answered becomes an example of its service: seen first, then kept in a draft."""

from __future__ import annotations

from http import HTTPStatus

from django.db import transaction
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.accepting import accepted_with
from vlavirgem_sandbox.catalogue.models import PublicationState, ServiceVersion
from vlavirgem_sandbox.catalogue.services import Upload, keep_draft, require_owner, require_publisher
from vlavirgem_sandbox.contracts.recorded.judging import GoodCall, Judge, LeftOut
from vlavirgem_sandbox.contracts.recorded.recorded_call import RecordedCall
from vlavirgem_tenants.people.actors import Actor


def foreseen_example(*, version: ServiceVersion, recorded: RecordedCall) -> GoodCall:
    """What of the call would be kept, without its secrets. Raises Refusal (422) where it cannot be an example."""
    if not version.dialect.startswith("openapi"):
        raise _no_example(_("Recorded calls go with an OpenAPI contract only."))
    try:
        return Judge(draft_to_extend(version).document, ()).judged(recorded)
    except LeftOut as why:
        raise _no_example(str(why)) from why


@transaction.atomic
def draft_with_example(*, actor: Actor, version: ServiceVersion, recorded: RecordedCall) -> Upload:
    """The draft of the service's next version, with the call in it as an example."""
    require_publisher(actor)
    require_owner(actor, version.service)
    foreseen_example(version=version, recorded=recorded)
    base = draft_to_extend(version)
    return keep_draft(actor, version.service, base.filename, accepted_with(base.document, base.filename, recorded))


def draft_to_extend(version: ServiceVersion) -> ServiceVersion:
    """The draft that stands there, so that one example after another gets into it; else the version itself."""
    draft = ServiceVersion.objects.filter(service=version.service_id, state=PublicationState.DRAFT).first()
    return draft or ServiceVersion.objects.get(pk=version.pk)


def _no_example(why: str) -> Refusal:
    return Refusal(
        why,
        remedy=_("Record it again with test data and as the contract asks, or correct the contract."),
        code="no-example",
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
    )
