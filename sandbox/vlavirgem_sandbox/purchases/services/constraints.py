"""What the database holds of a published purchase, in words that people read."""

from __future__ import annotations

from contextlib import AbstractContextManager

from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_tenants.constraints import refusing


def before_publication() -> AbstractContextManager[None]:
    """Around a write to the specification or a commitment, which the database refuses once the purchase is published:
    a participant's page may be older than that."""
    return refusing(purchases_frozen=specification_stands)


def specification_stands() -> Refusal:
    """What everybody is told who would change what suppliers already bid on."""
    return Refusal(
        _("This purchase has been published: suppliers bid on what stands there."),
        _("Withdraw the purchase and open a new one if it has to change."),
        code="purchase-published",
    )
