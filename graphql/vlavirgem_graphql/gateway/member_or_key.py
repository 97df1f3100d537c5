"""Addresses beside ``/graphql`` that a member reads who is signed in, and a program with a key of the gateway."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from http import HTTPStatus
from typing import Final

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import override

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.gateway.authentication import caller_by_key, carries_key, key_needed
from vlavirgem_graphql.gateway.budgets import charge
from vlavirgem_graphql.gateway.context import Caller, record_refusal
from vlavirgem_graphql.gateway.errors import code_of
from vlavirgem_graphql.gateway.key_scopes import KeyScope
from vlavirgem_graphql.gateway.language import language_of
from vlavirgem_graphql.gateway.negotiation import HttpRefusalError
from vlavirgem_graphql.gateway.trusted_documents import trusted_only
from vlavirgem_tenants.requests.access import P, View, member_required
from vlavirgem_tenants.requests.refusals import problem_response
from vlavirgem_tenants.requests.typing import TenantRequest

PAGE_COST: Final = 170
"""Points of one answer to a key here. A ``node(id)`` with every field of a public service, the dearest kind of record,
costs 164: so who reads records by address spends no less than who asks the gateway for them."""
_PAGES: Final = {"text/html", "application/xhtml+xml"}


def member_or_key(scope: KeyScope | None = None) -> Callable[[View[P]], View[P]]:
    """For members, and for programs with a key of their organisation that was made for ``scope`` (None: any key).

    A program is told what it lacks in Problem Details, in the language that it asks for; a browser is led to signing
    in. What needs a scope is not for a key that takes its trusted documents only. A key pays ``PAGE_COST`` from its
    budget for each answer, a refusal too; a member pays for the explorer only, which asks the gateway.
    """

    def decorate(view: View[P]) -> View[P]:
        for_members = member_required(view)

        @wraps(view)
        def guarded(request: TenantRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            with_key = carries_key(request)
            if not with_key and (request.visitor is not None or _wants_a_page(request)):
                return for_members(request, *args, **kwargs)
            headers: dict[str, str] = {}
            with override(language_of(request)):
                try:
                    if not with_key:
                        raise key_needed(request.tenant)
                    caller = caller_by_key(request)
                    headers = charge(caller, PAGE_COST)
                    _require(caller, scope)
                    response = view(request, *args, **kwargs)
                except HttpRefusalError as refused:
                    response, headers = _told(refused), headers | refused.headers
                except Refusal as why:
                    response = problem_response(why)
                except Http404:
                    response = problem_response(_nothing_here())
            for name, value in headers.items():
                response.headers[name] = value
            response.headers.setdefault("Cache-Control", "no-store")
            return response

        return guarded

    return decorate


def export_for_members(view: View[P]) -> View[P]:
    """For members only. A program that is not signed in is told so, with a key too, and where a key reads instead; a
    browser is led to signing in."""
    for_members = member_required(view)

    @wraps(view)
    def guarded(request: TenantRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.visitor is not None or (not carries_key(request) and _wants_a_page(request)):
            return for_members(request, *args, **kwargs)
        with override(language_of(request)):
            response = problem_response(_members_only())
        response.headers["Cache-Control"] = "no-store"
        return response

    return guarded


def _wants_a_page(request: HttpRequest) -> bool:
    """Whether it asks for a page before all else, as browsers do; who takes anything (curl) is a program."""
    return any(str(each).partition(";")[0] in _PAGES for each in request.accepted_types[:1])


def _require(caller: Caller, scope: KeyScope | None) -> None:
    """Raise Refusal, on record, for a delegate's key and for one that was not made for this."""
    try:
        caller.require_own()
        if scope is not None:
            caller.require_scope(scope)
    except Refusal as refusal:
        code = code_of(refusal)
        raise replace(refusal, code=code, evidence=record_refusal(caller, code)) from refusal
    if scope is not None and caller.only_trusted:
        raise trusted_only(caller)


def _told(refused: HttpRefusalError) -> HttpResponseBase:
    return problem_response(
        Refusal(refused.message, code=refused.code, status=refused.status, evidence=refused.evidence)
    )


def _nothing_here() -> Refusal:
    return Refusal(
        _("There is nothing at this address that is yours to read."), code="NOT_FOUND", status=HTTPStatus.NOT_FOUND
    )


def _members_only() -> Refusal:
    return Refusal(
        _("An export is for members who are signed in; a key does not open it."),
        remedy=_(
            "A program with a key reads records at /graphql, one record at its identifier (/id/...), "
            "and the proof of an event at /evidence/ID."
        ),
        code="EXPORT_FOR_MEMBERS",
        status=HTTPStatus.FORBIDDEN,
    )
