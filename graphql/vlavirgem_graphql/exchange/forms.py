"""Forms of the exchange: offering, proposing in steps, and the acts on an agreement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import zip_longest
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vlavirgem.refusal import Refusal
from vlavirgem.ui.components import Words
from vlavirgem.ui.fields import DayField
from vlavirgem_graphql.exchange.kinds import Kind
from vlavirgem_graphql.exchange.models import TITLE_LENGTH, Audience, Verdict
from vlavirgem_graphql.exchange.models.delegations import CLIENT_LENGTH, SUPPLIER_LENGTH
from vlavirgem_graphql.exchange.row_filters import Condition, Operator, condition_from_text, conditions_of, filterable
from vlavirgem_graphql.exchange.services.advising import AdviceGiven, faults_of
from vlavirgem_graphql.exchange.services.wishes import LONGEST, MOST_READS

ROW_CONDITIONS = 3
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


class RowsForm(forms.Form):
    """Which rows: conditions that must all hold, or none; cleaned, they are ``row_filter`` as the terms have it.

    ``unmarked`` names the fields of which a hint or a choice says when they are needed, instead of "(optional)".
    """

    unmarked: tuple[str, ...] = ()

    def __init__(
        self, *args: Any, kind: Kind, offered: Sequence[str], conditions: Sequence[Any] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.parts = {part.name: part for part in filterable(kind, offered)}
        self.row_count = max(ROW_CONDITIONS, len(conditions))
        choices = [("", _("no condition")), *((name, part.label) for name, part in self.parts.items())]
        for number, given in zip_longest(range(1, self.row_count + 1), conditions_of(conditions)):
            self._add(number, choices, given)
        self.unmarked += tuple(name for name in self.fields if name.startswith("row_"))

    def _add(self, number: int, choices: Sequence[tuple[str, Words]], given: Condition | None) -> None:
        says = {"number": number}
        self.fields[f"row_field_{number}"] = forms.ChoiceField(
            label=_("Condition %(number)s: field") % says,
            choices=choices,
            required=False,
            initial=given.field if given else "",
        )
        self.fields[f"row_operator_{number}"] = forms.ChoiceField(
            label=_("Condition %(number)s: comparison") % says,
            choices=Operator.choices,
            required=False,
            initial=given.operator if given else Operator.IS,
        )
        self.fields[f"row_value_{number}"] = forms.CharField(
            label=_("Condition %(number)s: value") % says,
            max_length=1_000,
            required=False,
            initial=given.as_text() if given else "",
            help_text=_("Codes with commas between are alternatives. Days as 31/12/2026; yes or no."),
        )

    def clean(self) -> dict[str, Any]:
        """The conditions as the terms have them; a row without a field is none."""
        data: dict[str, Any] = super().clean() or {}
        found: list[dict[str, Any]] = []
        for number in range(1, self.row_count + 1):
            name, operator, value = (data.pop(f"row_{part}_{number}", "") for part in ("field", "operator", "value"))
            if not name:
                continue
            try:
                found.append(condition_from_text(self.parts[name], operator, value).as_json())
            except Refusal as refusal:
                self.add_error(f"row_value_{number}", str(refusal))
        return {**data, "row_filter": found}


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


class RenewalForm(forms.Form):
    """Until which day to go on, that day included."""

    last_day = DayField(label=_("Last day"), help_text=_("On this day you can still read. At most five years."))

    def __init__(self, *args: Any, begins: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.begins = begins

    def clean_last_day(self) -> date:
        """After the end of what is renewed, and not too far off."""
        last: date = self.cleaned_data["last_day"]
        if last < self.begins:
            raise forms.ValidationError(_("The agreement runs until then already. Choose a later day."))
        if last - self.begins > LONGEST:
            raise forms.ValidationError(_("This is more than five years. Choose an earlier day."))
        return last


class DelegationForm(forms.Form):
    """Who reads for us, and until which day, that day included."""

    client_name = forms.CharField(
        label=_("Name of the client"),
        max_length=CLIENT_LENGTH,
        help_text=_("The application that will read. It stands in the evidence of each read."),
    )
    supplier_name = forms.CharField(
        label=_("Supplier"), max_length=SUPPLIER_LENGTH, help_text=_("The organisation whose application it is.")
    )
    supplier_kbo = forms.CharField(
        label=_("KBO number of the supplier"), max_length=20, help_text=_("Ten digits, such as 0123.456.749.")
    )
    last_day = DayField(
        label=_("Last day"), help_text=_("On this day it can still read. The last day of the agreement at the latest.")
    )
    may_introspect = forms.BooleanField(
        label=_("May read the schema"),
        required=False,
        help_text=_("Of what it reads under this agreement. For tools that look at the schema themselves."),
    )


class ReasonForm(forms.Form):
    """Why: the other party reads it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The other party sees this."),
    )

    def arguments(self) -> dict[str, Any]:
        """What the service takes."""
        return {"reason": self.cleaned_data["reason"]}


class AdviceForm(forms.Form):
    """What our data protection officer advised, asked before we sign."""

    unmarked: tuple[str, ...] = ("officer", "given_on", "text")
    verdict = forms.ChoiceField(
        label=_("Advice of our data protection officer"),
        choices=Verdict.choices,
        widget=forms.RadioSelect,
        help_text=_("The other party sees it, and it stands in the protocol. Your organisation decides."),
    )
    officer = forms.CharField(
        label=_("Name of the officer"), max_length=200, required=False, help_text=_("Needed where there is advice.")
    )
    given_on = DayField(label=_("Given on"), required=False, help_text=_("Needed where there is advice."))
    text = forms.CharField(
        label=_("What the officer wrote"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Needed where there are remarks, or the advice is against it."),
    )

    def clean(self) -> dict[str, Any]:
        """All that the advice lacks, each at its field."""
        data: dict[str, Any] = super().clean() or {}
        if "verdict" in data:
            for fault in faults_of(_advice_in(data)):
                if fault.place not in self.errors:
                    self.add_error(fault.place, str(fault))
        return data

    def arguments(self) -> dict[str, Any]:
        """What the service takes."""
        return {"advice": _advice_in(self.cleaned_data)}


def _advice_in(data: Mapping[str, Any]) -> AdviceGiven:
    given = {name: data.get(name, "") for name in ("officer", "text")}
    return AdviceGiven(verdict=Verdict(data["verdict"]), given_on=data.get("given_on"), **given)


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
