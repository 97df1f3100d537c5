"""The form in which rows are chosen: conditions, with the values that can be filled in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import zip_longest
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vlavirgem.refusal import Refusal
from vlavirgem.ui.components import Words
from vlavirgem.ui.fields import OfferingInput
from vlavirgem_graphql.exchange.kinds import Kind, KindField
from vlavirgem_graphql.exchange.row_filters import Condition, Operator, condition_from_text, conditions_of, filterable
from vlavirgem_graphql.exchange.row_values import OwnValues, choices_of

ROW_CONDITIONS = 3
_HOW = _("Codes with commas between are alternatives. Days as 31/12/2026; yes or no.")
_HOW_WITH_CHOICES = _(
    "Type, or choose one where the box offers some; type further codes after a comma, as alternatives. Days as "
    "31/12/2026; yes or no."
)


class RowsForm(forms.Form):
    """Which rows: conditions that must all hold, or none; cleaned, they are ``row_filter`` as the terms have it.

    A value is typed, or chosen: of a field with a list one of its codes, of another what occurs in ``own``. What is in
    no list can be typed where it stands in ``conditions`` already, or occurs in ``own``.
    ``unmarked`` names the fields of which a hint or a choice says when they are needed, instead of "(optional)".
    """

    unmarked: tuple[str, ...] = ()

    def __init__(
        self,
        *args: Any,
        kind: Kind,
        offered: Sequence[str],
        conditions: Sequence[Any] = (),
        own: OwnValues | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.parts = {part.name: part for part in filterable(kind, offered)}
        self.own = own
        self.given = conditions_of(conditions)
        self.row_count = max(ROW_CONDITIONS, len(self.given))
        choices = [("", _("no condition")), *((name, part.label) for name, part in self.parts.items())]
        for number, given in zip_longest(range(1, self.row_count + 1), self.given):
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
            help_text=_HOW_WITH_CHOICES if self._may_offer() else _HOW,
            widget=OfferingInput("row_values", lambda: self.values, holds_list=number == 1),
        )

    @cached_property
    def values(self) -> Sequence[tuple[str, str]]:
        """What can be chosen, looked up when the form is shown."""
        return tuple(choices_of(self.parts.values(), self.own.to_choose() if self.own else {}))

    def _may_offer(self) -> bool:
        ours = self.own is not None and self.own.are_ours
        return ours or any(part.known_codes for part in self.parts.values())

    def _kept(self, part: KindField, text: str) -> bool:
        """Whether it can be asked for although it is in no list. Nothing here depends on the data of another."""
        stands = any(each.field == part.name and text in each.values for each in self.given)
        return stands or (self.own is not None and self.own.hold(part, text))

    def clean(self) -> dict[str, Any]:
        """The conditions as the terms have them; a row without a field is none."""
        data: dict[str, Any] = super().clean() or {}
        found: list[dict[str, Any]] = []
        for number in range(1, self.row_count + 1):
            name, operator, value = (data.pop(f"row_{part}_{number}", "") for part in ("field", "operator", "value"))
            if not name:
                continue
            try:
                found.append(condition_from_text(self.parts[name], operator, value, kept=self._kept).as_json())
            except Refusal as refusal:
                self.add_error(f"row_value_{number}", str(refusal))
        return {**data, "row_filter": found}
