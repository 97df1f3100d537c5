"""The form with which a dataset gets another title."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.models import TITLE_LENGTH


class RenameForm(forms.Form):
    """Another title."""

    title = forms.CharField(
        label=_("Title of the dataset"),
        max_length=TITLE_LENGTH,
        help_text=_("Programs that write to it by its title need the new one. An offer of it keeps its own title."),
    )
