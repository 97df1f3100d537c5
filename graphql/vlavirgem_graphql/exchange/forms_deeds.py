"""Forms of the acts on an agreement: renewing, delegating, giving a reason and our officer's advice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vlavirgem.ui.fields import DayField
from vlavirgem_graphql.exchange.models import Verdict
from vlavirgem_graphql.exchange.models.delegations import CLIENT_LENGTH, SUPPLIER_LENGTH
from vlavirgem_graphql.exchange.services.advising import AdviceGiven, faults_of
from vlavirgem_graphql.exchange.services.wishes import LONGEST


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
