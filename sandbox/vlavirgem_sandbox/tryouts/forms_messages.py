"""The form that plans a message: after calls, or on a schedule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.tryouts.models.message_plan import LONGEST_DELAY, LONGEST_INTERVAL
from vlavirgem_sandbox.tryouts.services_messages import PlanWish

_AFTER_CALLS: Final = "calls"
_SCHEDULE: Final = "schedule"


class PlanForm(forms.Form):
    """Which message, and when."""

    message = forms.ChoiceField(label=_("Which message?"), choices=[])
    when = forms.ChoiceField(
        label=_("When?"),
        choices=[(_AFTER_CALLS, _("After each good call of an operation")), (_SCHEDULE, _("Every so many minutes"))],
        widget=forms.RadioSelect,
        initial=_AFTER_CALLS,
    )
    operation = forms.ChoiceField(
        label=_("After calls of which operation?"),
        choices=[("", _("Choose an operation"))],
        error_messages={"required": _("Choose an operation.")},
    )
    delay = forms.IntegerField(
        label=_("How many seconds later?"),
        help_text=_("0: right away. At most an hour (3600)."),
        min_value=0,
        max_value=LONGEST_DELAY,
        required=False,
    )
    every_minutes = forms.IntegerField(
        label=_("Every how many minutes?"),
        help_text=_("60 is every hour, 1440 every day. At most a week (10080)."),
        min_value=1,
        max_value=LONGEST_INTERVAL,
        error_messages={"required": _("Fill in the number of minutes.")},
    )

    def __init__(
        self, data: Mapping[str, Any] | None, *, messages: Sequence[str], operations: Sequence[str], chosen: str = ""
    ) -> None:
        """``chosen`` is the message to start from. What is chosen under “When?” says which other field is needed."""
        super().__init__(data, initial={"message": chosen})
        self.fields["message"].choices = [(key, key) for key in messages]  # type: ignore[attr-defined]
        if not operations:
            for name in ("when", "operation", "delay"):
                del self.fields[name]
            self.fields["every_minutes"].required = True
            return
        after_calls = (data or {}).get("when", _AFTER_CALLS) == _AFTER_CALLS
        self.fields["operation"].required, self.fields["every_minutes"].required = after_calls, not after_calls
        operation = self.fields["operation"]
        operation.choices = [*operation.choices, *((key, key) for key in operations)]  # type: ignore[attr-defined]

    def wish(self) -> PlanWish:
        """What was filled in; only on a valid form."""
        cleaned = self.cleaned_data
        if cleaned.get("when") == _AFTER_CALLS:
            delay = cleaned.get("delay") or 0
            return PlanWish(message=cleaned["message"], operation=cleaned["operation"], delay_seconds=delay)
        return PlanWish(message=cleaned["message"], every_minutes=cleaned["every_minutes"])
