"""What each page with a form has in common: what binds the form, and the status of the page that shows it again."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal

T = TypeVar("T")


def posted(request: HttpRequest) -> Any:
    """What was sent, for a form that is bound by the method: an empty form that was sent is wrong, not new."""
    return request.POST if request.method == "POST" else None


def posted_files(request: HttpRequest) -> Any:
    """The files that came with it."""
    return request.FILES if request.method == "POST" else None


def status_of(form: forms.BaseForm | None) -> HTTPStatus:
    """422 for a page that shows what was sent and refused, 200 for a form that is new (or no form at all)."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if form is not None and form.errors else HTTPStatus.OK


def ask_for_the_file_again(form: forms.BaseForm, name: str) -> None:
    """Say so on a page that is shown again: what was typed stands there, a chosen file does not."""
    form[name].help_text = _("Choose the file again: your browser does not keep it.")


def told_at_the_field(read: Callable[[], T]) -> T:
    """In a form's ``clean_...``: what ``read`` gives; what it refuses is an error of that field."""
    try:
        return read()
    except Refusal as refusal:
        raise forms.ValidationError(str(refusal), code=refusal.code) from refusal


def done_or_told(form: forms.BaseForm, act: Callable[[], T], *, above: bool = False) -> T | None:
    """Run ``act``; None where it refuses a field of the form, which then says so and keeps what was typed.

    A refusal of anything else leaves the view; ``above``: only that of who may not do this, any other stands above the
    form, and what a model finds wrong beside its fields.
    """
    try:
        with transaction.atomic():
            return act()
    except Refusal as refusal:
        at_field = refusal.place in form.fields
        if not at_field and (not above or refusal.status is HTTPStatus.FORBIDDEN):
            raise
        form.add_error(refusal.place if at_field else None, str(refusal))
    except ValidationError as error:
        if not above:
            raise
        _put_on(form, error)
    return None


def _put_on(form: forms.BaseForm, error: ValidationError) -> None:
    """The errors beside their fields; those of fields that the form does not show stand above it."""
    by_field = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    for name, errors in by_field.items():
        form.add_error(name if name in form.fields else None, errors)
