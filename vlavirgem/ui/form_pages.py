"""What each page with a form has in common: what binds the form, and the status of the page that shows it again."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _


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
