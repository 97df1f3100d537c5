"""Form fields that read dates and amounts as people write them here: 31/12/2026 and 1.234,50."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DayField(forms.DateField):
    """A day, written 31/12/2026 (also 31-12-2026 or 2026-12-31), shown as it is written."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("For example 31/12/2026."))
        formats = ["%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d"]
        widget = forms.DateInput(format=formats[0], attrs={"autocomplete": "off", "data-short": True})
        super().__init__(widget=widget, input_formats=formats, **options)


class AmountField(forms.DecimalField):
    """An amount, written 1.234,50 in Dutch; more than one dot groups thousands, a single comma starts the decimals."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("localize", True)
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> Decimal | None:
        """The amount; raises ValidationError where it is no number."""
        if isinstance(value, str):
            value = _plain_number(value.strip().replace("\u00a0", "").replace(" ", ""))
        self.localize = False  # Django would read the plain dot as a separator of thousands
        try:
            return super().to_python(value)
        finally:
            self.localize = True


def _plain_number(written: str) -> str:
    """``1.234,50`` as ``1234.50``. ``1.234`` groups thousands (three digits follow); ``12.5`` and ``1,234.50`` are read too."""
    if "," in written and "." in written:
        decimals = max(written.rindex(","), written.rindex("."))
        whole = written[:decimals].replace(".", "").replace(",", "")
        return f"{whole}.{written[decimals + 1 :]}"
    if "," in written:
        return written.replace(",", ".")
    groups = written.split(".")
    if len(groups) > 1 and all(len(group) == 3 for group in groups[1:]):  # noqa: PLR2004 - thousands
        return "".join(groups)
    return written
