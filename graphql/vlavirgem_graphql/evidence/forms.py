"""What is asked before an organisation takes another key."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class NewKeyForm(forms.Form):
    """Why: it stands in the log."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands in your log, beside the new key."),
    )
