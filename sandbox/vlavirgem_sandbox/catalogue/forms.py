"""Forms of the catalogue: what a publisher fills in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.models import SUMMARY_LENGTH, Theme
from vlavirgem_sandbox.catalogue.services import ServiceDetails
from vlavirgem_sandbox.catalogue.upload import ContractFile, received, received_recording


class DetailsForm(forms.Form):
    """Name, summary and theme, as municipalities read them in the catalogue."""

    name = forms.CharField(
        label=_("Name of the service"),
        help_text=_("As municipalities know it. Leave empty to take the title of the contract."),
        max_length=120,
        required=False,
    )
    summary = forms.CharField(
        label=_("In one sentence"),
        help_text=_("What can a municipality do with it? At most 300 characters."),
        max_length=SUMMARY_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    theme = forms.ChoiceField(
        label=_("Theme"),
        help_text=_("Municipalities find your service under it."),
        choices=[("", _("Choose a theme")), *Theme.choices],
    )

    def details(self) -> ServiceDetails:
        """What was filled in; only on a valid form."""
        values = self.cleaned_data
        return ServiceDetails(name=values["name"], summary=values["summary"], theme=values["theme"])


class ContractForm(forms.Form):
    """The contract's file."""

    contract = forms.FileField(
        label=_("Contract"),
        help_text=_(
            "Your OpenAPI document (3.0, 3.1 or Swagger 2.0, as JSON or YAML); or your WSDL, in a zip with the XSD "
            "files and sample answers that go with it. At most 5 MB."
        ),
        widget=forms.ClearableFileInput(
            attrs={"accept": ".yaml,.yml,.json,.wsdl,.zip,application/json,application/yaml,application/zip"}
        ),
        allow_empty_file=True,  # refused in our own words, with what to do
    )

    recording = forms.FileField(
        label=_("Recorded calls"),
        help_text=_(
            "Beside an OpenAPI document: a Postman collection (v2.1) or a HAR file. Calls that keep to the "
            "contract become examples. Passwords, keys, cookies and real national register numbers are never kept. "
            "At most 5 MB."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,.har,application/json"}),
        required=False,
        allow_empty_file=True,
    )

    def clean_recording(self) -> ContractFile | None:
        """The file in memory, None without one; too large is an error of this field."""
        chosen = self.cleaned_data["recording"]
        if not chosen:
            return None
        try:
            return received_recording(chosen)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal), code=refusal.code) from refusal

    def clean_contract(self) -> ContractFile:
        """The file in memory; too large or empty is an error of this field."""
        try:
            return received(self.cleaned_data["contract"])
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal), code=refusal.code) from refusal


class PublishForm(ContractForm, DetailsForm):
    """The first step of publishing a new service."""

    field_order = ["contract", "recording", "name", "summary", "theme"]


class WithdrawForm(forms.Form):
    """Why a version is taken back."""

    reason = forms.CharField(
        label=_("Why do you withdraw this version?"),
        help_text=_("Municipalities that try it read this."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
