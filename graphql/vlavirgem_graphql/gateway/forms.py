"""The form of a key."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

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
