"""Forms with which a publisher describes a service."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vlavirgem.ui.form_pages import told_at_the_field
from vlavirgem_sandbox.catalogue.describing import Audience, Description
from vlavirgem_sandbox.catalogue.document_files import DocumentFile, received_document
from vlavirgem_sandbox.catalogue.forms import summary_field
from vlavirgem_sandbox.catalogue.models import (
    LINE_LENGTH,
    NAME_LENGTH,
    DocumentKind,
    RoadmapState,
    Service,
    Theme,
)
from vlavirgem_sandbox.catalogue.services import ServiceDetails


class DescribeForm(forms.Form):
    """Everything that is told of a service besides its contract."""

    name = forms.CharField(label=_("Name of the service"), max_length=NAME_LENGTH)
    summary = summary_field(required=True)
    themes = forms.MultipleChoiceField(
        label=_("Themes"),
        help_text=_("Municipalities find your service under each of them."),
        choices=Theme.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    audience = forms.MultipleChoiceField(
        label=_("Who is it for?"), choices=Audience.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    contact_name = forms.CharField(label=_("Who answers questions?"), max_length=200, required=False)
    contact_email = forms.EmailField(label=_("E-mail address for questions"), max_length=200, required=False)
    contact_page = forms.CharField(label=_("Page for questions"), max_length=200, required=False)
    support_hours = forms.CharField(
        label=_("When do you answer?"),
        help_text=_("For example: working days from 9 to 17 h."),
        max_length=200,
        required=False,
    )
    licence = forms.CharField(
        label=_("Licence"),
        help_text=_("Under which the contract and the data may be used, for example EUPL-1.2 or CC0-1.0."),
        max_length=200,
        required=False,
    )
    software = forms.CharField(
        label=_("Software behind it"),
        help_text=_("Address of the source or of its publiccode.yml."),
        max_length=200,
        required=False,
    )
    ipdc_concept = forms.CharField(
        label=_("Concept in the IPDC"),
        help_text=_("The product or service of Flanders that it serves: https://ipdc.vlaanderen.be/id/concept/…"),
        max_length=200,
        required=False,
    )
    oslo_profiles = forms.CharField(
        label=_("OSLO application profiles"),
        help_text=_("One address on a line: https://data.vlaanderen.be/doc/applicatieprofiel/…"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any, *, service: Service) -> None:
        known = Description.of_row(service.description)
        told = {name: getattr(known, name) for name in self.base_fields if hasattr(known, name)}
        told |= {"oslo_profiles": "\n".join(known.oslo_profiles), "audience": list(known.audience)}
        told |= {"name": service.name, "summary": service.summary, "themes": service.themes}
        super().__init__(data, initial=told)

    def clean(self) -> dict[str, Any]:
        """Each fault at its own field."""
        cleaned = super().clean() or self.cleaned_data
        for name, message in self.description().faults():
            if name not in self.errors:
                self.add_error(name, message)
        return cleaned

    def description(self) -> Description:
        """What was filled in."""
        given = self.cleaned_data
        texts = {
            name: given.get(name, "").strip()
            for name in Description.__dataclass_fields__
            if name not in {"audience", "oslo_profiles"}
        }
        profiles = tuple(given.get("oslo_profiles", "").split())
        return Description(**texts, audience=tuple(given.get("audience", ())), oslo_profiles=profiles)

    def details(self) -> ServiceDetails:
        """Name and summary; only on a valid form."""
        return ServiceDetails(name=self.cleaned_data["name"], summary=self.cleaned_data["summary"])


class PlanForm(forms.Form):
    """What is planned, and when."""

    when = forms.CharField(
        label=_("When?"),
        help_text=_("A year, quarter, month or day: 2027, 2027-Q2, 2027-06 or 2027-06-30."),
        max_length=10,
    )
    what = forms.CharField(label=_("What?"), max_length=LINE_LENGTH)


class RoadmapForm(PlanForm):
    """One line of the roadmap."""

    state = forms.ChoiceField(label=_("How far is it?"), choices=RoadmapState.choices)


class DocumentForm(forms.Form):
    """A document and what it is."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=DocumentKind.choices)
    file = forms.FileField(
        label=_("Document"),
        help_text=_(
            "A PDF, ODT or DOCX file without macros, at most 10 MB. Everybody who sees the service can read it."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.odt,.docx"}),
    )

    def clean_file(self) -> DocumentFile:
        """The file in memory, looked at by its content."""
        return told_at_the_field(lambda: received_document(self.cleaned_data["file"]))
