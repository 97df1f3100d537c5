"""Toasts ride on messages: a whole page draws them, a part for htmx gets them added, a redirect keeps them."""

from __future__ import annotations

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from vlavirgem.ui.toasts import ToastMiddleware, toast


@pytest.fixture
def request_with_toast() -> HttpRequest:
    request = RequestFactory().get("/")
    request.session = SessionStore()
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    request.htmx = True  # type: ignore[attr-defined]
    toast(request, "De sleutel is ingetrokken.", undo="/keys/1/undo/")
    return request


def _answer(request: HttpRequest, response: HttpResponse) -> str:
    return ToastMiddleware(lambda _request: response)(request).content.decode()


def test_a_part_gets_the_toast_with_its_way_back(request_with_toast: HttpRequest) -> None:
    answer = _answer(request_with_toast, HttpResponse("<p>Sleutels</p>"))

    assert answer.startswith("<p>Sleutels</p>")
    assert 'hx-swap-oob="beforeend"' in answer
    assert "De sleutel is ingetrokken." in answer
    assert 'method="post" action="/keys/1/undo/"' in answer


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse("<!doctype html><html></html>"),
        HttpResponse('{"a": 1}', content_type="application/json"),
        HttpResponse("", headers={"HX-Redirect": "/"}),
        HttpResponse("", status=302),
    ],
    ids=["whole page", "JSON", "htmx redirect", "redirect"],
)
def test_other_answers_stay_as_they_are(request_with_toast: HttpRequest, response: HttpResponse) -> None:
    before = response.content.decode()

    assert _answer(request_with_toast, response) == before


def test_a_page_that_htmx_did_not_ask_for_stays_as_it_is(request_with_toast: HttpRequest) -> None:
    request_with_toast.htmx = False  # type: ignore[attr-defined]

    assert _answer(request_with_toast, HttpResponse("<p>Sleutels</p>")) == "<p>Sleutels</p>"
