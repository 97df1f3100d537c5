"""What a publisher fills in about an endpoint, and about a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vlavirgem_sandbox.conformance.models import EndpointKind
from vlavirgem_sandbox.conformance.services import EndpointPlan


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


class RunForm(forms.Form):
    """Which version to hold an endpoint against, and how."""

    version = forms.TypedChoiceField(label=gettext_lazy("Version"), coerce=int)
    with_writes = forms.BooleanField(
        label=gettext_lazy("Also make calls that change something"),
        help_text=gettext_lazy("What they make there stays there."),
        required=False,
    )

    def __init__(self, data: Mapping[str, Any] | None, *, versions: Sequence[int], may_write: bool) -> None:
        super().__init__(data, initial={"version": versions[0] if versions else None})
        choices = [(number, _("Version %(number)s") % {"number": number}) for number in versions]
        self.fields["version"].choices = choices  # type: ignore[attr-defined]  # as declared above
        if not may_write:
            del self.fields["with_writes"]
