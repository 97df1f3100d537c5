"""The form that says which place in a document becomes which field of the kind."""

from __future__ import annotations

from collections.abc import Mapping as Read
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.datasets.from_state.targets import Mapping, targets_of
from vlavirgem_graphql.exchange.kinds import Kind
from vlavirgem_graphql.exchange.models import TITLE_LENGTH


class MappingForm(forms.Form):
    """A choice of places for each field of the kind; ``title`` only where the dataset is yet to be made."""

    title = forms.CharField(
        label=_("Title of the dataset"),
        max_length=TITLE_LENGTH,
        help_text=_("You find it back under this name, for example: Associations of our municipality."),
    )

    def __init__(
        self, data: Read[str, Any] | None, *, kind: Kind, places: Sequence[str], start: Mapping, with_title: bool
    ) -> None:
        super().__init__(data, initial={_field_name(name): place for name, place in start.items()})
        if not with_title:
            del self.fields["title"]
        choices = [("", _("Leave empty")), *((place, place) for place in sorted({*places, *start.values()}))]
        self._targets = [target.name for target in targets_of(kind)]
        for target in targets_of(kind):
            self.fields[_field_name(target.name)] = forms.ChoiceField(
                label=target.label, choices=choices, required=target.field.required and target.group is None
            )

    def mapping(self) -> Mapping:
        """What was chosen; only on a valid form."""
        chosen = {name: self.cleaned_data[_field_name(name)] for name in self._targets}
        return {name: place for name, place in chosen.items() if place}


def _field_name(target: str) -> str:
    return "place_" + target.replace("/", "__")
