"""Forms of a purchase: they read what people type; the rules stand in the services."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vlavirgem.ui.fields import AmountField, DayField
from vlavirgem_sandbox.pilots.reading import DecisionToBuy, FindingRead
from vlavirgem_sandbox.purchases.kbo import parse_kbo_number
from vlavirgem_sandbox.purchases.models import (
    Bid,
    Binding,
    Category,
    Criterion,
    JointPurchase,
    Lot,
    Method,
    Requirement,
    Rule,
)
from vlavirgem_sandbox.purchases.scoring import QUALITY_TOP
from vlavirgem_sandbox.purchases.services.bidding import BidText
from vlavirgem_sandbox.purchases.services.opening import Need
from vlavirgem_sandbox.purchases.services.specification import CriterionText, LotText
from vlavirgem_tenants.directory.models import Tenant

CENT = Decimal("0.01")


def amount(**options: Any) -> AmountField:
    """A figure above zero with at most two decimals."""
    return AmountField(max_digits=12, decimal_places=2, min_value=CENT, **options)


class NeedForm(forms.Form):
    """What is bought together, and why."""

    title = forms.CharField(label=_("What do you buy together?"), max_length=120)
    need = forms.CharField(
        label=_("What is it needed for?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Participants read this first. Say what should be better for whom."),
    )
    rationale = forms.CharField(
        label=_("Why do you buy it?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example what the pilot showed. It goes into the published data as the rationale."),
    )
    method = forms.ChoiceField(label=_("Procedure"), choices=Method.choices)
    category = forms.ChoiceField(label=_("Kind of public contract"), choices=Category.choices)

    def told(self) -> Need:
        """What was typed, as the services take it."""
        data = self.cleaned_data
        return Need(
            title=data["title"],
            need=data["need"],
            rationale=data["rationale"],
            method=Method(data["method"]),
            category=Category(data["category"]),
        )


class OpenForm(NeedForm):
    """A new purchase, from a decision to scale up where there is one."""

    field_order = ("decision", "title", "need", "rationale", "method", "category")

    decision = forms.TypedChoiceField(
        label=_("From which decision?"),
        required=False,
        coerce=uuid.UUID,
        empty_value=None,
        help_text=_("A decision to scale up after a pilot. The purchase then rests on the pilot's findings."),
    )

    def __init__(self, *args: Any, decisions: Iterable[DecisionToBuy], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(found.id), found.pilot_title) for found in decisions]
        self.fields["decision"].choices = [("", _("Without a pilot")), *choices]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why something is done that others will ask about."""

    reason = forms.CharField(label=_("Why?"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class InviteForm(forms.Form):
    """Whom to invite, and a word with it."""

    tenants = forms.ModelMultipleChoiceField(
        label=_("Whom do you invite?"), queryset=Tenant.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    message = forms.CharField(label=_("Message"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, purchase: JointPurchase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Tenant.objects.exclude(pk__in=[purchase.owner_id, *purchase.partner_ids])
        self.fields["tenants"].queryset = others.order_by("name")  # type: ignore[attr-defined]


class CommitmentForm(forms.Form):
    """How much one participant wants of a lot."""

    quantity = amount(label=_("How much do you want?"))
    binding = forms.ChoiceField(
        label=_("How firm is this?"),
        choices=Binding.choices,
        widget=forms.RadioSelect,
        initial=Binding.INTENTION,
        help_text=_("Mandated: your council or college decided it. Non-binding: an estimate."),
    )
    mandate = forms.CharField(
        label=_("Which decision?"),
        required=False,
        max_length=200,
        help_text=_("Who decided, when, and its number. Only for a mandated commitment."),
    )

    def __init__(self, *args: Any, lot: Lot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quantity"].help_text = _("In %(unit)s. All participants see this.") % {"unit": lot.unit}


class LotForm(forms.Form):
    """A lot."""

    title = forms.CharField(label=_("What is in this lot?"), max_length=120)
    description = forms.CharField(label=_("Description"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    unit = forms.CharField(
        label=_("Unit"), max_length=60, help_text=_("What is counted, for example licences or days.")
    )
    ceiling = amount(
        label=_("Ceiling"), help_text=_("The most that all participants together may call off, in that unit.")
    )
    estimated_value = amount(
        label=_("Estimated value"), help_text=_("For the whole ceiling, in EUR without VAT, for example 12.500,00.")
    )

    def text(self) -> LotText:
        """What was typed, as the services take it."""
        return LotText(**self.cleaned_data)


class RequirementForm(forms.Form):
    """A line of the specification."""

    text = forms.CharField(
        label=_("What must the solution do?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One thing a bid either does or does not."),
    )
    lot = forms.ModelChoiceField(
        label=_("For which lot?"), queryset=Lot.objects.none(), required=False, empty_label=_("All lots")
    )
    finding = forms.TypedChoiceField(
        label=_("On which finding does it rest?"), required=False, coerce=uuid.UUID, empty_value=None
    )

    def __init__(self, *args: Any, purchase: JointPurchase, findings: Iterable[FindingRead], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lot"].queryset = purchase.lots.all()  # type: ignore[attr-defined]
        choices = [(str(found.id), found.title) for found in findings]
        self.fields["finding"].choices = [("", _("None")), *choices]  # type: ignore[attr-defined]


class WordingForm(forms.Form):
    """A requirement worded anew."""

    text = forms.CharField(label=_("New wording"), widget=forms.Textarea(attrs={"rows": 4}))
    reason = forms.CharField(label=_("Why does it change?"), max_length=300)


class CriterionForm(forms.Form):
    """An award criterion."""

    title = forms.CharField(label=_("What is compared?"), max_length=120)
    explanation = forms.CharField(label=_("Explanation"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    weight = forms.IntegerField(
        label=_("Weight"), min_value=1, max_value=100, help_text=_("In points; all criteria together make 100.")
    )
    rule = forms.ChoiceField(label=_("Scoring rule"), choices=Rule.choices, widget=forms.RadioSelect)
    requirement = forms.ModelChoiceField(
        label=_("Which requirement does it measure?"),
        queryset=Requirement.objects.none(),
        required=False,
        empty_label=_("None: it measures the need as a whole"),
    )

    def __init__(self, *args: Any, purchase: JointPurchase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["requirement"]
        field.queryset = purchase.requirements.all().with_text()  # type: ignore[attr-defined]
        field.label_from_instance = lambda line: f"{line.number}. {line.text[:80]}"  # type: ignore[attr-defined]

    def text(self) -> CriterionText:
        """What was typed, as the services take it."""
        return CriterionText(**{**self.cleaned_data, "rule": Rule(self.cleaned_data["rule"])})


class PublishForm(forms.Form):
    """Until when suppliers may bid."""

    bids_due_on = DayField(label=_("Until which day can suppliers bid?"))

    def clean_bids_due_on(self) -> Any:
        """Not a day that has passed already."""
        day = self.cleaned_data["bids_due_on"]
        if day < timezone.localdate():
            raise ValidationError(_("This day has passed."))
        return day


class BidForm(forms.Form):
    """A supplier's bid: a price for each lot it bids for, an answer for each quality criterion."""

    supplier = forms.CharField(label=_("Supplier"), max_length=150)
    kbo_number = forms.CharField(label=_("KBO number"), max_length=16, help_text=_("For example 0123.456.749."))
    received_on = DayField(label=_("Received on"), initial=timezone.localdate)

    def __init__(self, *args: Any, lots: Sequence[Lot], criteria: Sequence[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lots = {f"price_{lot.number}": lot for lot in lots}
        self.criteria = {f"answer_{criterion.number}": criterion for criterion in criteria}
        for name, lot in self.lots.items():
            label = _("Price of lot %(number)s: %(title)s") % {"number": lot.number, "title": lot.title}
            hint = _("In EUR without VAT, for one unit (%(unit)s). Leave empty where there is no bid.") % {
                "unit": lot.unit
            }
            self.fields[name] = amount(label=label, help_text=hint, required=False)
        for name, criterion in self.criteria.items():
            self.fields[name] = forms.CharField(
                label=_("Answer to “%(criterion)s”") % {"criterion": criterion.title},
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def clean_kbo_number(self) -> str:
        """Ten digits whose check digits fit."""
        return parse_kbo_number(self.cleaned_data["kbo_number"])

    def clean_received_on(self) -> Any:
        """Not in the future."""
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day is still to come."))
        return day

    def text(self) -> BidText:
        """What was typed, as the services take it."""
        data = self.cleaned_data
        return BidText(
            supplier=data["supplier"],
            kbo_number=data["kbo_number"],
            received_on=data["received_on"],
            prices={lot: data[name] for name, lot in self.lots.items() if data.get(name)},
            answers={criterion: data[name] for name, criterion in self.criteria.items() if data.get(name)},
        )


class ScoreForm(forms.Form):
    """Points for one bid on one criterion, with the reason."""

    points = AmountField(
        label=_("Points"),
        min_value=0,
        max_value=QUALITY_TOP,
        max_digits=4,
        decimal_places=2,
        help_text=_("From 0 to 10; half points are written 7,5."),
    )
    reason = forms.CharField(
        label=_("Why these points?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A supplier may ask for it. Compare with what was asked, not with other bids."),
    )


class AwardForm(forms.Form):
    """To whom a lot goes, when that was decided, and why."""

    bid = forms.ModelChoiceField(label=_("Award this lot to"), queryset=Bid.objects.none(), widget=forms.RadioSelect)
    decided_on = DayField(label=_("Date of the decision"))
    reason = forms.CharField(
        label=_("Reason of the decision"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It goes to all bidders. With equal totals: why this one."),
    )

    def __init__(self, *args: Any, first: Iterable[uuid.UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bids = Bid.objects.filter(pk__in=list(first))
        self.fields["bid"].queryset = bids  # type: ignore[attr-defined]
        self.fields["bid"].empty_label = None  # type: ignore[attr-defined]


class ConcludeForm(forms.Form):
    """Between which days the framework agreement holds."""

    runs_from = DayField(label=_("From"))
    runs_until = DayField(label=_("Until and including"))


class CallOffForm(forms.Form):
    """An order under the agreement. ``key`` is made with the form, so that a second click changes nothing."""

    quantity = amount(label=_("How much do you call off?"))
    reference = forms.CharField(
        label=_("Your reference"), max_length=120, help_text=_("The number or name of your own order.")
    )
    deliver_by = DayField(label=_("Deliver by"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
