"""Forms of the try-outs."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class OpenForm(forms.Form):
    """What a try-out is called, and what its first key is for."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("How you and your colleagues will recognise it."),
        max_length=120,
    )
    key_label = forms.CharField(
        label=_("What is the first key for?"),
        help_text=_("For example the name of the program or of the supplier that will call it."),
        max_length=80,
    )


class KeyForm(forms.Form):
    """A further key."""

    label = forms.CharField(
        label=_("What is the key for?"),
        help_text=_("For example the name of the program or of the supplier. One key for each is best."),
        max_length=80,
    )
