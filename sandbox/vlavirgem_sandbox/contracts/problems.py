"""Problems that every kind of contract can have."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vlavirgem_sandbox.contracts.model import Problem


def not_tried(count: int, place: str) -> Problem:
    """The dry run was stopped: the last operations are taken to work."""
    return Problem(
        severity="warning",
        message=ngettext(
            "The contract is so large that its last operation was not tried.",
            "The contract is so large that its last %(count)d operations were not tried.",
            count,
        )
        % {"count": count},
        remedy=_("Split the contract over several services."),
        place=place,
    )


def nothing_works(place: str) -> Problem:
    """Why a contract is refused whose every operation has a mistake."""
    return Problem(
        severity="error",
        message=_("None of the operations in this contract can work."),
        remedy=_("Solve the problems below and upload the contract again."),
        place=place,
    )
