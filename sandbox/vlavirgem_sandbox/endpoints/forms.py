"""What a publisher fills in about an endpoint."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from vlavirgem_sandbox.endpoints.models import EndpointKind
from vlavirgem_sandbox.endpoints.services import EndpointPlan


class EndpointForm(forms.Form):
    """Where the service runs, and what it is called with."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    kind = forms.ChoiceField(label=gettext_lazy("What answers there"), choices=EndpointKind.choices)
    base_url = forms.CharField(
        label=gettext_lazy("Base address"),
        help_text=gettext_lazy("As https://acceptatie.example.be/v1. The paths of the contract are put after it."),
        max_length=500,
    )
    header_name = forms.CharField(
        label=gettext_lazy("Header with the key"),
        help_text=gettext_lazy("Such as Authorization or X-Api-Key. Leave empty where it takes no key."),
        max_length=80,
        required=False,
    )
    secret = forms.CharField(
        label=gettext_lazy("Value of that header"),
        help_text=gettext_lazy("Kept encrypted, and never shown again."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        required=False,
        strip=True,
    )
    writes_allowed = forms.BooleanField(
        label=gettext_lazy("Calls may change something there"),
        help_text=gettext_lazy("Otherwise only GET and HEAD are sent. Never tick this for what is in production."),
        required=False,
    )

    def plan(self) -> EndpointPlan:
        """What was filled in; only on a valid form."""
        values = self.cleaned_data
        return EndpointPlan(**{**values, "kind": EndpointKind(values["kind"])})
