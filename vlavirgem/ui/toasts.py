"""Toasts: what was just done, with a way back. They ride on Django's messages, so that they survive a redirect."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from vlavirgem.ui.components import Words

UNDO = "undo:"


def toast(request: HttpRequest, text: Words, *, undo: str = "", level: int = messages.SUCCESS) -> None:
    """Say what was done on the page that follows; ``undo`` is the address that undoes it (called with POST)."""
    messages.add_message(request, level, str(text), extra_tags=f"{UNDO}{undo}" if undo else "")


class ToastMiddleware:
    """Adds waiting toasts to what htmx asked for: a part of a page has no place of its own for them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if self._is_part(request, response):
            waiting = list(messages.get_messages(request))
            if waiting:
                drawn = render_to_string("vlavirgem/toasts_part.html", {"messages": waiting}, request)
                response.content += drawn.encode()
        return response

    @staticmethod
    def _is_part(request: HttpRequest, response: HttpResponse) -> bool:
        """A whole page draws its own toasts, and a redirect leaves them for where it goes."""
        if not getattr(request, "htmx", False) or response.streaming or "HX-Redirect" in response.headers:
            return False
        is_html = response.headers.get("Content-Type", "").startswith("text/html")
        return is_html and response.status_code < 300 and b"<html" not in response.content[:2000]  # noqa: PLR2004
