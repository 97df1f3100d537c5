"""What happened in a try-out: the call log, one call, and what it remembers."""

from __future__ import annotations

import json
from http import HTTPStatus

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vlavirgem import plugins
from vlavirgem.ui.components import Choice, Facet
from vlavirgem_sandbox.contracts.soap.xml_text import XmlTrouble, indented
from vlavirgem_sandbox.tryouts.call_texts import call_texts
from vlavirgem_sandbox.tryouts.forms import SnapshotForm
from vlavirgem_sandbox.tryouts.logged_calls import as_request, is_kept_whole
from vlavirgem_sandbox.tryouts.models import Call, TryOut, Verdict
from vlavirgem_sandbox.tryouts.pages import page_context, tryout_or_404
from vlavirgem_sandbox.tryouts.services_snapshots import MOST_SNAPSHOTS
from vlavirgem_sandbox.tryouts.serving.log import BODY_LIMIT
from vlavirgem_sandbox.tryouts.views_keeping import version_to_extend
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import member_required
from vlavirgem_tenants.requests.typing import TenantRequest

ROWS_A_PAGE = 50


@require_safe
@member_required
def call_list(request: TenantRequest, public_id: str) -> HttpResponse:
    """The log, newest first, narrowed by verdict and operation."""
    tryout = tryout_or_404(public_id)
    facets = [_verdicts(request, tryout), _operations(request, tryout), *_endpoints(request, tryout)]
    found = tryout.calls.without_bodies().select_related("key")
    for facet in facets:
        found = found.filter(**{facet.name: facet.chosen}) if facet.chosen else found
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = page_context(request, tryout, tab="calls") | {
        "facets": facets,
        "page": page,
        "narrowed": any(facet.chosen for facet in facets),
    }
    return render(request, "tryouts/calls.html", context)


@require_safe
@member_required
def call_detail(request: TenantRequest, public_id: str, call_id: str) -> HttpResponse:
    """One call: what was asked, what was answered, and where it departed from the contract."""
    tryout = tryout_or_404(public_id)
    call = get_object_or_404(Call.objects.select_related("key", "tryout"), pk=call_id, tryout=tryout)
    context = page_context(request, tryout, tab="calls") | {
        "call": call,
        "occasion": next((found for each in plugins.occasions if (found := each.find(call.pk))), None),
        "request_body": readable(call.request_body),
        "response_body": readable(call.response_body),
        "asked_document": _document(call),
        "body_limit": BODY_LIMIT,
        "again": bool(call.operation) and is_kept_whole(call),
        "may_keep": version_to_extend(request, tryout, call) is not None,
    }
    if context["again"]:
        context["call_texts"] = call_texts(as_request(call), base_url=context["base_url"])
    return render(request, "tryouts/call.html", context)


@require_safe
@member_required
def remembered(request: TenantRequest, public_id: str) -> HttpResponse:
    """The documents that calls created or changed, by collection."""
    return remembered_page(request, tryout_or_404(public_id))


def remembered_page(
    request: TenantRequest, tryout: TryOut, *, snapshot_form: SnapshotForm | None = None, status: int = HTTPStatus.OK
) -> HttpResponse:
    """That page; ``snapshot_form`` as it was sent, where a snapshot could not be kept."""
    page = Paginator(tryout.state_documents.all(), ROWS_A_PAGE).get_page(request.GET.get("page"))
    documents = [(document, readable(json.dumps(document.document, ensure_ascii=False))) for document in page]
    context = page_context(request, tryout, tab="remembered") | {
        "page": page,
        "documents": documents,
        "uses": [
            (use.label, use.url(tryout.public_id))
            for use in plugins.remembered_uses
            if request.actor.may(Permission(use.permission))
        ],
        "snapshots": tryout.snapshots.without_content(),
        "most_snapshots": MOST_SNAPSHOTS,
        "snapshot_form": snapshot_form or SnapshotForm(),
    }
    return render(request, "tryouts/remembered.html", context, status=status)


def readable(body: str) -> str:
    """JSON and XML with their lines broken and indented; anything else as it is."""
    try:
        if body.startswith("<"):
            return indented(body)
        return json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError, XmlTrouble):
        return body


def _document(call: Call) -> str:
    """The GraphQL document of a call with its lines broken, which JSON has in one; empty where there is none."""
    if call.protocol != "GraphQL":
        return ""
    try:
        document = json.loads(call.request_body).get("query")
    except (ValueError, RecursionError, AttributeError):
        return ""
    return document if isinstance(document, str) else ""


def _verdicts(request: TenantRequest, tryout: TryOut) -> Facet:
    counts = dict(tryout.calls.order_by("verdict").values_list("verdict").annotate(n=Count("pk")))
    wanted = request.GET.get("verdict", "")
    return Facet(
        name="verdict",
        label=_("Verdict"),
        choices=[Choice(value=verdict.value, label=verdict.label, count=counts.get(verdict, 0)) for verdict in Verdict],
        chosen=wanted if wanted in Verdict.values else "",
    )


def _operations(request: TenantRequest, tryout: TryOut) -> Facet:
    called = tryout.calls.exclude(operation="").order_by("operation").values_list("operation")
    choices = [Choice(value=key, label=key, count=count) for key, count in called.annotate(n=Count("pk"))]
    wanted = request.GET.get("operation", "")
    chosen = wanted if wanted in {choice.value for choice in choices} else ""
    return Facet(name="operation", label=_("Operation"), choices=choices, chosen=chosen)


def _endpoints(request: TenantRequest, tryout: TryOut) -> list[Facet]:
    """Which calls were passed on, and to what; no facet where none ever were."""
    passed_on = tryout.calls.exclude(endpoint="").order_by("endpoint").values_list("endpoint")
    choices = [Choice(value=name, label=name, count=count) for name, count in passed_on.annotate(n=Count("pk"))]
    wanted = request.GET.get("endpoint", "")
    chosen = wanted if wanted in {choice.value for choice in choices} else ""
    return [Facet(name="endpoint", label=_("Passed on to"), choices=choices, chosen=chosen)] if choices else []
