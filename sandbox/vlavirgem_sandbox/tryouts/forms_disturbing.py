"""The form of a disturbance: each kind asks what it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from vlavirgem.ui.fields import AmountField
from vlavirgem_sandbox.tryouts.models import DisturbanceKind, Spread
from vlavirgem_sandbox.tryouts.models.disturbance import (
    EVERY_CALL,
    HIGHEST_STATUS,
    LOWEST_STATUS,
    MOST_A_MINUTE,
    MOST_DELAY_MS,
)
from vlavirgem_sandbox.tryouts.services_disturbing import DisturbancePlan

_MOST_SECONDS: Final = MOST_DELAY_MS // 1000
_LARGEST_SEED: Final = 2**31
DURATIONS: Final = [
    (5, _("5 minutes")),
    (15, _("15 minutes")),
    (30, _("half an hour")),
    (60, _("an hour")),
    (120, _("2 hours")),
    (240, _("4 hours")),
    (480, _("8 hours")),
]
"""In minutes; also of calls that are passed on."""
_OF_KIND: Final = {
    DisturbanceKind.DELAY: ("seconds", "spread", "most_seconds", "share", "seed"),
    DisturbanceKind.STATUS: ("status", "share", "seed"),
    DisturbanceKind.MALFORMED: ("share", "seed"),
    DisturbanceKind.DROPPED: ("share", "seed"),
    DisturbanceKind.RATE: ("per_minute",),
}


class DisturbanceForm(forms.Form):
    """One kind of disturbance: its figures, the operation, and for how long."""

    seconds = AmountField(
        label=_("How many seconds late?"),
        min_value=Decimal("0.1"),
        max_value=_MOST_SECONDS,
        decimal_places=1,
        initial=3,
    )
    spread = forms.ChoiceField(label=_("Is every answer as late?"), choices=Spread.choices, initial=Spread.FIXED)
    most_seconds = AmountField(
        label=_("How many seconds late at most?"),
        help_text=_("Not needed where every answer is as late."),
        min_value=Decimal("0.1"),
        max_value=_MOST_SECONDS,
        decimal_places=1,
        required=False,
    )
    status = forms.IntegerField(
        label=_("Which status?"),
        help_text=_("For example 500 (fault), 503 (not available) or 504 (took too long)."),
        min_value=LOWEST_STATUS,
        max_value=HIGHEST_STATUS,
        initial=503,
    )
    per_minute = forms.IntegerField(
        label=_("How many calls a minute?"),
        help_text=_("A call over it gets status 429, with the seconds to wait."),
        min_value=1,
        max_value=MOST_A_MINUTE,
        initial=10,
    )
    share = forms.IntegerField(
        label=_("For how many percent of the calls?"), min_value=0, max_value=EVERY_CALL, initial=EVERY_CALL
    )
    operation = forms.ChoiceField(label=_("For which operation?"), required=False, choices=[("", _("All operations"))])
    minutes = forms.TypedChoiceField(
        label=_("For how long?"),
        help_text=_("It ends by itself. You can end it earlier."),
        coerce=int,
        choices=DURATIONS,
        initial=15,
    )
    seed = forms.IntegerField(
        label=_("Seed of the draw"),
        help_text=_("Empty for a new one. With the same seed the same calls are struck, so you can repeat a test."),
        min_value=1,
        max_value=_LARGEST_SEED,
        required=False,
    )

    def __init__(self, data: Mapping[str, Any] | None, *, kind: DisturbanceKind, operations: Sequence[str]) -> None:
        super().__init__(data)
        self.kind = kind
        kept = {*_OF_KIND[kind], "operation", "minutes"}
        self.fields = {name: field for name, field in self.fields.items() if name in kept}
        operation = self.fields["operation"]
        operation.choices = [*operation.choices, *((key, key) for key in operations)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A delay that differs from call to call needs a longest one, above the first."""
        cleaned = super().clean() or self.cleaned_data
        spread, seconds, most = (cleaned.get(name) for name in ("spread", "seconds", "most_seconds"))
        if spread and spread != Spread.FIXED and seconds and "most_seconds" not in self.errors:
            if not most:
                self.add_error("most_seconds", _("Fill in how late an answer may be at most."))
            elif most <= seconds:
                self.add_error("most_seconds", _("Fill in more than the seconds above."))
        return cleaned

    def plan(self) -> DisturbancePlan:
        """What was filled in; only on a valid form."""
        cleaned = self.cleaned_data
        spread = Spread(cleaned.get("spread") or Spread.FIXED)
        return DisturbancePlan(
            kind=self.kind,
            operation=cleaned["operation"],
            share=cleaned.get("share", EVERY_CALL),
            status=cleaned.get("status"),
            delay_ms=_milliseconds(cleaned.get("seconds")),
            most_ms=None if spread == Spread.FIXED else _milliseconds(cleaned.get("most_seconds")),
            spread=spread,
            per_minute=cleaned.get("per_minute"),
            seed=cleaned.get("seed"),
        )

    def lasts(self) -> timedelta:
        """For how long; only on a valid form."""
        return timedelta(minutes=self.cleaned_data["minutes"])


def _milliseconds(seconds: Decimal | None) -> int | None:
    return None if seconds is None else int(seconds * 1000)
