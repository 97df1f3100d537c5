"""What is asked before something that stands in the log."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class LogReasonForm(forms.Form):
    """Why: it stands in the log."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands in your log. Write no names."),
    )
