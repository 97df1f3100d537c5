"""The page of checkpoints and keys: what we sign about our log, who countersigned it, and what others signed."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vlavirgem.ui.downloads import download
from vlavirgem.ui.form_pages import posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_graphql.evidence.forms import LogReasonForm
from vlavirgem_graphql.evidence.models import Checkpoint
from vlavirgem_graphql.evidence.services.checkpoints import make_checkpoint, signed_text
from vlavirgem_graphql.evidence.services.keys import replace_key
from vlavirgem_graphql.evidence.services.witnessing import countersign_others
from vlavirgem_graphql.signatures.models import SigningKey
from vlavirgem_tenants.people.finding import people_who_may
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import member_required, permission_required
from vlavirgem_tenants.requests.typing import TenantRequest

ROWS_SHOWN = 25
_TEXT = "text/plain; charset=utf-8"


@require_safe
@member_required
def checkpoints(request: TenantRequest) -> HttpResponse:
    """Our latest checkpoints, those of others that we hold, and our keys."""
    may_sign = request.actor.may(Permission.AGREEMENT_SIGN)
    held = Checkpoint.objects.of_others(request.tenant).with_witnesses().order_by("-made_at")
    context = {
        "ours": Checkpoint.objects.of(request.tenant).with_witnesses()[:ROWS_SHOWN],
        "of_others": held[:ROWS_SHOWN],
        "our_keys": SigningKey.objects.filter(owner=request.tenant),
        "may_sign": may_sign,
        "may_forget": request.actor.may(Permission.PEOPLE_MANAGE),
        "who_signs": [] if may_sign else people_who_may(Permission.AGREEMENT_SIGN),
    }
    return render(request, "evidence/checkpoints.html", context)


@require_POST
@permission_required(Permission.AGREEMENT_SIGN)
def sign_now(request: TenantRequest) -> HttpResponse:
    """Make a checkpoint now, and countersign those of others that wait for us."""
    made = make_checkpoint(actor=request.actor)
    witnessed = countersign_others(actor=request.actor)
    said = [
        _("Signed: our log has %(events)s events.") % {"events": made.size}
        if made
        else _("Nothing came in since the last checkpoint.")
    ]
    if count := len(witnessed.signed):
        words = ngettext(
            "You countersigned %(count)s checkpoint of another.",
            "You countersigned %(count)s checkpoints of others.",
            count,
        )
        said.append(words % {"count": count})
    said += [
        _("Not countersigned: %(who)s (%(why)s).") % {"who": each.log.name, "why": each.reason}
        for each in witnessed.distrusted
    ]
    toast(request, " ".join(said))
    return redirect("data:checkpoints")


@require_safe
@member_required
def checkpoint_file(request: TenantRequest, checkpoint_id: UUID) -> HttpResponse:
    """The checkpoint with all signatures, to keep elsewhere."""
    checkpoint = get_object_or_404(Checkpoint.objects.select_related("owner"), pk=checkpoint_id)
    text = signed_text(checkpoint, checkpoint.countersignatures.all())
    name = f"{checkpoint.owner.slug}-{checkpoint.size}.checkpoint.txt"
    return download(text, content_type=_TEXT, name=name)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.AGREEMENT_SIGN)
def new_key(request: TenantRequest) -> HttpResponse:
    """Ask why, then sign with another key from now on."""
    form = LogReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        replace_key(actor=request.actor, reason=form.cleaned_data["reason"])
        toast(request, _("You sign with a new key from now on."))
        return redirect("data:checkpoints")
    return render(request, "evidence/new_key.html", {"form": form}, status=status_of(form))
