"""What a publisher fills in about a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class RunForm(forms.Form):
    """Which version to hold an endpoint against, and how."""

    version = forms.TypedChoiceField(label=gettext_lazy("Version"), coerce=int)
    with_writes = forms.BooleanField(
        label=gettext_lazy("Also make calls that change something"),
        help_text=gettext_lazy("What they make there stays there."),
        required=False,
    )

    def __init__(self, data: Mapping[str, Any] | None, *, versions: Sequence[int], may_write: bool) -> None:
        super().__init__(data, initial={"version": versions[0] if versions else None})
        choices = [(number, _("Version %(number)s") % {"number": number}) for number in versions]
        self.fields["version"].choices = choices  # type: ignore[attr-defined]  # as declared above
        if not may_write:
            del self.fields["with_writes"]
