"""How a refusal reaches who asked: a page for people, a toast for htmx, Problem Details (RFC 9457) for programs."""

from __future__ import annotations

from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from vlavirgem.refusal import Refusal
from vlavirgem.settings.logs import request_id

PROBLEM_TYPE = "application/problem+json"
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
    if refusal.evidence:
        problem["evidence"] = refusal.evidence
    if refusal.place:
        problem["pointer"] = refusal.place
    if refusal.details:
        problem["errors"] = list(refusal.details)
    return _timed(JsonResponse(problem, status=refusal.status, content_type=PROBLEM_TYPE), refusal)


def _timed(response: R, refusal: Refusal) -> R:
    if refusal.retry_after:
        response["Retry-After"] = str(refusal.retry_after)
    return response


def _wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json", PROBLEM_TYPE]) not in {None, "text/html"}
