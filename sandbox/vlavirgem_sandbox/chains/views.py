"""Our chains: the list, a new one, one out of a file, the page of one, and its file."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vlavirgem.refusal import Refusal
from vlavirgem.ui.components import HistoryLine
from vlavirgem.ui.downloads import download
from vlavirgem.ui.form_pages import ask_for_the_file_again, posted, posted_files, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.chains import services
from vlavirgem_sandbox.chains.export import as_json, as_yaml
from vlavirgem_sandbox.chains.forms import MOST_BYTES, ImportForm, NewChainForm
from vlavirgem_sandbox.chains.forms_building import OperationForm
from vlavirgem_sandbox.chains.models import Chain, ChainRun, ChainState
from vlavirgem_sandbox.chains.pages import chain_or_404, page_context, run_picture, steps_now
from vlavirgem_sandbox.chains.picture import chain_picture, picture_title
from vlavirgem_sandbox.keys.showing import taken_for_this_page
from vlavirgem_sandbox.tryouts.calling import callable_tryouts
from vlavirgem_sandbox.tryouts.telemetry import tryout_cards
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import member_required, permission_required
from vlavirgem_tenants.requests.typing import TenantRequest

ROWS_A_PAGE = 50
RUNS_SHOWN = 10


@require_safe
@member_required
def chain_list(request: TenantRequest) -> HttpResponse:
    """Every chain of ours, with how its last run went."""
    context = {
        "page": Paginator(Chain.objects.for_list(), ROWS_A_PAGE).get_page(request.GET.get("page")),
        "may_manage": request.actor.may(Permission.TRYOUT_MANAGE),
        "has_tryouts": bool(tryout_cards()),
    }
    return render(request, "chains/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.TRYOUT_MANAGE)
def new(request: TenantRequest) -> HttpResponse:
    """Begin a chain; its steps come on its page."""
    form = NewChainForm(posted(request))
    if request.method == "POST" and form.is_valid():
        chain = services.new_chain(actor=request.actor, **form.cleaned_data)
        return redirect(chain)
    return render(request, "chains/new.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.TRYOUT_MANAGE)
def import_file(request: TenantRequest) -> HttpResponse:
    """A chain out of an Arazzo file; what is wrong with the file is named with its place."""
    form, refusal = ImportForm(posted(request), posted_files(request)), None
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            _refuse_size(upload.size or 0)
            file = services.ImportedFile(data=b"".join(upload.chunks()), filename=upload.name or "")
            chain = services.import_chain(actor=request.actor, file=file, name=form.cleaned_data["name"])
        except Refusal as wrong:
            refusal = wrong
        else:
            toast(request, _("“%(chain)s” is imported.") % {"chain": chain.name})
            return redirect(chain) if chain.state == ChainState.ACTIVE else redirect("chains:sources", chain.pk)
    if request.method == "POST":
        ask_for_the_file_again(form, "file")
    status = refusal.status if refusal is not None else status_of(form)
    return render(request, "chains/import.html", {"form": form, "refusal": refusal}, status=status)


def _refuse_size(size: int) -> None:
    if size > MOST_BYTES:
        raise Refusal(
            _("The file is %(size)s; a chain may be %(limit)s at most. Nothing of it was read.")
            % {"size": filesizeformat(size), "limit": filesizeformat(MOST_BYTES)},
            remedy=_("Split the flow over several chains."),
            code="chain-too-large",
        )


@require_safe
@member_required
def detail(request: TenantRequest, pk: UUID) -> HttpResponse:
    """One chain: its picture with the last run, its steps, runs, keys and history."""
    chain = chain_or_404(pk)
    context = page_context(request, chain)
    runs = list(ChainRun.objects.filter(chain=chain)[:RUNS_SHOWN])
    steps = steps_now(chain)
    context |= {
        "steps": steps,
        "picture": chain_picture(steps, title=picture_title(chain.name)) if steps else "",
        "runs": runs,
        "run_count": chain.runs.count() if len(runs) == RUNS_SHOWN else len(runs),
        "last": run_picture(chain, runs[0]) if runs else None,
        "sources": chain.sources.select_related("tryout"),
        "keys": chain.keys.all(),
        "new_key": taken_for_this_page(request, of=chain.pk),
        "run_url": request.build_absolute_uri(f"{chain.get_absolute_url()}runs/"),
        "operation_form": OperationForm(None, tryouts=callable_tryouts()) if context["may_manage"] else None,
        "history": [
            HistoryLine(at=event.at, who=event.person, what=event.get_verb_display(), reason=event.detail)
            for event in chain.events.all()[:ROWS_A_PAGE]
        ],
    }
    return render(request, "chains/detail.html", context)


@require_safe
@member_required
def file(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The chain as its standard document, in YAML, or in JSON with ``?format=json``."""
    chain = chain_or_404(pk)
    written = as_json(chain) if request.GET.get("format") == "json" else as_yaml(chain)
    name = f"{slugify(chain.name) or 'chain'}.arazzo{written.extension}"
    return download(written.content, content_type=written.content_type, name=name)
