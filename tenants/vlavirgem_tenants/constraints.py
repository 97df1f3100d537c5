"""What a row may hold: its fields' own rules before a write, and the database's refusals, told apart by the name of
the constraint (or the trigger) that refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import IntegrityError, models, transaction

from vlavirgem.refusal import Refusal


def clean_only(row: models.Model, *names: str) -> None:
    """Raise ValidationError, by field, where one of these fields holds what it may not (nothing, or too much)."""
    row.clean_fields(exclude={field.name for field in row._meta.fields} - set(names))


def constraint_of(error: IntegrityError) -> str:
    """The name of the constraint that refused a write; empty where the database did not say."""
    diagnostics = getattr(error.__cause__, "diag", None)
    return getattr(diagnostics, "constraint_name", None) or ""


@contextmanager
def refusing(**refusals: Callable[[], Refusal]) -> Iterator[None]:
    """Around a write that the database may refuse: what it refuses becomes the Refusal that stands under the
    constraint's name, and the write is taken back. A violation of any other constraint is a fault and goes on.

    The check stands in the database because two who act at the same moment both pass a check before the write.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        refusal = refusals.get(constraint_of(error))
        if refusal is None:
            raise
        raise refusal() from error
