"""What of the try-outs waits for a person: a newer version of a service that they try."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from vlavirgem.plugins import Waiting, WaitingFor
from vlavirgem_sandbox.tryouts.newer_versions import newer_versions
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


def _newer_versions(actor: Actor) -> Sequence[Waiting]:
    if not actor.may(Permission.TRYOUT_MANAGE):
        return ()
    return [
        Waiting(
            title=_("Version %(number)s of “%(service)s” is live")
            % {"number": found.number, "service": found.service_name},
            url=reverse("tryouts:newer_version", args=[found.public_id, found.number]),
            line=_("See what it changes for your try-out of version %(number)s.") % {"number": found.tried},
            since=found.since,
        )
        for found in newer_versions()
    ]


NEWER_VERSIONS = WaitingFor(name="tryouts-newer-versions", find=_newer_versions)
