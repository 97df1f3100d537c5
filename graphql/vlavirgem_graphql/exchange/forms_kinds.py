"""The form in which an operator writes the document of a kind."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.exchange.kinds.made.asking import mistakes_of
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
        try:
            return read_document(source.encode())
        except Refusal as refusal:
            raise forms.ValidationError(_told(refusal)) from refusal

    @property
    def was_looked_at(self) -> bool:
        """Whether what is sent now is what the person saw the outcome of; only on a valid form."""
        return bool(self.cleaned_data["looked_at"] == self.mark)

    def refuse(self, refusal: Refusal) -> None:
        """Tell at the document what is wrong in it, each with its place."""
        self.add_error("document", _told(refusal))

    def break_at(self, said: str, place: str) -> None:
        """Tell at the document what would break, and where."""
        self.add_error("document", _at(place, said))


def _told(refusal: Refusal) -> list[forms.ValidationError]:
    return [
        forms.ValidationError(_at(each["place"], f"{each['message']} {each['remedy']}".strip()))
        for each in mistakes_of(refusal)
    ]


def _at(place: str, said: str) -> str:
    return _("At %(place)s: %(said)s") % {"place": place, "said": said}
