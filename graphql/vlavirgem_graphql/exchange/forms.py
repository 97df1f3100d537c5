"""Forms of the exchange: offering, proposing in steps, and the acts on an agreement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vlavirgem.ui.components import Words
from vlavirgem.ui.fields import DayField
from vlavirgem_graphql.exchange.kinds import Kind
from vlavirgem_graphql.exchange.models import TITLE_LENGTH

LONGEST = timedelta(days=5 * 366)


def field_choices(kind: Kind, offered: Sequence[str] | None = None) -> list[tuple[str, Words]]:
    """Return name and label of the fields that a person can choose: those that are always there are left out."""
    return [(part.name, part.label) for part in kind if not part.required and (offered is None or part.name in offered)]


class FieldsForm(forms.Form):
    """Which fields: a checklist of the kind's, or of an offer's."""

    fields_wanted = forms.MultipleChoiceField(
        label=_("Fields"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose no more than the purpose asks for. The identifier is always part of it."),
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, Words]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = self.fields["fields_wanted"]
        if isinstance(wanted, forms.MultipleChoiceField):
            wanted.choices = choices


class OfferForm(FieldsForm):
    """What others will see of the offer, and which fields they can ask for."""

    title = forms.CharField(label=_("Title"), max_length=TITLE_LENGTH)
    description = forms.CharField(
        label=_("Description"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What is in it, how often you bring it up to date, whom to ask."),
    )
    field_order = ["title", "description", "fields_wanted"]


class PurposeForm(forms.Form):
    """First step: why, and on what legal basis."""

    purpose = forms.CharField(
        label=_("Purpose"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What you will do with the data, and what you will not do. The law calls this finality."),
    )
    legal_basis = forms.CharField(
        label=_("Legal basis"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The law, decree or decision that gives you the task, with its article."),
    )


class PeriodForm(forms.Form):
    """Third step: from which day to which, both included."""

    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"), help_text=_("On this day you can still read. At most five years."))

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first, not over, and not too far off."""
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("first_day"), data.get("last_day")
        if last and last < timezone.localdate():
            self.add_error("last_day", _("This day is over. Choose a later one."))
        elif first and last and last < first:
            self.add_error("last_day", _("The last day is before the first. Choose a later one."))
        elif first and last and last - first > LONGEST:
            self.add_error("last_day", _("This is more than five years. Choose an earlier day."))
        return data


class ReasonForm(forms.Form):
    """Why: the other party reads it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The other party sees this."),
    )


class CounterForm(FieldsForm, PurposeForm, PeriodForm, ReasonForm):
    """Other terms than the ones proposed, and why."""

    field_order = ["purpose", "legal_basis", "fields_wanted", "first_day", "last_day", "reason"]
