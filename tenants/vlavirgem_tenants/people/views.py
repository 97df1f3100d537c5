"""Pages about people: signing in and out, the start page, the members of the organisation."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vlavirgem import plugins
from vlavirgem.ui.form_pages import posted, status_of
from vlavirgem_tenants.commons.changes import recent_changes
from vlavirgem_tenants.people import services
from vlavirgem_tenants.people.forms import OwnPasswordForm, SignInForm
from vlavirgem_tenants.requests.access import member_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
@never_cache
def sign_in(request: TenantRequest) -> HttpResponse:
    """Sign in with a user of this organisation."""
    going_to = _safe_next(request)
    if request.visitor is not None:
        return redirect(going_to)
    form = SignInForm(request, posted(request))
    if request.method == "POST" and form.is_valid():
        user = form.get_user()
        login(request, user)
        return _in_language(redirect(going_to), user.preferred_language)
    return render(request, "vlavirgem/sign_in.html", {"form": form, "next": going_to}, status=status_of(form))


@require_POST
def sign_out(request: TenantRequest) -> HttpResponse:
    """Sign out, and say so."""
    logout(request)
    messages.success(request, _("You have signed out."))
    return redirect("start")


@require_POST
def set_language(request: TenantRequest) -> HttpResponse:
    """Pick the language of the interface: for this browser and, for who is signed in, wherever they sign in later."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return redirect(_safe_next(request))
    if request.visitor is not None:
        services.prefer_language(actor=request.actor, user=request.user, language=language)
    return _in_language(redirect(_safe_next(request)), language)


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


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@never_cache
@member_required
def change_password(request: TenantRequest) -> HttpResponse:
    """Choose a new password; this browser stays signed in, the others do not."""
    form = OwnPasswordForm(request.user, posted(request))
    if request.method == "POST" and form.is_valid():
        services.change_own_password(
            actor=request.actor, user=request.user, password=form.cleaned_data["new_password1"]
        )
        update_session_auth_hash(request, request.user)
        messages.success(request, _("Your password was changed. You were signed out everywhere else."))
        return redirect("start")
    return render(request, "people/password.html", {"form": form}, status=status_of(form))


@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """For load balancers: this process answers and reaches its database (the middleware has asked it already)."""
    return JsonResponse({"status": "ok"})


def _in_language(response: HttpResponse, language: str) -> HttpResponse:
    """With the cookie that LocaleMiddleware reads; as it was for somebody who never picked one."""
    if language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


def _safe_next(request: TenantRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return wanted
    return reverse("start")
