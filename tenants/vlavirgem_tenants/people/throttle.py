"""Too many wrong passwords: django-axes counts them, an account is then closed to one address for a while.

The counts are in the tenant's own schema, so one organisation's locks say nothing about another's. They are kept for
whatever address was typed in, member or not: the answer does not tell which accounts there are.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from vlavirgem_tenants.commons.models import Person, record
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.forms import SignInForm
from vlavirgem_tenants.people.models import User
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.scope import current_tenant

LONGEST_NAME = 255  # of the column


def client_address(request: HttpRequest) -> str | None:
    """The address that a request came from: the one that the outermost of our own proxies saw, or the peer's.

    Only as many entries of X-Forwarded-For are believed as there are proxies (``VLAVIRGEM_PROXIES``): the ones before
    them are the client's own words.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    forwarded = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",")]
    seen = forwarded[-settings.PROXIES] if 0 < settings.PROXIES <= len(forwarded) else peer
    try:
        return str(ipaddress.ip_address(seen))
    except ValueError:
        return None  # a Unix socket: then the account alone is counted


def typed_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The account that somebody tries to sign in with, written one way."""
    typed = (credentials or {}).get("username") or request.POST.get("username") or ""
    return str(typed).strip().lower()[:LONGEST_NAME]


def locks(usernames: Iterable[str], *, address: str | None = None) -> dict[str, datetime]:
    """Until when each of these accounts is closed, somewhere or to one ``address``; open ones are left out."""
    attempts = AccessAttempt.objects.filter(
        username__in=list(usernames), attempt_time__gte=timezone.now() - settings.AXES_COOLOFF_TIME
    )
    if address is not None:
        attempts = attempts.filter(ip_address=address)
    counted = (
        attempts.order_by()
        .values("username", "ip_address")
        .annotate(failures=Sum("failures_since_start"), latest=Max("attempt_time"))
        .filter(failures__gte=settings.AXES_FAILURE_LIMIT)
    )
    until: dict[str, datetime] = {}
    for row in counted:
        ends = row["latest"] + settings.AXES_COOLOFF_TIME
        until[row["username"]] = max(ends, until.get(row["username"], ends))
    return until


def locked_page(
    request: HttpRequest, _answer: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """The sign-in page that says until when one has to wait; the right password gets it too."""
    name = typed_name(request, credentials)
    now = timezone.now()
    until = locks([name], address=client_address(request)).get(name, now + settings.AXES_COOLOFF_TIME)
    page = {"form": SignInForm(request, initial={"username": name}), "locked_until": until}
    answer = render(request, "vlavirgem/sign_in.html", page, status=HTTPStatus.TOO_MANY_REQUESTS)
    answer["Retry-After"] = str(max(1, round((until - now).total_seconds())))
    return answer


def remember_lock(*, request: Any, username: str, ip_address: str | None, **_signal: Any) -> None:
    """Write in the member's history that the account was closed: once a lock, not for each try while it holds."""
    began = request.axes_failures_since_start is not None
    person = _person(username) if began else None
    if person is not None:
        detail = {"address": ip_address or "", "minutes": int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)}
        record(actor=Actor.system(current_tenant()), subject=person, verb="locked out", detail=detail)


def lift_lock(*, actor: Actor, username: str) -> int:
    """Let somebody try again at once, from every address; returns how many counts were taken away."""
    actor.require(Permission.PEOPLE_MANAGE)
    name = username.strip().lower()
    lifted: int = reset(username=name)
    person = _person(name) if lifted else None
    if person is not None:
        record(actor=actor, subject=person, verb="let in again")
    return lifted


def _person(username: str) -> Person | None:
    user = User.objects.filter(username=username).first()
    return Person.objects.filter(pk=user.person_id).first() if user else None
