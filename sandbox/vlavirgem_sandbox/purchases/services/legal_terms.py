"""Recording figures of procurement law, and finding the one in force."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from http import HTTPStatus

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.purchases.models import LegalTerm, TermName
from vlavirgem_tenants.commons.base import Visibility
from vlavirgem_tenants.commons.models import record
from vlavirgem_tenants.directory.models import TenantKind
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


@transaction.atomic
def record_term(*, actor: Actor, name: TermName, amount: Decimal, valid_from: date, source: str) -> LegalTerm:
    """Write down, for the whole network, what a figure is from a day on and where that stands.

    The network's own buyers only: every tenant's purchases use it. The same day again corrects the figure.
    """
    actor.require(Permission.PURCHASE_MANAGE)
    if actor.tenant.kind != TenantKind.NETWORK:
        raise Refusal(
            _("Legal terms are kept by the network, for everyone alike."),
            _("Ask the network to record this term."),
            code="not-the-network",
            status=HTTPStatus.FORBIDDEN,
        )
    term, _made = LegalTerm.objects.update_or_create(
        owner=actor.tenant,
        name=name,
        valid_from=valid_from,
        defaults={
            "amount": amount,
            "source": source,
            "visibility": Visibility.NETWORK,
            "consulted_on": timezone.localdate(),
        },
    )
    record(actor=actor, subject=term, verb="recorded", reason=source)
    return term


def term_in_force(name: TermName, on: date) -> LegalTerm:
    """The term that holds on a day; raises Refusal where the network recorded none."""
    term = LegalTerm.objects.in_force(name, on)
    if term is None:
        raise Refusal(
            _("The network has not recorded this term yet: %(term)s.") % {"term": TermName(name).label},
            _("Ask the network to record it: vlavirgem purchase term."),
            code="term-missing",
        )
    return term
