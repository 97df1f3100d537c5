"""The forms of a blueprint: what goes along, with whom it is shared, and under whose name it is taken over."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.chains.travelling import chain_names
from vlavirgem_sandbox.pilots.forms import LONG, SHORT, Data
from vlavirgem_sandbox.pilots.models import Blueprint, BlueprintDraft, Finding, Kpi, Pilot
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.directory.models import Tenant, TenantKind

_CHOICES: Final = {"kpis": "kpi_ids", "findings": "finding_ids", "chains": "chain_ids"}
BY_NAME, COUNTED = "name", "count"


class BlueprintForm(forms.Form):
    """What others read, and which of the pilot's KPIs, findings and chains go along."""

    title = forms.CharField(label=_("Title"), max_length=120)
    audience = forms.CharField(
        label=_("For whom, and when is it of use?"), max_length=1000, widget=forms.Textarea(attrs=SHORT)
    )
    goal = forms.CharField(
        label=_("Goal"),
        max_length=1000,
        widget=forms.Textarea(attrs=SHORT),
        help_text=_("The pilot of who takes it over begins with this goal."),
    )
    steps = forms.CharField(
        label=_("What does it take?"),
        max_length=4000,
        widget=forms.Textarea(attrs=LONG),
        help_text=_("One step on each line: who you need, what you arrange, how long it takes."),
    )
    kpis = forms.MultipleChoiceField(
        label=_("KPIs"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Their names and targets go along, your measurements do not."),
    )
    findings = forms.MultipleChoiceField(
        label=_("Findings"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("With their words.")
    )
    chains = forms.MultipleChoiceField(
        label=_("Chains"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Their steps go along, with the fixed values in them. Keys, try-outs and runs stay with you."),
    )

    def __init__(self, data: Data = None, *, pilot: Pilot, draft: BlueprintDraft | None) -> None:
        kpis = {str(kpi.pk): kpi for kpi in Kpi.objects.filter(pilot=pilot)}
        findings = {str(row.pk): row.title for row in Finding.objects.standing().filter(pilot=pilot)}
        chains = {str(chain): name for chain, name in chain_names().items()}
        fed = [str(kpi.chain_id) for kpi in kpis.values() if kpi.chain_id is not None]
        all_of_it = {"kpis": list(kpis), "findings": list(findings), "chains": fed}
        start = {"title": pilot.title, "goal": pilot.goal, **all_of_it}
        super().__init__(data, initial=start if draft is None else self._describing(draft))
        named = {"kpis": {key: kpi.name for key, kpi in kpis.items()}, "findings": findings, "chains": chains}
        for name, choices in named.items():
            self.fields[name].choices = list(choices.items())  # type: ignore[attr-defined]
            if not choices:
                del self.fields[name]

    @staticmethod
    def _describing(draft: BlueprintDraft) -> dict[str, Any]:
        words = {name: getattr(draft, name) for name in ("title", "audience", "goal", "steps")}
        return words | {field: [str(key) for key in getattr(draft, name)] for field, name in _CHOICES.items()}

    def told(self) -> Any:
        """What was said, as the service takes it; only on a valid form."""
        words = {name: self.cleaned_data[name] for name in ("title", "audience", "goal", "steps")}
        chosen = {name: [UUID(key) for key in self.cleaned_data.get(field, [])] for field, name in _CHOICES.items()}
        return words | chosen


class BlueprintShareForm(forms.Form):
    """With whom; ``shown`` is the fingerprint of what the person sees beside the form."""

    visibility = forms.ChoiceField(
        label=_("With whom"),
        choices=[
            (Visibility.NETWORK.value, _("Every organisation in the network")),
            (Visibility.PARTNERS.value, _("Only the organisations I choose")),
        ],
        widget=forms.RadioSelect,
    )
    partners = forms.ModelMultipleChoiceField(
        label=_("Organisations"),
        queryset=Tenant.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only when you chose organisations above."),
    )
    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, data: Data = None, *, blueprint: Blueprint, shown: str) -> None:
        audience = blueprint.visibility if blueprint.state == "active" else Visibility.NETWORK.value
        super().__init__(data, initial={"visibility": audience, "partners": blueprint.partner_ids, "shown": shown})
        others = Tenant.objects.exclude(pk=blueprint.owner_id).exclude(kind=TenantKind.NETWORK).order_by("name")
        self.fields["partners"].queryset = others  # type: ignore[attr-defined]


class AdoptForm(forms.Form):
    """Whether others see who took the blueprint over."""

    shown = forms.ChoiceField(
        label=_("What do others see of it?"),
        choices=[
            (BY_NAME, _("Our name: whoever sees the blueprint sees that we took it over")),
            (COUNTED, _("Only a count, for the lead partner, from three organisations on")),
        ],
        initial=BY_NAME,
        widget=forms.RadioSelect,
    )
