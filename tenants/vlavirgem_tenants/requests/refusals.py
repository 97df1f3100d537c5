"""How a refusal reaches who asked: a page for people, a toast for htmx, Problem Details (RFC 9457) for programs."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem.settings.logs import request_id

PROBLEM_TYPE = "application/problem+json"
# No lock within lock_timeout, a deadlock, statement_timeout, transactions that cannot be put in order, no more logins.
BUSY = {"55P03", "40P01", "57014", "40001", "53300"}
SECONDS_TO_WAIT = 5
R = TypeVar("R", bound=HttpResponse)


def refusal_response(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal in the form that the client asked for."""
    if _wants_json(request):
        return problem_response(refusal)
    htmx = request.headers.get("HX-Request") == "true"
    template = "vlavirgem/components/refusal_toast.html" if htmx else "vlavirgem/refusal.html"
    context = {"refusal": refusal, "request_id": request_id.get(), "plain": not hasattr(request, "tenant")}
    response = _timed(render(request, template, context, status=refusal.status), refusal)
    if htmx:
        response["HX-Retarget"], response["HX-Reswap"] = "#toasts", "beforeend"
    return response


def problem_response(refusal: Refusal, **extra: Any) -> JsonResponse:
    """Problem Details; ``type`` is a relative reference to the page that documents the code."""
    problem: dict[str, Any] = {
        "type": f"/developers/problems/#{refusal.code}",
        "title": refusal.message,
        "status": int(refusal.status),
        "detail": refusal.remedy,
        "request": request_id.get(),
        **extra,
    }
    if refusal.place:
        problem["pointer"] = refusal.place
    if refusal.details:
        problem["errors"] = list(refusal.details)
    return _timed(JsonResponse(problem, status=refusal.status, content_type=PROBLEM_TYPE), refusal)


def is_busy(error: Exception) -> bool:
    """Whether the database is there and others were at work, by SQLSTATE (PostgreSQL manual, appendix A).

    It waited too long for a lock, for a statement, or for another in a circle; trying again may well go right.
    """
    return getattr(error.__cause__ or error, "sqlstate", None) in BUSY


def database_refusal(error: Exception) -> Refusal:
    """What is told when the database did not do its work: busy, or (08*, 57P*, a socket that broke) out of reach."""
    return busy_database() if is_busy(error) else unreachable_database()


def busy_database() -> Refusal:
    """What is told when the database is there, and others were at work on the same."""
    return Refusal(
        _("It is too busy here just now, so this step was not done. Nothing of it was saved."),
        remedy=_("Try again in a few seconds."),
        code="database-busy",
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        retry_after=SECONDS_TO_WAIT,
    )


def unreachable_database() -> Refusal:
    """What a person is told when the database went away."""
    return Refusal(
        _("The database cannot be reached just now. Nothing of what you did in this step was saved."),
        remedy=_("Wait a moment and try again; what you typed is still in your browser's previous page."),
        code="database-unreachable",
        status=HTTPStatus.SERVICE_UNAVAILABLE,
    )


def _timed(response: R, refusal: Refusal) -> R:
    if refusal.retry_after:
        response["Retry-After"] = str(refusal.retry_after)
    return response


def _wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json", PROBLEM_TYPE]) not in {None, "text/html"}
