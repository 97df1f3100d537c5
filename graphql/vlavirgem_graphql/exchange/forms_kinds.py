"""The form in which an operator writes the document of a kind."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vlavirgem.ui.form_pages import told_at_the_field
from vlavirgem_graphql.exchange.kinds.made.document import MAX_BYTES, read_document


class KindForm(forms.Form):
    """A JSON Schema document, and the mark of the one that was looked at before."""

    document = forms.CharField(
        label=gettext_lazy("Document"),
        help_text=gettext_lazy("JSON Schema 2020-12, with the words of ours that the guide for operators tells of."),
        max_length=MAX_BYTES,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "mono"}),
    )
    looked_at = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_document(self) -> dict[str, Any]:
        """The document that the text is; what is wrong with it is told at the field, with its place."""
        source = self.cleaned_data["document"]
        self.mark = hashlib.sha256(source.encode()).hexdigest()
        found: dict[str, Any] = told_at_the_field(lambda: read_document(source.encode()))
        return found

    @property
    def was_looked_at(self) -> bool:
        """Whether what is sent now is what the person saw the outcome of; only on a valid form."""
        return bool(self.cleaned_data["looked_at"] == self.mark)

    def refuse(self, said: str, place: str) -> None:
        """Tell at the document what is wrong in it, and where."""
        self.add_error("document", _("At %(place)s: %(said)s") % {"place": place, "said": said})
