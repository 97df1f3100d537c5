"""The form of a key."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from vlavirgem.graphql_requests.limits import LIMITS, LONGEST_SOURCE
from vlavirgem_graphql.gateway.key_scopes import KeyScope

LONGEST_LABEL = 80


class KeyForm(forms.Form):
    """What a new key is called and may do."""

    label = forms.CharField(
        label=_("Name of the key"),
        max_length=LONGEST_LABEL,
        help_text=_("The program that will use it. It stands in the evidence of each reading."),
    )
    may_introspect = forms.BooleanField(
        label=_("May read the schema"),
        required=False,
        help_text=_("For tools that look at the schema themselves. A program in use does not need it."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("May also"),
        choices=KeyScope.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without any it only reads. No key ever signs an agreement."),
    )
    only_trusted = forms.BooleanField(
        label=_("Trusted documents only"),
        required=False,
        help_text=_("It then takes nothing but the documents that you give it. Whoever finds it can ask nothing else."),
    )
    points_a_minute = forms.IntegerField(
        label=_("Points of cost a minute"),
        required=False,
        help_text=format_lazy(
            _("From {least} to {most}. Empty: as many as this installation lets a key have."),
            least=LIMITS.cost,
            most=settings.GATEWAY_POINTS_A_MINUTE,
        ),
    )


class DocumentForm(forms.Form):
    """A document for a key: written here, or in a file."""

    text = forms.CharField(
        label=_("Document"),
        required=False,
        strip=False,
        max_length=LONGEST_SOURCE,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=_("A query or a mutation in GraphQL, to the letter as the program has it: each space counts."),
    )
    file = forms.FileField(label=_("Or a file"), required=False, help_text=_("As your program's build makes it."))

    def clean(self) -> dict[str, Any]:
        """Exactly one of both, as ``document``."""
        text, file = self.cleaned_data.get("text", ""), self.cleaned_data.get("file")
        if bool(text.strip()) == bool(file):
            raise forms.ValidationError(_("Write a document, or choose a file."))
        try:
            document = file.read(LONGEST_SOURCE * 4 + 1).decode() if file else text.replace("\r\n", "\n")
        except UnicodeDecodeError:
            self.add_error("file", _("This file is no text in UTF-8."))
            document = ""
        return {**self.cleaned_data, "document": document}
