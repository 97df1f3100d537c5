"""Pages under /manage/: who is a member, what they do, adding and removing them, and what was done to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vlavirgem.ui.form_pages import done_or_told, posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_tenants.people import services
from vlavirgem_tenants.people.forms import NewMemberForm, RolesForm
from vlavirgem_tenants.people.history import history_of_people, people_lines
from vlavirgem_tenants.people.models import User
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.people.throttle import lift_lock, locks
from vlavirgem_tenants.requests.access import member_required, permission_required
from vlavirgem_tenants.requests.typing import TenantRequest

LINES_A_PAGE = 50


@require_GET
@member_required
def members(request: TenantRequest) -> HttpResponse:
    """Who is a member here and what they do."""
    may_manage = request.actor.may(Permission.PEOPLE_MANAGE)
    everybody = list(User.objects.all())
    people = [user for user in everybody if user.is_active]
    removed = [user for user in everybody if not user.is_active] if may_manage else []
    closed = locks(user.username for user in people) if may_manage else {}
    for user in people:
        user.locked_until = closed.get(user.username)  # type: ignore[attr-defined]  # for the page
    return render(request, "people/members.html", {"members": people, "removed": removed, "may_manage": may_manage})


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
    form = NewMemberForm(posted(request))
    if request.method == "POST" and form.is_valid() and (user := _added(request, form)):
        messages.success(request, _("%(name)s is a member now.") % {"name": user.name})
        return redirect("people:members")
    return _form_page(request, form, title=_("Add a member"), action=_("Add member"))


def _added(request: TenantRequest, form: NewMemberForm) -> User | None:
    """The new member; None where the service refuses something of the form, which then says so."""
    roles = [Role(role) for role in form.cleaned_data["roles"]]
    data = {**form.cleaned_data, "roles": roles}
    return done_or_told(form, lambda: services.add_person(actor=request.actor, **data))


@require_http_methods(["GET", "POST"])
@permission_required(Permission.PEOPLE_MANAGE)
def change_roles(request: TenantRequest, pk: int) -> HttpResponse:
    """Change what a member does here."""
    user = get_object_or_404(User, pk=pk)
    form = RolesForm(posted(request), initial={"roles": user.roles})
    if request.method == "POST" and form.is_valid() and _roles_set(request, user, form):
        messages.success(request, _("The roles of %(name)s were changed.") % {"name": user.name})
        return redirect("people:members")
    return _form_page(request, form, title=_("Roles of %(name)s") % {"name": user.name}, action=_("Save roles"))


def _roles_set(request: TenantRequest, user: User, form: RolesForm) -> User | None:
    roles = [Role(role) for role in form.cleaned_data["roles"]]
    return done_or_told(form, lambda: services.set_roles(actor=request.actor, user=user, roles=roles))


@require_http_methods(["GET", "POST"])
@permission_required(Permission.PEOPLE_MANAGE)
def remove(request: TenantRequest, pk: int) -> HttpResponse:
    """Remove a member, once it was confirmed; names the keys that go on without them."""
    user = get_object_or_404(User, pk=pk)
    if request.method == "POST":
        services.close_account(actor=request.actor, user=user)
        text = _("%(name)s was removed and can no longer sign in.") % {"name": user.name}
        toast(request, text, undo=reverse("people:put_back", args=[user.pk]))
        return redirect("people:remove", user.pk) if services.keys_of(user) else redirect("people:members")
    return render(request, "people/remove.html", {"member": user, "keys": services.keys_of(user)})


@require_POST
@permission_required(Permission.PEOPLE_MANAGE)
def put_back(request: TenantRequest, pk: int) -> HttpResponse:
    """Undo the removal of a member."""
    user = get_object_or_404(User, pk=pk)
    services.open_account(actor=request.actor, user=user)
    toast(request, _("%(name)s is a member again.") % {"name": user.name})
    return redirect("people:members")


@require_GET
@permission_required(Permission.PEOPLE_MANAGE)
def history(request: TenantRequest) -> HttpResponse:
    """What was done to the people here, the latest first."""
    before = request.GET.get("before", "")
    entries = list(history_of_people(request.tenant, before=_moment(before))[: LINES_A_PAGE + 1])
    earlier = entries[LINES_A_PAGE - 1].created_at.isoformat() if len(entries) > LINES_A_PAGE else ""
    page = {"entries": people_lines(entries[:LINES_A_PAGE]), "earlier": earlier, "later": before}
    return render(request, "people/history.html", page)


def _moment(text: str) -> datetime | None:
    """A moment out of an address; one that cannot be read is none."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and is_aware(moment) else None


def _form_page(request: TenantRequest, form: Any, **context: Any) -> HttpResponse:
    return render(
        request,
        "people/form.html",
        {"form": form, "back": reverse("people:members"), **context},
        status=status_of(form),
    )
