"""The form in which rows are chosen: conditions, with the values that can be filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vlavirgem.refusal import Refusal
from vlavirgem.ui.components import Words
from vlavirgem.ui.fields import OfferingInput
from vlavirgem_graphql.exchange.kinds import Kind
from vlavirgem_graphql.exchange.row_filters import Condition, Operator, condition_from_text, conditions_of, filterable
from vlavirgem_graphql.exchange.row_values import choices_of

ROW_CONDITIONS = 3
_HOW = _("Codes with commas between are alternatives. Days as 31/12/2026; yes or no.")
_HOW_WITH_CHOICES = _(
    "Type, or choose from the list of the box. Codes with commas between are alternatives. Days as 31/12/2026; "
    "yes or no."
)


class RowsForm(forms.Form):
    """Which rows: conditions that must all hold, or none; cleaned, they are ``row_filter`` as the terms have it.

    A value is typed, or chosen: of a field with a list one of its codes, of another what ``occurring`` says of it.
    ``unmarked`` names the fields of which a hint or a choice says when they are needed, instead of "(optional)".
    """

    unmarked: tuple[str, ...] = ()

    def __init__(
        self,
        *args: Any,
        kind: Kind,
        offered: Sequence[str],
        conditions: Sequence[Any] = (),
        occurring: Mapping[str, Sequence[str]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.parts = {part.name: part for part in filterable(kind, offered)}
        self.values = tuple(choices_of(self.parts.values(), occurring or {}))
        self.row_count = max(ROW_CONDITIONS, len(conditions))
        choices = [("", _("no condition")), *((name, part.label) for name, part in self.parts.items())]
        for number, given in zip_longest(range(1, self.row_count + 1), conditions_of(conditions)):
            self._add(number, choices, given)
        self.unmarked += tuple(name for name in self.fields if name.startswith("row_"))

    def _add(self, number: int, choices: Sequence[tuple[str, Words]], given: Condition | None) -> None:
        says = {"number": number}
        self.fields[f"row_field_{number}"] = forms.ChoiceField(
            label=_("Condition %(number)s: field") % says,
            choices=choices,
            required=False,
            initial=given.field if given else "",
        )
        self.fields[f"row_operator_{number}"] = forms.ChoiceField(
            label=_("Condition %(number)s: comparison") % says,
            choices=Operator.choices,
            required=False,
            initial=given.operator if given else Operator.IS,
        )
        self.fields[f"row_value_{number}"] = forms.CharField(
            label=_("Condition %(number)s: value") % says,
            max_length=1_000,
            required=False,
            initial=given.as_text() if given else "",
            help_text=_HOW_WITH_CHOICES if self.values else _HOW,
            widget=OfferingInput("row_values", self.values if number == 1 else ()) if self.values else forms.TextInput,
        )

    def clean(self) -> dict[str, Any]:
        """The conditions as the terms have them; a row without a field is none."""
        data: dict[str, Any] = super().clean() or {}
        found: list[dict[str, Any]] = []
        for number in range(1, self.row_count + 1):
            name, operator, value = (data.pop(f"row_{part}_{number}", "") for part in ("field", "operator", "value"))
            if not name:
                continue
            try:
                found.append(condition_from_text(self.parts[name], operator, value).as_json())
            except Refusal as refusal:
                self.add_error(f"row_value_{number}", str(refusal))
        return {**data, "row_filter": found}
