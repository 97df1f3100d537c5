"""What of the try-outs waits for a person: a newer version of a service that they try, or one that was withdrawn."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from vlavirgem.plugins import Waiting, WaitingFor
from vlavirgem_sandbox.tryouts.newer_versions import newer_versions
from vlavirgem_sandbox.tryouts.withdrawn_versions import withdrawals
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


def _withdrawn_versions(actor: Actor) -> Sequence[Waiting]:
    if not actor.may(Permission.TRYOUT_MANAGE):
        return ()
    return [
        Waiting(
            title=found.tryout.name,
            url=found.tryout.get_absolute_url(),
            line=_("%(agency)s withdrew version %(number)s of “%(service)s”: %(reason)s")
            % {
                "agency": found.tryout.agency_name,
                "number": found.tryout.version_number,
                "service": found.tryout.service_name,
                "reason": found.reason,
            },
            since=found.at,
        )
        for found in withdrawals()
    ]


NEWER_VERSIONS = WaitingFor(name="tryouts-newer-versions", find=_newer_versions)
WITHDRAWN_VERSIONS = WaitingFor(name="tryouts-withdrawn-versions", find=_withdrawn_versions)
