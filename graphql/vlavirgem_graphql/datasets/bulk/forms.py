"""The form in which records are chosen, and what is to be done with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vlavirgem_graphql.datasets.bulk.services import MOST, changeable_fields
from vlavirgem_graphql.exchange.kinds import Kind


class Deed(models.TextChoices):
    """What can be done with many records."""

    CHANGE = "change", gettext_lazy("Give a field another value")
    HOLD = "hold", gettext_lazy("Keep as drafts: what others read stays as it is")
    PUBLISH = "publish", gettext_lazy("Publish the drafts")
    REMOVE = "remove", gettext_lazy("Remove")


class ChangeForm(forms.Form):
    """A deed; of a change the field and its new value."""

    deed = forms.ChoiceField(label=gettext_lazy("What do you want to do?"), choices=Deed.choices)
    field = forms.ChoiceField(
        label=gettext_lazy("Field"), required=False, help_text=gettext_lazy("Only to give a field another value.")
    )
    value = forms.CharField(
        label=gettext_lazy("New value"),
        required=False,
        max_length=10_000,
        help_text=gettext_lazy("Empty takes the value away. Several values stand with semicolons between them."),
    )

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(part.name, part.label) for part in changeable_fields(kind)]
        self.fields["field"].choices = [("", _("Choose a field")), *named]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A change needs its field."""
        given = self.cleaned_data
        if given.get("deed") == Deed.CHANGE and not given.get("field"):
            self.add_error("field", _("Choose the field that gets another value."))
        return given


def chosen_in(sent: Iterable[str]) -> Mapping[UUID, str]:
    """The records that were sent, each as ``ID`` or ``ID:VERSION``, with blanks between where one field holds more: a
    form may have a thousand fields, and as many records are confirmed. Raises ValidationError for anything else."""
    found: dict[UUID, str] = {}
    for each in " ".join(sent).split():
        name, _colon, version = each.partition(":")
        try:
            found[UUID(name)] = version
        except ValueError as error:
            raise ValidationError(_("These are no records of this dataset.")) from error
    if not found:
        raise ValidationError(_("Choose at least one record."))
    if len(found) > MOST:
        raise ValidationError(_("Choose at most %(most)s records at once.") % {"most": MOST})
    return found
