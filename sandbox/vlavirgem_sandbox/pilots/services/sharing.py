"""Sharing a pilot: with whom, and taking that back with effect on the next request."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vlavirgem_sandbox.pilots.models import Pilot
from vlavirgem_sandbox.pilots.services.lead import locked_by_lead
from vlavirgem_tenants.commons.models import Visibility, record
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor


@transaction.atomic
def share_pilot(*, actor: Actor, pilot: Pilot, visibility: Visibility, partners: Sequence[Tenant] = ()) -> Pilot:
    """Set who sees the pilot with all its parts: only us, us and these partners, or the whole network.

    Partners stay partners when the network may look along. Raises ``ValidationError`` when partners are asked for but
    none is named. Also for a pilot that has ended: what was learned may still be shared, or withdrawn.
    """
    current = locked_by_lead(actor=actor, pilot=pilot)
    named = [] if visibility == Visibility.OWN else [partner for partner in partners if partner.pk != current.owner_id]
    if visibility == Visibility.PARTNERS and not named:
        raise ValidationError({"partners": _("Choose at least one partner, or keep the pilot to yourselves.")})
    # Network last: share_with leaves a pilot that the network sees as it is, so visibility is set on both sides of it.
    current.visibility = Visibility.OWN
    current.share_with(named)
    current.visibility = visibility
    current.save(update_fields=["visibility", "partner_ids", "updated_at"])
    verb = "no longer shared" if visibility == Visibility.OWN else "shared"
    names = sorted(partner.name for partner in named)
    record(actor=actor, subject=current, verb=verb, detail={"visibility": str(visibility), "partners": names})
    return current
