"""The forms of a pilot. They read what was typed; the services decide whether it may be."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, TypeAlias
from uuid import UUID

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from vlavirgem.ui.charts import written_date
from vlavirgem.ui.fields import AmountField, DayField
from vlavirgem_sandbox.chains.telemetry import ChainCard, chain_cards
from vlavirgem_sandbox.pilots.models import (
    Direction,
    Finding,
    Hypothesis,
    Measurement,
    Outcome,
    Pilot,
    Source,
    Verdict,
)
from vlavirgem_sandbox.tryouts.telemetry import TryOutCard, operations_of, tryout_cards
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.directory.models import Tenant, TenantKind

Data: TypeAlias = QueryDict | None
Initial: TypeAlias = dict[str, Any] | None
SHORT, LONG = {"rows": 3}, {"rows": 5}


def begun(words: type[models.TextChoices]) -> list[tuple[str, str]]:
    """Choices with a capital: they stand by themselves in a form, in a sentence they do not."""
    return [(value, capfirst(str(label))) for value, label in words.choices]


class PilotForm(forms.Form):
    """What a pilot is about."""

    title = forms.CharField(label=_("Title"), max_length=120, help_text=_("Short, as you would say it to a colleague."))
    goal = forms.CharField(
        label=_("Goal"),
        max_length=1000,
        widget=forms.Textarea(attrs=SHORT),
        help_text=_("What should be better afterwards, and for whom?"),
    )
    reason = forms.CharField(label=_("Why now"), max_length=2000, required=False, widget=forms.Textarea(attrs=SHORT))
    starts_on = DayField(label=_("First day"), required=False)
    ends_on = DayField(label=_("Last day"), required=False)

    @classmethod
    def describing(cls, pilot: Pilot) -> dict[str, Any]:
        """What the form starts from for a pilot that exists."""
        return {name: getattr(pilot, name) for name in ("title", "goal", "reason", "starts_on", "ends_on")}


class NewPilotForm(PilotForm):
    """The same, with the choice of the try-out that it runs on."""

    tryout = forms.ChoiceField(
        label=_("Try-out"),
        required=False,
        help_text=_("With a try-out its calls can feed a KPI. You can also choose one later."),
    )

    def __init__(self, data: Data = None, *, initial: Initial = None) -> None:
        super().__init__(data, initial=initial)
        self.cards = {str(card.id): card for card in tryout_cards()}
        choices = [(key, f"{card.name} ({card.service_name})") for key, card in self.cards.items()]
        self.fields["tryout"].choices = [("", _("None yet")), *choices]  # type: ignore[attr-defined]

    def chosen(self) -> TryOutCard | None:
        """The try-out that was chosen."""
        return self.cards.get(self.cleaned_data["tryout"])


class TryOutForm(NewPilotForm):
    """Only the choice of the try-out."""

    field_order = ("tryout",)

    def __init__(self, data: Data = None, *, initial: Initial = None) -> None:
        super().__init__(data, initial=initial)
        for name in PilotForm.base_fields:
            del self.fields[name]
        self.fields["tryout"].required = True


class HypothesisForm(forms.Form):
    """What the pilot expects to see."""

    text = forms.CharField(
        label=_("We expect that ..."),
        max_length=400,
        widget=forms.Textarea(attrs=SHORT),
        help_text=_("One sentence that the pilot may prove wrong."),
    )


class VerdictForm(forms.Form):
    """Whether a hypothesis holds."""

    verdict = forms.ChoiceField(
        label=_("What did the pilot show?"), choices=partial(begun, Verdict), widget=forms.RadioSelect
    )


class KpiForm(forms.Form):
    """From where to where, in which unit, and where the values come from."""

    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("What do you count or measure?"))
    source = forms.ChoiceField(
        label=_("Where the values come from"),
        choices=partial(begun, Source),
        widget=forms.RadioSelect,
        help_text=_(
            "Calls turned away at the door, without a good key, and calls disturbed on purpose are in no figure. Calls "
            "refused for another reason are in the number and in the answer time, not in the share."
        ),
    )
    operation = forms.ChoiceField(
        label=_("Operation"),
        required=False,
        help_text=_("Only for values from the call log: count one operation, or all."),
    )
    chain = forms.ChoiceField(
        label=_("Chain"), required=False, help_text=_("Only for values from runs: which of your chains?")
    )
    unit = forms.CharField(
        label=_("Unit"),
        max_length=30,
        required=False,
        help_text=_("For example minutes, files, %. What is counted brings its own."),
    )
    direction = forms.ChoiceField(
        label=_("Direction"),
        choices=partial(begun, Direction),
        widget=forms.RadioSelect,
    )
    baseline = AmountField(
        label=_("Baseline"), max_digits=14, decimal_places=2, required=False, help_text=_("The value before the pilot.")
    )
    baseline_on = DayField(label=_("Day of the baseline"), required=False)
    target = AmountField(label=_("Target"), max_digits=14, decimal_places=2)

    def __init__(self, data: Data = None, *, pilot: Pilot, initial: Initial = None) -> None:
        super().__init__(data, initial=initial)
        operations = operations_of(pilot.tryout_id) if pilot.tryout_id else []
        counted = [("", _with_count(gettext("All operations"), sum(each.calls for each in operations)))]
        counted += [(each.key, _with_count(each.key, each.calls)) for each in operations]
        self.fields["operation"].choices = counted  # type: ignore[attr-defined]
        self._offer_chains()
        sources = [source for source in Source if source.of_calls <= bool(operations)]
        if "chain" not in self.fields:
            sources = [source for source in sources if not source.of_runs]
        offered = {source.value for source in sources}
        choices = [(value, label) for value, label in begun(Source) if value in offered]
        self.fields["source"].choices = choices  # type: ignore[attr-defined]
        if not operations:
            self.fields["source"].help_text = ""
            del self.fields["operation"]

    def _offer_chains(self) -> None:
        chains = chain_cards()
        if not chains:
            del self.fields["chain"]
            return
        choices = [("", gettext("None")), *((str(card.id), _with_runs(card)) for card in chains)]
        self.fields["chain"].choices = choices  # type: ignore[attr-defined]


def _with_count(name: str, calls: int) -> str:
    count = {"name": name, "count": calls}
    return ngettext("%(name)s (%(count)s call so far)", "%(name)s (%(count)s calls so far)", calls) % count


def _with_runs(chain: ChainCard) -> str:
    count = {"name": chain.name, "count": chain.runs}
    return ngettext("%(name)s (%(count)s run so far)", "%(name)s (%(count)s runs so far)", chain.runs) % count


class MeasurementForm(forms.Form):
    """A value that a person types in."""

    value = AmountField(label=_("Value"), max_digits=14, decimal_places=2)
    period_to = DayField(label=_("Measured on"), initial=timezone.localdate)
    note = forms.CharField(
        label=_("Note"),
        max_length=300,
        required=False,
        help_text=_("How it was measured, or what was special that day."),
    )


class PeriodForm(forms.Form):
    """The period whose calls are measured, the last day included."""

    period_from = DayField(label=_("From"))
    period_to = DayField(label=_("Until and with"), initial=timezone.localdate)


class _MeasurementChoice(forms.ModelMultipleChoiceField[Measurement]):
    def label_from_instance(self, obj: Measurement) -> str:
        return f"{obj.kpi.name}: {obj.kpi.said(obj.value)} ({written_date(obj.period_to)})"


class FindingForm(forms.Form):
    """What was learned, and what it rests on."""

    title = forms.CharField(
        label=_("What did you learn?"), max_length=200, help_text=_("One sentence that another organisation can use.")
    )
    text = forms.CharField(
        label=_("What did you see?"), max_length=4000, required=False, widget=forms.Textarea(attrs=LONG)
    )
    hypothesis = forms.ModelChoiceField(
        label=_("Speaks of the hypothesis"), queryset=Hypothesis.objects.none(), required=False, empty_label=_("None")
    )
    measurements = _MeasurementChoice(
        label=_("Rests on these measurements"),
        queryset=Measurement.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    calls = forms.MultipleChoiceField(
        label=_("Rests on these calls"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        data: Data = None,
        *,
        pilot: Pilot,
        calls: Sequence[tuple[str, str]] = (),
        initial: Initial = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["hypothesis"].queryset = Hypothesis.objects.filter(pilot=pilot)  # type: ignore[attr-defined]
        measured = Measurement.objects.standing().filter(pilot=pilot).select_related("kpi")
        self.fields["measurements"].queryset = measured  # type: ignore[attr-defined]
        self.fields["calls"].choices = list(calls)  # type: ignore[attr-defined]
        if not calls:
            del self.fields["calls"]

    @property
    def has_evidence(self) -> bool:
        """Whether there is anything that a finding could rest on."""
        return "calls" in self.fields or self.fields["measurements"].queryset.exists()  # type: ignore[attr-defined]

    def call_ids(self) -> list[UUID]:
        """The calls that were chosen."""
        return [UUID(call) for call in self.cleaned_data.get("calls", [])]

    @staticmethod
    def describing(finding: Finding) -> dict[str, Any]:
        """What the form starts from for a finding that exists."""
        rows = list(finding.evidence.all())
        return {
            "title": finding.title,
            "text": finding.text,
            "hypothesis": finding.hypothesis_id,
            "measurements": [row.measurement_id for row in rows if row.measurement_id],
            "calls": [str(row.call_id) for row in rows if row.call_id],
        }


class DecisionForm(forms.Form):
    """How it goes on, why, and on the ground of what."""

    outcome = forms.ChoiceField(
        label=_("What do you decide?"), choices=partial(begun, Outcome), widget=forms.RadioSelect
    )
    reason = forms.CharField(label=_("Why?"), max_length=2000, widget=forms.Textarea(attrs=LONG))
    findings = forms.ModelMultipleChoiceField(
        label=_("Rests on these findings"), queryset=Finding.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    decided_by = forms.CharField(
        label=_("Decided by"), max_length=120, help_text=_("A person or a body, for example the steering group.")
    )
    decided_on = DayField(label=_("Decided on"), initial=timezone.localdate)

    def __init__(self, data: Data = None, *, pilot: Pilot, initial: Initial = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["findings"].queryset = Finding.objects.standing().filter(pilot=pilot)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(label=_("Why?"), max_length=1000, widget=forms.Textarea(attrs=SHORT))


class ShareForm(forms.Form):
    """With whom the pilot is shared."""

    visibility = forms.ChoiceField(label=_("Who sees this pilot?"), choices=Visibility, widget=forms.RadioSelect)
    partners = forms.ModelMultipleChoiceField(
        label=_("Partners"),
        queryset=Tenant.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They see the whole story, and cannot change it."),
    )

    def __init__(self, data: Data = None, *, pilot: Pilot) -> None:
        super().__init__(data, initial={"visibility": pilot.visibility, "partners": pilot.partner_ids})
        others = Tenant.objects.exclude(pk=pilot.owner_id).exclude(kind=TenantKind.NETWORK)
        self.fields["partners"].queryset = others  # type: ignore[attr-defined]
