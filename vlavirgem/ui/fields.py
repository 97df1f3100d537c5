"""Form fields that read dates and amounts as people write them here: 31/12/2026 and 1.234,50."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import BaseValidator, MaxValueValidator, MinValueValidator
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

THOUSANDS = 3  # digits in a group


DAY_FORMATS = ("%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d")


class DayInput(forms.DateInput):
    """The browser's own day picker: it shows a day as its reader writes it, and takes and sends it as 2026-12-31."""

    input_type = "date"

    def format_value(self, value: object) -> str | None:
        """A day as the picker takes it, also of what a program sent as 31/12/2026; what is no day stays as it is."""
        for written in DAY_FORMATS if isinstance(value, str) else ():
            with suppress(ValueError):
                value = datetime.strptime(str(value), written).date()  # noqa: DTZ007 - a day has no time zone
        return value.isoformat() if isinstance(value, date) else super().format_value(value)


class DayField(forms.DateField):
    """A day out of the picker, or written 31/12/2026, 31-12-2026 or 2026-12-31 where there is none."""

    widget = DayInput
    input_formats = DAY_FORMATS
    default_error_messages = {
        "invalid": _("This is no day of the calendar. Pick one, or write it as 31/12/2026."),
    }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, object]:
        """A short box, without the browser's own suggestions."""
        return {**super().widget_attrs(widget), "autocomplete": "off", "data-short": True}


class MomentInput(forms.DateTimeInput):
    """The browser's own picker of a day and an hour, which takes and sends 2026-12-31T09:00."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    """A day and an hour on the clock of here, out of the picker or written 31/12/2026 09:00 where there is none."""

    widget = MomentInput
    input_formats = ("%Y-%m-%dT%H:%M", *(f"{day} %H:%M" for day in DAY_FORMATS))
    default_error_messages = {
        "invalid": _("This is no moment. Pick one, or write it as 31/12/2026 09:00."),
    }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, object]:
        """A short box, without the browser's own suggestions."""
        return {**super().widget_attrs(widget), "autocomplete": "off", "data-short": True}


class OfferingInput(forms.TextInput):
    """A box to type in, where the browser offers ``choices`` (a value and what it says), as the keyboard asks for them.

    Boxes of a form that have ``list_id`` in common offer the same; one of them ``holds_list``. What they are is
    asked when the box is shown.
    """

    template_name = "vlavirgem/forms/offering_input.html"

    def __init__(self, list_id: str, choices: Callable[[], Sequence[tuple[str, str]]], *, holds_list: bool) -> None:
        super().__init__()
        self.list_id, self.choices, self.holds_list = list_id, choices, holds_list

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """With the choices; without any it is an ordinary box."""
        choices = self.choices()
        offering = {"list": self.list_id, "autocomplete": "off"} if choices else {}
        context = super().get_context(name, value, {**(attrs or {}), **offering})
        return {**context, "choices": choices if self.holds_list else ()}


class AmountInput(forms.TextInput):
    """Shows an amount with the separators of the person's language."""

    is_localized = True


class _Bound(BaseValidator):
    """A bound that is said as people write numbers: 0,01 and not 0.01."""

    def __call__(self, value: Any) -> None:
        """Raise ValidationError where the value lies beyond the bound."""
        if self.compare(value, self.limit_value):
            raise ValidationError(self.message, code=self.code, params={"bound": localize(self.limit_value)})


class AtLeast(_Bound, MinValueValidator):
    """The least that may be filled in."""

    message = _("Fill in %(bound)s or more.")


class AtMost(_Bound, MaxValueValidator):
    """The most that may be filled in."""

    message = _("Fill in %(bound)s or less.")


class AmountField(forms.DecimalField):
    """An amount, written 1.234,50; the English 1,234.50 is read too."""

    widget = AmountInput

    def __init__(
        self, *, min_value: Decimal | int | None = None, max_value: Decimal | int | None = None, **options: Any
    ) -> None:
        """Bounds as of a DecimalField; where they are crossed, they are said as people write numbers."""
        super().__init__(**options)
        if min_value is not None:
            self.validators.append(AtLeast(min_value))
        if max_value is not None:
            self.validators.append(AtMost(max_value))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, object]:
        """Telephones show the keys for numbers."""
        return {**super().widget_attrs(widget), "autocomplete": "off", "inputmode": "decimal"}

    def to_python(self, value: object) -> Decimal | None:  # type: ignore[override] # the stubs say int
        """The amount; raises ValidationError where it is no number."""
        if isinstance(value, str):
            value = plain_number(value)
        return super().to_python(value)


def plain_number(written: str) -> str:
    """``1.234,50`` as ``1234.50``: the last of two separators starts the decimals, a dot before three digits groups."""
    digits = "".join(written.split())
    if "," in digits and "." in digits:
        start = max(digits.rindex(","), digits.rindex("."))
        return digits[:start].replace(".", "").replace(",", "") + "." + digits[start + 1 :]
    if "," in digits:
        return digits.replace(",", ".")
    groups = digits.split(".")
    if len(groups) > 1 and all(len(group) == THOUSANDS for group in groups[1:]):
        return "".join(groups)
    return digits
