"""Pages that hand out our own records: a dataset as a file, a record as what a program asks for."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final
from uuid import UUID

import orjson
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.exporting.forms import EXPORT_FORMS
from vlavirgem_graphql.datasets.exporting.linked import one_as_json_ld, records_as_turtle
from vlavirgem_graphql.datasets.exporting.services import export_dataset, require_small
from vlavirgem_graphql.datasets.models import Dataset, DatasetRecord
from vlavirgem_graphql.gateway.authentication import carries_key
from vlavirgem_graphql.gateway.key_scopes import KeyScope
from vlavirgem_graphql.gateway.member_or_key import export_for_members, member_or_key
from vlavirgem_tenants.requests.typing import TenantRequest

HTML: Final = "text/html"
_JSON_LD: Final = "application/ld+json"
_TURTLE: Final = "text/turtle"
_JSON: Final = "application/json"


@require_safe
@export_for_members
def export(request: TenantRequest, dataset_id: UUID, form: str) -> HttpResponse:
    """All records of a dataset as a file."""
    del request
    dataset = get_object_or_404(Dataset, pk=dataset_id)
    if form not in EXPORT_FORMS:
        raise Http404
    require_small(dataset)
    file = export_dataset(dataset, EXPORT_FORMS[form])
    response = HttpResponse(file.content, content_type=file.media_type)
    response["Content-Disposition"] = f'attachment; filename="{file.file_name}"'
    return response


@require_safe
@member_or_key(KeyScope.DATA)
def by_identifier(request: TenantRequest, kind: str, local: str) -> HttpResponse:
    """The address that identifies a record of ours leads to the record, in whatever form is asked for there; for a
    member, and for a program whose key reads our datasets."""
    del kind, local  # the whole address is the identifier
    key = f"{request.tenant.address}{request.get_full_path()}"
    record = DatasetRecord.objects.filter(key=key).order_by("-changed_at").first()
    if record is None:
        raise Http404
    return redirect("data:record", record.dataset_id, record.pk)


def asked_of(request: TenantRequest, record: DatasetRecord) -> HttpResponse | None:
    """The record as a program asks for it in ``Accept``; None for a person, who gets the page.

    Raises Refusal (406) where it asks for what there is not, as a page with a key.
    """
    offered = [*([] if carries_key(request) else [HTML]), _JSON_LD, _TURTLE, _JSON]
    wanted = request.get_preferred_type(offered)
    kind = record.dataset.declared_kind
    if wanted == HTML:
        return None
    if wanted == _JSON_LD:
        body = one_as_json_ld(kind, record.body)
    elif wanted == _TURTLE:
        body = records_as_turtle(kind, [record.body])
    elif wanted == _JSON:
        body = orjson.dumps(record.body)
    else:
        raise Refusal(
            _("This record is not there in the form that you ask for."),
            remedy=_("Ask for one of these in Accept: %(types)s.") % {"types": ", ".join(offered)},
            code="not-acceptable",
            status=HTTPStatus.NOT_ACCEPTABLE,
            place="Accept",
        )
    return HttpResponse(body, content_type=f"{wanted}; charset=utf-8")
