"""The form with which a dataset begins to follow a feed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.kinds import open_kinds
from vlavirgem_graphql.exchange.kinds.public_service import PUBLIC_SERVICE
from vlavirgem_graphql.exchange.models import TITLE_LENGTH

ADDRESS_LENGTH = 500


class FeedForm(forms.Form):
    """Which feed, and what its records become."""

    address = forms.CharField(
        label=_("Address of the feed"),
        max_length=ADDRESS_LENGTH,
        help_text=_("For example https://data.example.be/feed. The operator says which servers may be called."),
        widget=forms.URLInput(),
    )
    kind = forms.ChoiceField(
        label=_("Kind of record"),
        help_text=_("What in the feed is of this kind becomes a record; all else is passed over."),
    )
    title = forms.CharField(
        label=_("Title of the dataset"),
        max_length=TITLE_LENGTH,
        help_text=_("A feed has a dataset of its own, with this title."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.name, kind.plural) for kind in open_kinds()]  # type: ignore[attr-defined]
        self.fields["kind"].initial = PUBLIC_SERVICE.name
