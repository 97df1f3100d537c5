"""A form is bound by the method, and its page says by its status whether it was refused."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from vlavirgem.refusal import Refusal
from vlavirgem.ui.form_pages import done_or_told, posted, posted_files, status_of


class Question(forms.Form):
    reason = forms.CharField()


def test_an_empty_form_that_was_sent_is_wrong_and_a_page_that_was_opened_is_not() -> None:
    opened, sent = RequestFactory().get("/"), RequestFactory().post("/", {})

    assert status_of(Question(posted(opened), posted_files(opened))) == 200
    assert status_of(Question(posted(sent), posted_files(sent))) == 422


def test_what_was_filled_in_and_a_page_without_a_form_are_not_refused() -> None:
    sent = RequestFactory().post("/", {"reason": "Oud."})

    assert status_of(Question(posted(sent))) == 200
    assert status_of(None) == 200


@pytest.mark.usefixtures("db")
def test_a_refusal_of_a_field_stands_beside_it_and_any_other_leaves_the_view() -> None:
    def refuses(place: str) -> str:
        raise Refusal("Dat kan niet.", remedy="Kies iets anders.", place=place)

    form = Question({"reason": "Oud."})

    assert done_or_told(form, lambda: "gedaan") == "gedaan"
    assert not form.errors
    assert done_or_told(form, lambda: refuses("reason")) is None
    assert form.errors == {"reason": ["Dat kan niet. Kies iets anders."]}
    with pytest.raises(Refusal):
        done_or_told(form, lambda: refuses("elsewhere"))


@pytest.mark.usefixtures("db")
def test_above_the_form_stands_what_is_of_no_field_but_not_that_somebody_may_not() -> None:
    def refuses(status: HTTPStatus) -> str:
        raise Refusal("Dat kan niet.", status=status)

    def finds_wrong() -> str:
        raise ValidationError({"reason": "Te kort.", "elsewhere": "Te laat."})

    form = Question({"reason": "Oud."})

    assert done_or_told(form, lambda: refuses(HTTPStatus.CONFLICT), above=True) is None
    assert form.errors == {"__all__": ["Dat kan niet."]}
    assert done_or_told(form, finds_wrong, above=True) is None
    assert form.errors == {"__all__": ["Dat kan niet.", "Te laat."], "reason": ["Te kort."]}
    with pytest.raises(Refusal):
        done_or_told(form, lambda: refuses(HTTPStatus.FORBIDDEN), above=True)
    with pytest.raises(ValidationError):
        done_or_told(form, finds_wrong)
