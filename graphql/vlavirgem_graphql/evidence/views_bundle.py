"""What leaves as a file or for a program: the bundle of one event, the export of our log, the public keys, and the
verifier."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from uuid import UUID

import orjson
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vlavirgem.refusal import Refusal
from vlavirgem.ui.downloads import download, offer_as_file
from vlavirgem_graphql.evidence import verifier
from vlavirgem_graphql.evidence.services.bundles import bundle_of
from vlavirgem_graphql.evidence.services.exporting import chain_blocks
from vlavirgem_graphql.evidence.services.published_keys import key_lines
from vlavirgem_graphql.gateway.member_or_key import export_for_members, member_or_key
from vlavirgem_tenants.requests.access import member_required
from vlavirgem_tenants.requests.streaming import UnscopedStream
from vlavirgem_tenants.requests.typing import TenantRequest

VERIFIER_NAME = "verify_evidence.py"


@require_safe
@member_or_key()
def bundle(request: TenantRequest, event_id: UUID) -> HttpResponse:
    """The bundle of one event, for a member or for a program with a key of the gateway. 404 also for events that are
    there but that are not ours and not about our data."""
    found = bundle_of(request.tenant, event_id)
    if found is None:
        raise Refusal(
            _("There is no event %(id)s in your log, nor in another's about your data.") % {"id": event_id},
            remedy=_("Take the id from an answer of the gateway (extensions.evidence) or from the page Evidence."),
            code="no-such-event",
            status=HTTPStatus.NOT_FOUND,
        )
    body = orjson.dumps(found, option=orjson.OPT_INDENT_2)
    return _file(body, "application/json", f"{event_id}.evidence.json")


@require_safe
@member_or_key()
def keys_file(request: TenantRequest) -> HttpResponse:
    """The public keys of every organisation, each with its moments, for a member or for a program with a key of the
    gateway: what a verifier is given to go by."""
    del request
    lines = "".join(f"{line}\n" for line in key_lines())
    return _file(lines.encode(), "text/plain; charset=utf-8", "keys.txt")


@require_safe
@export_for_members
def export(request: TenantRequest) -> UnscopedStream:
    """Our whole log, with its checkpoints; piece by piece, since it may be long."""
    response = UnscopedStream(chain_blocks(request.tenant), content_type="application/jsonl")
    offer_as_file(response, f"{request.tenant.slug}.evidence.jsonl")
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@member_required
def verifier_file(request: TenantRequest) -> HttpResponse:
    """The verifier as one file, which needs nothing of this installation."""
    del request
    return _file(verifier_source(), "text/x-python; charset=utf-8", VERIFIER_NAME)


def verifier_source() -> bytes:
    """The text of the verifier."""
    return Path(verifier.__file__).read_bytes()


def _file(body: bytes, kind: str, name: str) -> HttpResponse:
    response = download(body, content_type=kind, name=name)
    response["Cache-Control"] = "no-store"
    return response
