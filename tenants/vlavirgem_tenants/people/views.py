"""Pages about people: signing in and out, the start page, the members of the organisation."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vlavirgem import plugins
from vlavirgem_tenants.commons.changes import recent_changes
from vlavirgem_tenants.people import services
from vlavirgem_tenants.people.forms import NewMemberForm, RolesForm, SignInForm
from vlavirgem_tenants.people.models import User
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.people.throttle import lift_lock, locks
from vlavirgem_tenants.requests.access import member_required, permission_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
@never_cache
def sign_in(request: TenantRequest) -> HttpResponse:
    """Sign in with a user of this organisation."""
    going_to = _safe_next(request)
    if request.visitor is not None:
        return redirect(going_to)
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        login(request, form.get_user())
        return redirect(going_to)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "vlavirgem/sign_in.html", {"form": form, "next": going_to}, status=status)


@require_POST
def sign_out(request: TenantRequest) -> HttpResponse:
    """Sign out, and say so."""
    logout(request)
    messages.success(request, _("You have signed out."))
    return redirect("start")


@require_POST
def set_language(request: TenantRequest) -> HttpResponse:
    """Pick the language of the interface: for this browser, and for who is signed in everywhere."""
    language = request.POST.get("language", "")
    response = redirect(_safe_next(request))
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


def start(request: TenantRequest) -> HttpResponseBase:
    """Signed in: what waits for me. Signed out: the organisation's public face."""
    if request.visitor is None:
        for face in plugins.public_faces:
            return cast("HttpResponseBase", face.serve(request))
        return redirect("sign_in")
    waiting = [entry for source in plugins.waiting_for for entry in source.find(request.actor)]
    running = [(work, found) for work in plugins.running_work if (found := work.find(request.actor))]
    page = {"waiting": waiting, "running": running, "changes": recent_changes()}
    return render(request, "vlavirgem/start.html", page)


@require_GET
@member_required
def members(request: TenantRequest) -> HttpResponse:
    """Who is a member here and what they do."""
    may_manage = request.actor.may(Permission.PEOPLE_MANAGE)
    people = list(User.objects.all())
    closed = locks(user.username for user in people) if may_manage else {}
    for user in people:
        user.locked_until = closed.get(user.username)  # type: ignore[attr-defined]  # for the page
    return render(request, "people/members.html", {"members": people, "may_manage": may_manage})


@require_POST
@permission_required(Permission.PEOPLE_MANAGE)
def let_in(request: TenantRequest, pk: int) -> HttpResponse:
    """Lift the lock that too many wrong passwords put on an account."""
    user = get_object_or_404(User, pk=pk)
    lift_lock(actor=request.actor, username=user.username)
    messages.success(request, _("%(name)s can try to sign in again.") % {"name": user.name})
    return redirect("people:members")


@require_http_methods(["GET", "POST"])
@permission_required(Permission.PEOPLE_MANAGE)
def add_member(request: TenantRequest) -> HttpResponse:
    """Add a member with roles."""
    form = NewMemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        user = services.add_person(
            actor=request.actor,
            email=data["email"],
            name=data["name"],
            password=data["password"],
            roles=[Role(role) for role in data["roles"]],
        )
        messages.success(request, _("%(name)s is a member now.") % {"name": user.name})
        return redirect("people:members")
    return _form_page(request, form, title=_("Add a member"), action=_("Add member"))


@require_http_methods(["GET", "POST"])
@permission_required(Permission.PEOPLE_MANAGE)
def change_roles(request: TenantRequest, pk: int) -> HttpResponse:
    """Change what a member does here."""
    user = get_object_or_404(User, pk=pk)
    form = RolesForm(request.POST if request.method == "POST" else None, initial={"roles": user.roles})
    if request.method == "POST" and form.is_valid():
        services.set_roles(actor=request.actor, user=user, roles=[Role(r) for r in form.cleaned_data["roles"]])
        messages.success(request, _("The roles of %(name)s were changed.") % {"name": user.name})
        return redirect("people:members")
    return _form_page(request, form, title=_("Roles of %(name)s") % {"name": user.name}, action=_("Save roles"))


@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """For load balancers: this process answers and reaches its database (the middleware has asked it already)."""
    return JsonResponse({"status": "ok"})


def _form_page(request: TenantRequest, form: Any, **context: Any) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(
        request, "people/form.html", {"form": form, "back": reverse("people:members"), **context}, status=status
    )


def _safe_next(request: TenantRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return wanted
    return reverse("start")
