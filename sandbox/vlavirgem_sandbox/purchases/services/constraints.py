"""The database's refusals, told apart by the name of the constraint that refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal


def constraint_of(error: IntegrityError) -> str:
    """The name of the constraint that refused a write; empty where the database did not say."""
    diagnostics = getattr(error.__cause__, "diag", None)
    return getattr(diagnostics, "constraint_name", None) or ""


@contextmanager
def before_publication() -> Iterator[None]:
    """Around a write to the specification or a commitment: turns the database's refusal into one that people read.

    The check stands in the database because the purchase may be published between a page and its form.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if constraint_of(error) == "purchases_frozen":
            raise specification_stands() from error
        raise


def specification_stands() -> Refusal:
    """What everybody is told who would change what suppliers already bid on."""
    return Refusal(
        _("This purchase has been published: suppliers bid on what stands there."),
        _("Withdraw the purchase and open a new one if it has to change."),
        code="purchase_published",
    )
