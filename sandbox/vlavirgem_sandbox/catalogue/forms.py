"""Forms of the catalogue: what a publisher fills in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vlavirgem.ui.fields import DayField, MomentField
from vlavirgem.ui.form_pages import told_at_the_field
from vlavirgem_sandbox.catalogue.models import NAME_LENGTH, NOTICE_LENGTH, SUMMARY_LENGTH, NoticeKind, Theme
from vlavirgem_sandbox.catalogue.services import ServiceDetails
from vlavirgem_sandbox.catalogue.services_notices import NoticePlan
from vlavirgem_sandbox.catalogue.upload import ContractFile, received, received_recording


def summary_field(*, required: bool) -> forms.CharField:
    """What a service is for, as it stands in the catalogue."""
    return forms.CharField(
        label=_("In one sentence"),
        help_text=_("What can a municipality do with it? At most 300 characters."),
        max_length=SUMMARY_LENGTH,
        required=required,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DetailsForm(forms.Form):
    """Name, summary and theme, as municipalities read them in the catalogue."""

    name = forms.CharField(
        label=_("Name of the service"),
        help_text=_("As municipalities know it. Leave empty to take the title of the contract."),
        max_length=NAME_LENGTH,
        required=False,
    )
    summary = summary_field(required=False)
    theme = forms.ChoiceField(
        label=_("Theme"),
        help_text=_("Municipalities find your service under it."),
        choices=[("", _("Choose a theme")), *Theme.choices],
    )

    def details(self) -> ServiceDetails:
        """What was filled in; only on a valid form."""
        values = self.cleaned_data
        return ServiceDetails(name=values["name"], summary=values["summary"], theme=values["theme"])


_ACCEPTED: Final = (
    ".yaml,.yml,.json,.wsdl,.graphql,.graphqls,.gql,.zip,application/json,application/yaml,application/zip"
)


class ContractForm(forms.Form):
    """The contract's file."""

    contract = forms.FileField(
        label=_("Contract"),
        help_text=_(
            "Your OpenAPI document (3.0, 3.1 or Swagger 2.0) or AsyncAPI document (2 or 3), as JSON or YAML; your "
            "GraphQL schema (.graphql); or your WSDL, in a zip with the XSD files and sample answers that go with it. "
            "Test personas for a WSDL or a GraphQL schema go in the zip as personas.yaml. At most 5 MB."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": _ACCEPTED}),
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
        return told_at_the_field(lambda: received_recording(chosen))

    def clean_contract(self) -> ContractFile:
        """The file in memory; too large or empty is an error of this field."""
        return told_at_the_field(lambda: received(self.cleaned_data["contract"]))


class PublishForm(ContractForm, DetailsForm):
    """The first step of publishing a new service."""

    field_order = ["contract", "recording", "name", "summary", "theme"]


class PreviewForm(DetailsForm):
    """The last words before a version is shown to the network, and what it is shown as."""

    in_trial = forms.BooleanField(
        label=_("First in trial"),
        help_text=_("Municipalities can try it and know that it may still change. You put it live later."),
        required=False,
    )


class DeprecateForm(forms.Form):
    """Until when a version can be counted on, and what comes in its place."""

    last_day = DayField(
        label=_("Last day"),
        help_text=_("Calls to try-outs announce this day. After it nobody can open a try-out of this version."),
    )
    successor = forms.TypedChoiceField(
        label=_("Which version comes in its place?"), required=False, coerce=int, empty_value=None, choices=[]
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("Municipalities that try it or follow the service read this."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, successors: Sequence[int]) -> None:
        super().__init__(data, initial={"successor": successors[0] if successors else None})
        named = [(number, _("Version %(number)s") % {"number": number}) for number in successors]
        self.fields["successor"].choices = [("", _("None")), *named]  # type: ignore[attr-defined]


class NoticeForm(forms.Form):
    """An outage or maintenance: when, what about, and which versions."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=NoticeKind.choices)
    starts_at = MomentField(label=_("Begins"))
    ends_at = MomentField(label=_("Ends"), help_text=_("The notice ends then by itself; you can take it back before."))
    text = forms.CharField(
        label=_("What should people know?"),
        help_text=_("For example what does not work, and whom they can ask. At most 500 characters."),
        max_length=NOTICE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    versions = forms.TypedMultipleChoiceField(
        label=_("Which versions?"),
        help_text=_("Choose none, and it concerns all of them."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[],
    )

    def __init__(self, data: Mapping[str, Any] | None, *, versions: Sequence[int]) -> None:
        super().__init__(data, initial={"starts_at": timezone.localtime().replace(second=0, microsecond=0)})
        named = [(number, _("Version %(number)s") % {"number": number}) for number in versions]
        self.fields["versions"].choices = named  # type: ignore[attr-defined]

    def plan(self) -> NoticePlan:
        """What was filled in; only on a valid form."""
        given = self.cleaned_data
        return NoticePlan(
            kind=NoticeKind(given["kind"]),
            starts_at=given["starts_at"],
            ends_at=given["ends_at"],
            text=given["text"],
            versions=given["versions"],
        )


class WithdrawForm(forms.Form):
    """Why a version is taken back."""

    reason = forms.CharField(
        label=_("Why do you withdraw this version?"),
        help_text=_("Municipalities that try it read this."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
