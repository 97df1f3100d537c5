"""Forms of what is offered and of terms: a question each for a proposal in steps, and all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vlavirgem.ui.components import Words
from vlavirgem.ui.fields import DayField
from vlavirgem_graphql.exchange.forms_deeds import AdviceForm, ReasonForm
from vlavirgem_graphql.exchange.forms_rows import RowsForm
from vlavirgem_graphql.exchange.kinds import Kind
from vlavirgem_graphql.exchange.models import TITLE_LENGTH, Audience
from vlavirgem_graphql.exchange.services.wishes import LONGEST, MOST_READS

_WHY = ("purpose", "concept_label", "concept_uri", "legal_basis")
_HOW_LONG = ("first_day", "last_day", "daily_reads", "may_delegate")


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
    concept_label = forms.CharField(
        label=_("Public service"),
        max_length=TITLE_LENGTH,
        required=False,
        help_text=_("Where one fits: the product of the catalogue that you need the data for."),
    )
    concept_uri = forms.URLField(
        label=_("Address of that public service"),
        max_length=2048,
        required=False,
        assume_scheme="https",
        help_text=_(
            "Its identifier in the product catalogue (IPDC), such as https://ipdc.vlaanderen.be/id/concept/..."
        ),
    )
    legal_basis = forms.CharField(
        label=_("Legal basis"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The law, decree or decision that gives you the task, with its article."),
    )

    def clean(self) -> dict[str, Any]:
        """A public service has a name and an address, or neither."""
        data: dict[str, Any] = super().clean() or {}
        for name, other in (("concept_label", "concept_uri"), ("concept_uri", "concept_label")):
            if data.get(other) and not data.get(name) and name not in self.errors:
                needed = _("A public service needs a name and an address.")
                self.add_error(name, forms.ValidationError(needed, code="required"))
        return data


class PeriodForm(forms.Form):
    """Last step: from which day to which, both included, and how often."""

    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"), help_text=_("On this day you can still read. At most five years."))
    daily_reads = forms.IntegerField(
        label=_("Reads a day, at most"),
        required=False,
        min_value=1,
        max_value=MOST_READS,
        help_text=_("Each list, figure or single record that a program asks for is one. Leave it empty for no limit."),
    )
    may_delegate = forms.BooleanField(
        label=_("Readers may have a supplier read for them"),
        required=False,
        help_text=_(
            "With a key of its own and for this agreement only. Each delegation and each read stand in the evidence of"
            " both parties."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first, not over, and not too far off."""
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("first_day"), data.get("last_day")
        if last and last < timezone.localdate():
            self.add_error("last_day", _("This day is over. Choose a later one."))
        elif first and last and last < first:
            self.add_error("last_day", _("The last day is before the first. Choose a later one."))
        elif first and first - timezone.localdate() > LONGEST:
            self.add_error("first_day", _("This is more than five years away. Choose an earlier day."))
        elif first and last and last - first > LONGEST:
            self.add_error("last_day", _("This is more than five years. Choose an earlier day."))
        return data


class OpenTermsForm(FieldsForm, RowsForm, PurposeForm, PeriodForm, AdviceForm):
    """Terms of our own for whoever accepts them, or for everybody, with our officer's advice."""

    unmarked = AdviceForm.unmarked
    audience = forms.ChoiceField(
        label=_("For whom"), choices=Audience.choices, initial=Audience.MUNICIPALITIES, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verdict"].help_text = _(
            "Every organisation in the network sees it, with the name and the text. Your organisation decides."
        )
        rows = [name for name in self.fields if name.startswith("row_")]
        self.order_fields(["audience", *_WHY, "fields_wanted", *rows, *_HOW_LONG])


class CounterForm(FieldsForm, RowsForm, PurposeForm, PeriodForm, ReasonForm):
    """Other terms than the ones proposed, and why."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [name for name in self.fields if name.startswith("row_")]
        self.order_fields([*_WHY, "fields_wanted", *rows, *_HOW_LONG, "reason"])
