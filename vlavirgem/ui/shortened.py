"""Addresses that somebody shortened by hand: each leads to the page that lists what stands below it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe


def listed_on(page: str, section: str = "") -> Callable[..., HttpResponse]:
    """A view that leads to the page of this name, at the section with this id; what stood in the address is let go."""

    @require_safe
    def lead(request: HttpRequest, **parts: str) -> HttpResponse:
        return redirect(reverse(page) + (f"#{section}" if section else ""))

    return lead
