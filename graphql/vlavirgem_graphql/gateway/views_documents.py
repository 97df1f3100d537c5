"""The pages of a key's trusted documents: which, when each was last used, giving one, withdrawing one."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vlavirgem.refusal import Refusal
from vlavirgem.ui.form_pages import posted, posted_files, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_graphql.gateway.forms import DocumentForm
from vlavirgem_graphql.gateway.models import GatewayKey, TrustedDocument
from vlavirgem_graphql.gateway.trusted_documents import limit_key, trust_document, withdraw_document
from vlavirgem_graphql.schema.root import gateway_schema
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_safe
@permission_required(Permission.GATEWAY_KEY)
def documents(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The trusted documents of a key."""
    key = get_object_or_404(GatewayKey, pk=pk)
    return render(request, "gateway/documents.html", {"key": key, "documents": key.trusted_documents.all()})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.GATEWAY_KEY)
def document_new(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Give a key a document, as text or as a file."""
    key = get_object_or_404(GatewayKey, pk=pk)
    form = DocumentForm(posted(request), posted_files(request))
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["document"]
        try:
            document = trust_document(actor=request.actor, key=key, text=text, schema=gateway_schema().graphql)
        except Refusal as refusal:
            where = f" ({refusal.place})" if refusal.place else ""
            form.add_error("text", f"{refusal.message}{where} {refusal.remedy}")
        else:
            toast(request, _("The key may ask for “%(document)s” by its hash.") % {"document": document.name})
            return redirect("developers:documents", pk)
    return render(request, "gateway/document_new.html", {"key": key, "form": form}, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.GATEWAY_KEY)
def document_withdraw(request: TenantRequest, pk: UUID, document_pk: UUID) -> HttpResponse:
    """Ask, then withdraw: programs that use it stop."""
    document = get_object_or_404(TrustedDocument, pk=document_pk, key_id=pk)
    if request.method == "POST":
        withdraw_document(actor=request.actor, document=document)
        toast(request, _("“%(document)s” is trusted no longer.") % {"document": document.name})
        return redirect("developers:documents", pk)
    context = {
        "question": _("Withdraw this document?"),
        "name": document.name,
        "consequence": _("From the next request on its hash opens nothing. You can give the document again later."),
        "submit": _("Withdraw document"),
        "cancel_url": reverse("developers:documents", args=[pk]),
    }
    return render(request, "vlavirgem/confirm.html", context)


@require_POST
@permission_required(Permission.GATEWAY_KEY)
def key_limit(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Let the key take nothing but its trusted documents (`limit` in the form), or any again."""
    key = get_object_or_404(GatewayKey, pk=pk)
    limited = limit_key(actor=request.actor, key=key, only_trusted="limit" in request.POST).only_trusted
    toast(
        request,
        _("The key takes its trusted documents only.") if limited else _("The key takes any document again."),
    )
    return redirect("developers:documents", pk)
