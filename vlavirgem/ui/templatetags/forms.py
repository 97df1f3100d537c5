"""What the templates of forms need."""

from __future__ import annotations

from collections.abc import Iterator

from django import template
from django.forms import BaseForm, BoundField

register = template.Library()


@register.filter
def field_errors(form: BaseForm) -> Iterator[tuple[BoundField, str]]:
    """Each error of each field, in the order of the fields."""
    for field in form:
        for message in field.errors:
            yield field, str(message)


@register.filter
def focus_id(field: BoundField) -> str:
    """The id of what takes the focus: of a group of choices that is the first one."""
    return field.id_for_label or f"{field.auto_id}_0"
