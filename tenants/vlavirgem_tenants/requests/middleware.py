"""The way of a request: its id and log line, its tenant and transaction, who acts, and how a refusal is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any, cast

from django.conf import settings
from django.db import DataError, InterfaceError, OperationalError
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.http.request import split_domain_port
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem.settings.logs import tenant_slug
from vlavirgem_tenants.directory.finding import tenant_of_host
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.requests import denials
from vlavirgem_tenants.requests.database_problems import database_refusal, log_database_problem, nul_in_address
from vlavirgem_tenants.requests.log_line import request_begins, request_ends
from vlavirgem_tenants.requests.refusals import refusal_response
from vlavirgem_tenants.requests.streaming import UnscopedStream
from vlavirgem_tenants.requests.typing import TenantRequest
from vlavirgem_tenants.scope import tenant_scope, unit_of_work

PATH_LENGTH = 300
Respond = Callable[[HttpRequest], HttpResponseBase]


class RequestLogMiddleware:
    """Outermost: gives each request an id (also in the answer, ``X-Request-Id``) and one line in the log."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """See :mod:`vlavirgem_tenants.requests.log_line`."""
        began = request_begins()
        response = self.get_response(request)
        name, value = request_ends(
            status=response.status_code, method=request.method or "", path=request.path, began=began
        )
        response[name] = value
        return response


class TenantScopeMiddleware:
    """Finds the tenant by host and runs all that follows, middleware too, in its one transaction.

    A view that fails is rolled back to its savepoint (ATOMIC_REQUESTS), so what the middleware wrote still commits.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve the request as its tenant; an unknown host gets a page that says so."""
        response: HttpResponseBase | None = None
        try:
            tenant = tenant_of_host(split_domain_port(request.get_host())[0])
            if tenant is None:
                return refusal_response(request, _unknown_host(request))
            tenant_slug.set(tenant.slug)
            cast("TenantRequest", request).tenant = tenant
            with unit_of_work(tenant):
                response = self.get_response(request)
                if not response.streaming:
                    _render(response)
        except (OperationalError, InterfaceError) as error:
            if response is not None:
                response.close()  # nobody will read it: a stream gives its place back
            return _without_database(request, error)
        if isinstance(response, StreamingHttpResponse) and not isinstance(response, (FileResponse, UnscopedStream)):
            response.streaming_content = _in_scope(tenant, cast("Iterator[bytes]", response.streaming_content))
        return response


class ActorMiddleware:
    """Adds ``visitor``: who is signed in, as an actor for this tenant; looked up when first asked for."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: TenantRequest) -> HttpResponseBase:
        """Calls without a session cookie (with a key, say) never ask the database for a session."""
        request.visitor = _actor(request) if settings.SESSION_COOKIE_NAME in request.COOKIES else None
        request.actor = request.visitor  # type: ignore[assignment]  # a view that uses it has @member_required
        return self.get_response(request)


class RefusalMiddleware:
    """Turns a Refusal that leaves a view into a page, a toast or Problem Details; that a role lacks goes on record."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing to do unless the view raises."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal, and a database that went away or is busy, are answered; all else goes on to the error page."""
        if isinstance(exception, Refusal):
            _put_on_record(request, exception)
            return refusal_response(request, exception)
        if isinstance(exception, (OperationalError, InterfaceError)):
            return _without_database(request, exception)
        if isinstance(exception, DataError) and "%00" in request.META.get("QUERY_STRING", ""):
            return refusal_response(request, nul_in_address())
        return None


def _put_on_record(request: HttpRequest, refusal: Refusal) -> None:
    """That a member may not do or see this. The address goes without what was asked in it."""
    visitor: Actor | None = getattr(request, "visitor", None)
    if refusal.status == HTTPStatus.FORBIDDEN and visitor is not None:
        asked = {"page": request.path[:PATH_LENGTH], "method": request.method or "", "reason": refusal.code}
        refusal.evidence = denials.put_on_record(visitor, asked)


def _actor(request: TenantRequest) -> Actor | None:
    if not request.user.is_authenticated or not request.user.is_active:
        return None
    return Actor.of_user(request.tenant, request.user)


def _render(response: HttpResponseBase) -> None:
    """Templates are rendered inside the transaction."""
    if callable(getattr(response, "render", None)) and not getattr(response, "is_rendered", True):
        response.render()  # type: ignore[attr-defined]


def _in_scope(tenant: Tenant, content: Iterator[Any]) -> Iterator[Any]:
    """A streamed body (an editor's report as CSV) is read after the middleware has returned: in a scope of its own."""
    with tenant_scope(tenant):
        yield from content


def _without_database(request: HttpRequest, error: Exception) -> HttpResponse:
    log_database_problem(error)
    return refusal_response(request, database_refusal(error))


def _unknown_host(request: HttpRequest) -> Refusal:
    return Refusal(
        _("No organisation lives at %(host)s.") % {"host": request.get_host()},
        remedy=_("Check the first part of the address: it is the short name of your organisation."),
        code="unknown-host",
        status=HTTPStatus.NOT_FOUND,
    )
