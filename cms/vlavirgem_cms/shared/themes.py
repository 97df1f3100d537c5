"""What a knowledge page can be about: one fixed list, so that pages of different tenants are found together."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _


class Theme(models.TextChoices):
    """What a page is about, in the words of a Flemish town hall's own departments."""

    ASSOCIATIONS = "associations", _("Associations and leisure")
    CITIZENS = "citizens", _("Citizens' affairs")
    ENERGY = "energy", _("Energy and housing")
    WELFARE = "welfare", _("Welfare and families")
    SPACE = "space", _("Space and environment")
    DIGITAL = "digital", _("Digital working")
    DATA = "data", _("Data and exchange")
    PURCHASING = "purchasing", _("Buying together")


class ThemesField(ArrayField):  # type: ignore[type-arg]
    """An array of themes that is filled in with check boxes.

    Django's own form field for arrays is a text with commas, which asks people to know the values by heart.
    """

    def __init__(self, base_field: models.Field[Any, Any] | None = None, **options: Any) -> None:
        field = base_field if base_field is not None else models.CharField(max_length=20, choices=Theme.choices)
        super().__init__(field, **options)

    def formfield(self, **options: Any) -> forms.Field:
        """Return check boxes over the fixed list."""
        return forms.MultipleChoiceField(
            choices=Theme.choices,
            required=not self.blank,
            label=options.get("label", capfirst(self.verbose_name)),
            help_text=options.get("help_text", self.help_text),
            widget=forms.CheckboxSelectMultiple,
        )


def theme_labels(values: list[str]) -> list[str]:
    """Return the names of themes as a person reads them, in the order of the list."""
    return [str(theme.label) for theme in Theme if theme.value in values]
