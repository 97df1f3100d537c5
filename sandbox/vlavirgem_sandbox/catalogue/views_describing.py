"""A publisher describes a service: its words, its roadmap and its documents; and everybody gets a document."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vlavirgem.ui.downloads import download
from vlavirgem.ui.form_pages import ask_for_the_file_again, done_or_told, posted, posted_files, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.catalogue import services_describing as services
from vlavirgem_sandbox.catalogue.finding import own_service_or_404, service_or_404
from vlavirgem_sandbox.catalogue.forms_describing import DescribeForm, DocumentForm, RoadmapForm
from vlavirgem_sandbox.catalogue.models import DocumentKind, RoadmapLine, RoadmapState, ServiceDocument
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import member_required, permission_required
from vlavirgem_tenants.requests.typing import TenantRequest

_GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@_GET_OR_POST
@permission_required(Permission.SERVICE_PUBLISH)
def describe(request: TenantRequest, agency: str, slug: str) -> HttpResponse:
    """Everything but the contract, in one form."""
    service = own_service_or_404(request, agency, slug)
    form = DescribeForm(posted(request), service=service)
    if request.method == "POST" and form.is_valid():
        done = done_or_told(
            form,
            lambda: services.describe_service(
                actor=request.actor,
                service=service,
                description=form.description(),
                details=form.details(),
                themes=form.cleaned_data["themes"],
            ),
        )
        if done is not None:
            toast(request, _("The description of “%(service)s” is changed.") % {"service": done.name})
            return redirect(service)
    context = {"form": form, "service": service, "heading": _("Describe the service"), "submit": _("Save description")}
    return render(request, "catalogue/describe.html", context, status=status_of(form))


@_GET_OR_POST
@permission_required(Permission.SERVICE_PUBLISH)
def plan(request: TenantRequest, agency: str, slug: str, line_id: UUID | None = None) -> HttpResponse:
    """Add a line to the roadmap, or change one."""
    service = own_service_or_404(request, agency, slug)
    line = get_object_or_404(service.roadmap.shown(), pk=line_id) if line_id is not None else None
    known = {"when": line.when, "what": line.what, "state": line.state} if line is not None else None
    form = RoadmapForm(posted(request), initial=known)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = done_or_told(
            form,
            lambda: services.plan_line(
                actor=request.actor,
                service=service,
                when=given["when"],
                what=given["what"],
                state=RoadmapState(given["state"]),
                line=line,
            ),
        )
        if done is not None:
            toast(request, _("It stands on the roadmap."))
            return redirect(f"{service.get_absolute_url()}#roadmap")
    context = {
        "form": form,
        "service": service,
        "heading": _("What do you plan?"),
        "submit": _("Save line"),
        "line": line,
    }
    return render(request, "catalogue/describe.html", context, status=status_of(form))


@require_POST
@permission_required(Permission.SERVICE_PUBLISH)
def unplan(request: TenantRequest, agency: str, slug: str, line_id: UUID, act: str) -> HttpResponse:
    """Take a line off the roadmap; the toast undoes it."""
    service = own_service_or_404(request, agency, slug)
    line = get_object_or_404(RoadmapLine.objects.select_related("service__owner"), pk=line_id, service=service)
    services.remove_line(actor=request.actor, line=line, undo=act == "undo")
    if act == "undo":
        toast(request, _("It stands on the roadmap."))
    else:
        undo = reverse("services:unplan", args=[agency, slug, line_id, "undo"])
        toast(request, _("“%(what)s” is off the roadmap.") % {"what": line.what}, undo=undo)
    return redirect(f"{service.get_absolute_url()}#roadmap")


@_GET_OR_POST
@permission_required(Permission.SERVICE_PUBLISH)
def add_document(request: TenantRequest, agency: str, slug: str) -> HttpResponse:
    """Put a document with the service."""
    service = own_service_or_404(request, agency, slug)
    form = DocumentForm(posted(request), posted_files(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        kind = DocumentKind(given["kind"])
        done = done_or_told(
            form,
            lambda: services.add_document(actor=request.actor, service=service, kind=kind, file=given["file"]),
        )
        if done is not None:
            toast(request, _("“%(file)s” stands with the service.") % {"file": done.filename})
            return redirect(f"{service.get_absolute_url()}#documents")
    if form.is_bound and "file" in request.FILES:
        ask_for_the_file_again(form, "file")
    context = {"form": form, "service": service, "heading": _("Add a document"), "submit": _("Add document")}
    return render(request, "catalogue/describe.html", context, status=status_of(form))


@require_POST
@permission_required(Permission.SERVICE_PUBLISH)
def remove_document(request: TenantRequest, agency: str, slug: str, document_id: UUID, act: str) -> HttpResponse:
    """Take a document away; the toast undoes it."""
    service = own_service_or_404(request, agency, slug)
    documents = ServiceDocument.objects.defer("content").select_related("service__owner")
    document = get_object_or_404(documents, pk=document_id, service=service)
    services.remove_document(actor=request.actor, document=document, undo=act == "undo")
    if act == "undo":
        toast(request, _("“%(file)s” stands with the service.") % {"file": document.filename})
    else:
        undo = reverse("services:remove_document", args=[agency, slug, document_id, "undo"])
        toast(request, _("“%(file)s” is removed.") % {"file": document.filename}, undo=undo)
    return redirect(f"{service.get_absolute_url()}#documents")


@require_safe
@member_required
def document(request: TenantRequest, agency: str, slug: str, document_id: UUID) -> HttpResponse:
    """The document as a file to keep, for who sees the service: the wall gives no other row."""
    service = service_or_404(agency, slug)
    found = get_object_or_404(ServiceDocument, pk=document_id, service=service, removed_at=None)
    response = download(bytes(found.content), content_type=found.media_type, name=found.filename)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
