"""The form that says which place in a document becomes which field of the kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Read
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.datasets.mapping.places import in_words
from vlavirgem_graphql.datasets.mapping.targets import Mapping, targets_of
from vlavirgem_graphql.exchange.kinds import Kind
from vlavirgem_graphql.exchange.models import TITLE_LENGTH


class MappingForm(forms.Form):
    """A choice of places for each field of the kind; ``title`` only where the dataset is yet to be made.

    ``key_label`` asks for what identifies a record as well, where that is not known by itself; ``as_drafts`` whether
    the records are to be drafts, as it was chosen so far (None: that is not asked).
    """

    title = forms.CharField(
        label=_("Title of the dataset"),
        max_length=TITLE_LENGTH,
        help_text=_("You find it back under this name, for example: Associations of our municipality."),
    )

    def __init__(
        self,
        data: Read[str, Any] | None,
        *,
        kind: Kind,
        places: Sequence[str],
        start: Mapping,
        with_title: bool,
        key_label: str = "",
        as_drafts: bool | None = None,
    ) -> None:
        super().__init__(data, initial={_field_name(name): place for name, place in start.items()})
        if not with_title:
            del self.fields["title"]
        choices = _choices(dict.fromkeys([*places, *start.values()]), of_a_table=bool(key_label))
        self._targets = [target.name for target in targets_of(kind)]
        if key_label:
            self._targets.insert(0, kind.key_field)
            self.fields[_field_name(kind.key_field)] = forms.ChoiceField(label=key_label, choices=choices)
        for target in targets_of(kind):
            self.fields[_field_name(target.name)] = forms.ChoiceField(
                label=target.label, choices=choices, required=target.field.required and target.group is None
            )
        if as_drafts is not None:
            self.fields["as_drafts"] = drafts_field(as_drafts)

    def mapping(self) -> Mapping:
        """What was chosen; only on a valid form."""
        chosen = {name: self.cleaned_data[_field_name(name)] for name in self._targets}
        return {name: place for name, place in chosen.items() if place}


def drafts_field(chosen: bool = False) -> forms.BooleanField:  # noqa: FBT001, FBT002 - what is ticked
    """Whether what comes in is kept back."""
    return forms.BooleanField(
        label=_("Keep the records as drafts"),
        required=False,
        initial=chosen,
        help_text=_("What is new or changed is then read by nobody else until you publish it, under Change records."),
    )


def _choices(places: Iterable[str], *, of_a_table: bool) -> list[tuple[str, Any]]:
    """A column of a table is a place one step deep: people know it by its name, in the order of the table."""
    named = [(each, in_words(each)) for each in places] if of_a_table else [(each, each) for each in sorted(places)]
    return [("", _("Leave empty")), *named]


def _field_name(target: str) -> str:
    return "place_" + target.replace("/", "__")
