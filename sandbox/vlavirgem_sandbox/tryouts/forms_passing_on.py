"""The form with which calls are passed on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.endpoints.models import Opening
from vlavirgem_sandbox.tryouts.forms_disturbing import DURATIONS
from vlavirgem_sandbox.tryouts.services_passing_on import PassingPlan


class PassingOnForm(forms.Form):
    """What answers, for how long, and what it is told."""

    opening = forms.ChoiceField(label=_("What answers?"), widget=forms.RadioSelect)
    minutes = forms.TypedChoiceField(
        label=_("For how long?"),
        help_text=_("This ends by itself, and you can end it earlier."),
        coerce=int,
        choices=DURATIONS,
        initial=60,
    )
    refuses_wrong = forms.BooleanField(
        label=_("Refuse answers that break the contract"),
        help_text=_(
            "Your program then gets status 502. Otherwise it gets the answer, and the log says what is wrong with it."
        ),
        required=False,
    )
    tells_name = forms.BooleanField(
        label=_("Tell the publisher with each call which organisation we are"),
        help_text=_("Otherwise nothing in the call says who makes it. Never the name of a person."),
        required=False,
    )
    understood = forms.BooleanField(
        label=_("I understand that from now on calls leave this try-out and go to the acceptance environment"),
        error_messages={"required": _("Tick this to have calls leave the try-out.")},
    )

    def __init__(self, data: Mapping[str, Any] | None, *, openings: Sequence[Opening]) -> None:
        self._openings = {str(opening.pk): opening for opening in openings}
        super().__init__(data, initial={"opening": next(iter(self._openings), None)})
        choices = [(key, f"{opening.name} ({opening.host})") for key, opening in self._openings.items()]
        self.fields["opening"].choices = choices  # type: ignore[attr-defined]  # as declared above

    def plan(self) -> PassingPlan:
        """What was filled in; only on a valid form."""
        values = self.cleaned_data
        return PassingPlan(
            opening=self._openings[values["opening"]],
            tells_name=values["tells_name"],
            refuses_wrong=values["refuses_wrong"],
        )

    def lasts(self) -> timedelta:
        """For how long; only on a valid form."""
        return timedelta(minutes=self.cleaned_data["minutes"])
