"""How an agency publishes: hand in a contract, look at what the check says, put it live or in trial."""

from __future__ import annotations

from dataclasses import asdict, fields
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from vlavirgem.refusal import Refusal
from vlavirgem.ui.form_pages import ask_for_the_file_again, posted, posted_files, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.catalogue import services
from vlavirgem_sandbox.catalogue.accepting import ContractRefused
from vlavirgem_sandbox.catalogue.comparing import comparison_of, predecessor_of
from vlavirgem_sandbox.catalogue.finding import own_service_or_404
from vlavirgem_sandbox.catalogue.foretelling import ask_who_breaks, foretold_of
from vlavirgem_sandbox.catalogue.forms import ContractForm, PreviewForm, PublishForm
from vlavirgem_sandbox.catalogue.keeping_examples import draft_without_example, new_examples
from vlavirgem_sandbox.catalogue.models import PublicationState, Service, ServiceVersion
from vlavirgem_sandbox.catalogue.quality import quality_of
from vlavirgem_sandbox.contracts.recorded.taking_out import NamedExample
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest

_GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@_GET_OR_POST
@permission_required(Permission.SERVICE_PUBLISH)
def publish(request: TenantRequest) -> HttpResponse:
    """Step 1 for a new service: the contract and what municipalities should know about it."""
    services.require_publisher(request.actor)
    form = PublishForm(posted(request), posted_files(request))
    if request.method == "POST" and form.is_valid():
        return _checked(request, form, details=form.details(), service=None)
    return _first_step(request, form, status=status_of(form))


@_GET_OR_POST
@permission_required(Permission.SERVICE_PUBLISH)
def publish_next(request: TenantRequest, agency: str, slug: str) -> HttpResponse:
    """Step 1 for a next version of a service of ours: the contract only."""
    service = own_service_or_404(request, agency, slug)
    form = ContractForm(posted(request), posted_files(request))
    if request.method == "POST" and form.is_valid():
        return _checked(request, form, details=services.ServiceDetails(), service=service)
    return _first_step(request, form, service=service, status=status_of(form))


@_GET_OR_POST
@permission_required(Permission.SERVICE_PUBLISH)
def preview(request: TenantRequest, version_id: str) -> HttpResponse:
    """Step 2: what municipalities will see, what will not work and why; confirming puts it live."""
    version = _own_version(request, version_id)
    service = version.service
    if version.state != PublicationState.DRAFT:
        return redirect(service)  # published meanwhile: from another tab, or with a second click
    known = {"name": service.name, "summary": service.summary, "theme": service.themes[0]}
    typed = {name: text for name in known if (text := request.GET.get(name))}
    form = PreviewForm(posted(request), initial=known | typed)
    if request.method == "POST" and form.is_valid():
        in_trial = form.cleaned_data["in_trial"]
        services.publish_version(actor=request.actor, version=version, details=form.details(), in_trial=in_trial)
        said = (
            _("Version %(number)s of “%(service)s” is in trial: all can try it.")
            if in_trial
            else _("“%(service)s” is live in the catalogue, version %(number)s.")
        )
        toast(request, said % {"service": service.name, "number": version.number})
        return redirect(service)
    before = predecessor_of(version)
    comparison = comparison_of(before, version) if before is not None else None
    context = {
        "form": form,
        "version": version,
        "service": service,
        "comparison": comparison,
        "quality": quality_of(version),
        "examples": new_examples(version),
        "may_try": request.actor.may(Permission.TRYOUT_MANAGE),
        "foretold": foretold_of(version) if before is not None else None,
        "may_ask": version.visibility == Visibility.OWN,
    }
    return render(request, "catalogue/preview.html", context, status=status_of(form))


@require_POST
@permission_required(Permission.SERVICE_PUBLISH)
def who_breaks(request: TenantRequest, version_id: str) -> HttpResponse:
    """Ask those who try the service to hold their calls against the draft."""
    version = _own_draft(request, version_id)
    ask_who_breaks(actor=request.actor, version=version)
    toast(request, _("It is asked. You see the counts here after the next report of each organisation."))
    return redirect("services:preview", version.pk)


@require_POST
@permission_required(Permission.SERVICE_PUBLISH)
def take_out_example(request: TenantRequest, version_id: str) -> HttpResponse:
    """Take one example out of the draft."""
    version = _own_draft(request, version_id)
    example = NamedExample(**{part.name: request.POST.get(part.name, "") for part in fields(NamedExample)})
    draft = draft_without_example(actor=request.actor, version=version, example=example)
    if draft is None:
        toast(request, _("The example is out. Nothing new was left in the draft, so it is gone too."))
        return redirect(version.service)
    toast(request, _("The example “%(name)s” is out of the draft.") % {"name": example.name})
    return redirect("services:preview", draft.pk)


@require_POST
@permission_required(Permission.SERVICE_PUBLISH)
def discard(request: TenantRequest, version_id: str) -> HttpResponse:
    """Throw the draft away."""
    version = _own_draft(request, version_id)
    services.discard_draft(actor=request.actor, version=version)
    toast(request, _("The draft of “%(service)s” is gone.") % {"service": version.service.name})
    return redirect("services:list")


def _checked(
    request: TenantRequest, form: ContractForm, *, details: services.ServiceDetails, service: Service | None
) -> HttpResponse:
    """Go on to the preview, or show the same page with every problem and all that was typed."""
    try:
        upload = services.draft_version(
            actor=request.actor,
            file=form.cleaned_data["contract"],
            details=details,
            service=service,
            recording=form.cleaned_data["recording"],
        )
    except ContractRefused as refusal:
        return _first_step(request, form, service=service, status=refusal.status, refusal=refusal)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _first_step(request, form, service=service, status=refusal.status)
    version = upload.version
    if version.state == PublicationState.DRAFT:
        _tell_of_examples(request, upload)
        return redirect(_preview_address(version, details))
    toast(
        request,
        _("This very contract is version %(number)s already; nothing was changed.") % {"number": version.number},
    )
    return redirect(version.service)


def _tell_of_examples(request: TenantRequest, upload: services.Upload) -> None:
    if not upload.examples:
        return
    kept = ngettext(
        "%(count)s recorded call is an example now.", "%(count)s recorded calls are examples now.", upload.examples
    )
    told = kept % {"count": upload.examples}
    if upload.left_out:
        left = ngettext(
            "%(count)s was left out: the remarks say why.",
            "%(count)s were left out: the remarks say why.",
            upload.left_out,
        )
        told = f"{told} {left % {'count': upload.left_out}}"
    toast(request, told)


def _first_step(
    request: TenantRequest,
    form: ContractForm,
    *,
    status: int,
    service: Service | None = None,
    refusal: ContractRefused | None = None,
) -> HttpResponse:
    if form.is_bound:
        for name in ("contract", "recording"):
            if name in request.FILES:
                ask_for_the_file_again(form, name)
    context = {"form": form, "service": service, "refusal": refusal}
    return render(request, "catalogue/publish.html", context, status=status)


def _preview_address(version: ServiceVersion, details: services.ServiceDetails) -> str:
    """The preview; with what was typed for a service that is live already, since only publishing changes that one."""
    address = reverse("services:preview", args=[version.pk])
    typed = {name: text for name, text in asdict(details).items() if text}
    if version.service.state == PublicationState.DRAFT or not typed:
        return address
    return f"{address}?{urlencode(typed)}"


def _own_version(request: TenantRequest, version_id: str) -> ServiceVersion:
    versions = ServiceVersion.objects.without_document().select_related("service__owner")
    return get_object_or_404(versions, pk=version_id, owner=request.tenant)


def _own_draft(request: TenantRequest, version_id: str) -> ServiceVersion:
    version = _own_version(request, version_id)
    if version.state != PublicationState.DRAFT:
        raise Http404
    return version
