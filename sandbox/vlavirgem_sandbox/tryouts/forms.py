"""Forms of the try-outs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from vlavirgem.ui.fields import AtMost, DayField
from vlavirgem.ui.templatetags.paths import breakable
from vlavirgem_sandbox.tryouts.models import TryOut, UsageShown
from vlavirgem_sandbox.tryouts.models.snapshot import NAME_LENGTH
from vlavirgem_sandbox.tryouts.services import KeyScope


class ShownForm(forms.Form):
    """What the publisher of the service sees. What is left open is nothing."""

    usage_shown = forms.ChoiceField(
        label=_("What does the publisher see of your calls?"),
        help_text=_(
            "Unless you choose otherwise: nothing. Counts are the calls of the last 30 days by operation and verdict, "
            "where in the contract they went wrong, and how fast the answers were. Never what you sent. You can "
            "change this at any time."
        ),
        choices=UsageShown.choices,
        widget=forms.RadioSelect,
        initial=UsageShown.NOTHING,
        required=False,
    )

    def choice(self) -> UsageShown:
        """What was chosen; only on a valid form."""
        return UsageShown(self.cleaned_data["usage_shown"] or UsageShown.NOTHING)


class OpenForm(ShownForm):
    """What a try-out is called, what its first key is for, and what its publisher sees."""

    field_order = ("name", "key_label", "usage_shown")

    name = forms.CharField(
        label=_("Name"),
        help_text=_("How you and your colleagues will recognise it."),
        max_length=120,
    )
    key_label = forms.CharField(
        label=_("What is the first key for?"),
        help_text=_("For example the name of the program or of the supplier that will call it."),
        max_length=80,
    )


class KeyForm(forms.Form):
    """A further key."""

    label = forms.CharField(
        label=_("What is the key for?"),
        help_text=_("For example the name of the program or of the supplier. One key for each is best."),
        max_length=80,
    )


_EVERYTHING: Final = "all"
_READING: Final = "read"
_CHOSEN: Final = "chosen"


class ScopedKeyForm(KeyForm):
    """A further key that may do less, or for a while only. What is left out does not narrow it; what is chosen does."""

    access = forms.ChoiceField(
        label=_("What may the key do?"),
        required=False,
        choices=[
            (_EVERYTHING, _("Everything")),
            (_READING, _("Only read (GET and HEAD)")),
            (_CHOSEN, _("Only the operations chosen below")),
        ],
    )
    operations = forms.MultipleChoiceField(
        label=_("Operations"),
        help_text=_("Choose some, and the key opens only those. Choose none, and what is chosen above holds."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[],
    )
    last_day = DayField(
        label=_("Last day"), help_text=_("After this day the key opens nothing. Empty: no end."), required=False
    )

    def __init__(self, data: Mapping[str, Any] | None, *, operations: Sequence[str]) -> None:
        super().__init__(data)
        self.fields["operations"].choices = [(key, breakable(key)) for key in operations]  # type: ignore[attr-defined]
        if not any(key.startswith(("GET ", "Query.")) for key in operations):  # every call of SOAP is a POST
            access = self.fields["access"]
            access.choices = [choice for choice in access.choices if choice[0] != _READING]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A key never opens more than its maker asked: who chooses operations and leaves the list above as it stands
        gets a key for those, and with reading only they are not combined."""
        cleaned = super().clean() or self.cleaned_data
        access, chosen = cleaned.get("access"), cleaned.get("operations")
        if access == _CHOSEN and not chosen and "operations" not in self.errors:
            self.add_error("operations", _("Choose one operation or more."))
        elif access == _READING and chosen:
            self.add_error(
                "operations", _("Choose no operations here, or choose “Only the operations chosen below” above.")
            )
        return cleaned

    def scope(self) -> KeyScope:
        """What was filled in; only on a valid form."""
        access = self.cleaned_data["access"]
        return KeyScope(
            reads_only=access == _READING,
            operations=tuple(self.cleaned_data["operations"]),
            last_day=self.cleaned_data["last_day"],
        )


class SnapshotForm(forms.Form):
    """What the state that is kept is called."""

    name = forms.CharField(
        label=_("Name of the snapshot"),
        help_text=_("For example what you are about to show or test. Empty: the date and the hour."),
        max_length=NAME_LENGTH,
        required=False,
    )


class LimitsForm(forms.Form):
    """How much a try-out takes, and until when."""

    calls_a_day = forms.IntegerField(label=_("How many calls a day at most?"), min_value=1, required=False)
    last_day = DayField(
        label=_("Last day"),
        help_text=_("After this day calls are refused. What the try-out remembers stays. Empty: no end."),
        required=False,
    )

    def __init__(self, data: Mapping[str, Any] | None, *, tryout: TryOut) -> None:
        super().__init__(data, initial={"calls_a_day": tryout.calls_a_day, "last_day": tryout.last_day})
        calls = self.fields["calls_a_day"]
        most = settings.TRYOUT_CALLS_A_DAY
        calls.validators.append(AtMost(most))
        calls.help_text = _("Empty: %(most)s, the most that this installation lets a try-out have.") % {
            "most": number_format(most, force_grouping=True)
        }


class ExampleForm(forms.Form):
    """What to call an example."""

    name = forms.CharField(
        label=_("Name of the example"),
        help_text=_("People ask for it with “Prefer: example=”. Empty: a name is made of the call."),
        max_length=60,
        required=False,
    )
