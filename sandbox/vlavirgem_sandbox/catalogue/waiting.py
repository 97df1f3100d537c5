"""What of the catalogue waits for a person: drafts that were checked and not put live."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from vlavirgem.plugins import Waiting, WaitingFor
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.catalogue.services import may_publish
from vlavirgem_tenants.people.actors import Actor


def _drafts(actor: Actor) -> Sequence[Waiting]:
    if not may_publish(actor):
        return ()
    return [
        Waiting(
            title=_("Publish “%(service)s”") % {"service": draft.service.name},
            url=reverse("services:preview", args=[draft.pk]),
            line=_("Version %(number)s is checked; only you see it yet.") % {"number": draft.number},
            since=draft.created_at,
        )
        for draft in ServiceVersion.objects.drafts_of(actor.tenant)
    ]


DRAFTS = WaitingFor(name="catalogue-drafts", find=_drafts)
