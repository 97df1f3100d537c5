"""Pages of feeds: beginning to follow one, reading on in it, and following it no more."""

from __future__ import annotations

from typing import Final, cast
from uuid import UUID

from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import BaseStorage
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from vlavirgem.refusal import Refusal
from vlavirgem.ui.form_pages import posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_graphql.datasets.feeds.forms import FeedForm
from vlavirgem_graphql.datasets.feeds.services import begin_round, follow_feed, read_next_page, stop_following
from vlavirgem_graphql.datasets.models import Dataset, FeedSource
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest
from vlavirgem_tenants.scope import on_its_own, tenant_scope

PAGES_AT_A_TIME: Final = 3
"""That a person waits for; `vlavirgem dataset follow` reads all."""


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.DATA_MANAGE)
def feed_new(request: TenantRequest) -> HttpResponse:
    """Make a dataset that follows a feed."""
    form = FeedForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                feed = follow_feed(actor=request.actor, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.place if refusal.place in form.fields else "address", str(refusal))
        else:
            return redirect("data:dataset", feed.dataset_id)
    return render(request, "datasets/feed.html", {"form": form}, status=status_of(form))


@require_POST
@permission_required(Permission.DATA_MANAGE)
def feed_read(request: TenantRequest, dataset_id: UUID) -> HttpResponse:
    """Read the next pages of a feed; what was read before one that cannot be read stays."""
    dataset = get_object_or_404(FeedSource.objects.select_related("dataset"), pk=dataset_id).dataset
    begin_round(actor=request.actor, dataset=dataset)
    response = redirect("data:dataset", dataset.pk)

    def read_on() -> None:
        toast(request, _read_on(request.actor, dataset))
        cast("BaseStorage", get_messages(request)).update(response)  # the middleware of messages has been here before

    on_its_own(read_on)
    return response


@require_POST
@permission_required(Permission.DATA_MANAGE)
def feed_stop(request: TenantRequest, dataset_id: UUID) -> HttpResponse:
    """Follow the feed of a dataset no more."""
    dataset = get_object_or_404(Dataset, pk=dataset_id)
    stop_following(actor=request.actor, dataset=dataset)
    toast(request, _("The feed is followed no more. Its records stay."))
    return redirect("data:dataset", dataset.pk)


def _read_on(actor: Actor, dataset: Dataset) -> str:
    """Read pages, and say how far that came."""
    try:
        for _number in range(PAGES_AT_A_TIME):
            read_next_page(actor=actor, dataset=dataset)
    except Refusal as refusal:
        return str(refusal)
    with tenant_scope(actor.tenant):
        waiting = len(FeedSource.objects.filter(dataset=dataset).values_list("waiting", flat=True).first() or ())
    told = ngettext("%(count)s page waits still: read on.", "%(count)s pages wait still: read on.", waiting)
    return told % {"count": waiting} if waiting else _("The feed was read up to its end.")
