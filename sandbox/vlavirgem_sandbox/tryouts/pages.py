"""What every page of one try-out has: the try-out itself, its address, its tabs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.endpoints.models import Opening
from vlavirgem_sandbox.tryouts.models import Disturbance, PassingOn, TryOut, TryOutState
from vlavirgem_sandbox.tryouts.notices import notices_of
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.typing import TenantRequest

SOON: Final = timedelta(days=7)
"""Before its last day a try-out says that it will expire."""


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One page of a try-out."""

    title: str
    url: str
    current: bool


def tryout_or_404(public_id: str) -> TryOut:
    """The tenant's try-out at that address."""
    return get_object_or_404(TryOut, public_id=public_id)


def operations_to_try(tryout: TryOut) -> list[str]:
    """Keys of the operations that its contract lets one call; none where the version cannot be read any more."""
    rows = ServiceVersion.objects.filter(pk=tryout.version_id).values_list("operations", flat=True).first() or []
    return [row["key"] for row in rows if row["works"]]


def scopes_of_keys(tryout: TryOut) -> list[str]:
    """What a key can be limited to: operations to call, and messages to read in the inbox."""
    rows = ServiceVersion.objects.filter(pk=tryout.version_id).values_list("operations", "messages").first() or ([], [])
    return [row["key"] for listed in rows for row in listed if row["works"]]


def base_url(request: TenantRequest, tryout: TryOut) -> str:
    """Where programs call it, without a slash at the end."""
    return request.build_absolute_uri(tryout.base_path)


def page_context(request: TenantRequest, tryout: TryOut, *, tab: str) -> dict[str, Any]:
    """What ``tryouts/frame.html`` draws; ``tab`` is the address name of the page that is shown, or of the one above."""
    passing = _passing(tryout)
    titles = {
        "detail": _("Overview"),
        "console": _("Console"),
        "contract": _("Contract"),
        "calls": _("Calls"),
        **({"inbox": _("Inbox")} if tryout.sends_messages else {}),
        "remembered": _("Remembered data"),
    }
    tabs = [
        Tab(title=title, url=reverse(f"tryouts:{name}", args=[tryout.public_id]), current=name == tab)
        for name, title in titles.items()
    ]
    return {
        "tryout": tryout,
        "base_url": base_url(request, tryout),
        "tabs": tabs,
        "above": _above(request, tryout, tabs),
        "last_day": _last_day(tryout),
        "disturbances": _disturbances(tryout),
        "passing": passing,
        "passing_is_closed": passing is not None and not Opening.objects.open().filter(pk=passing.opening_id).exists(),
        "notices": [] if tryout.state == TryOutState.ENDED else [each.notice for each in notices_of([tryout])],
        "may_manage": request.actor.may(Permission.TRYOUT_MANAGE),
        "may_call": request.actor.may(Permission.TRYOUT_CALL),
        "may_pilot": request.actor.may(Permission.PILOT_MANAGE),
    }


def _above(request: TenantRequest, tryout: TryOut, tabs: list[Tab]) -> list[Tab]:
    """What lies between the list of try-outs and this page: nothing where the page is one of the tabs itself."""
    overview, *others = tabs
    if any(tab.url == request.path for tab in tabs):
        return []
    here = replace(overview, title=tryout.name)
    return [here, *(tab for tab in others if tab.current)]


@dataclass(frozen=True, kw_only=True)
class LastDay:
    """The last day of a try-out, when it is near or behind us."""

    day: date
    is_over: bool


def _last_day(tryout: TryOut) -> LastDay | None:
    now = timezone.now()
    if tryout.last_day is None or tryout.state == TryOutState.ENDED:
        return None
    if tryout.last_day - timezone.localdate(now) > SOON:
        return None
    return LastDay(day=tryout.last_day, is_over=tryout.is_over(now))


def _disturbances(tryout: TryOut) -> list[Disturbance]:
    """Those that are on; asked of the database only when the row says there may be one."""
    now = timezone.now()
    if tryout.state == TryOutState.ENDED or tryout.disturbed_until is None or tryout.disturbed_until <= now:
        return []
    return list(tryout.disturbances.running(now))


def _passing(tryout: TryOut) -> PassingOn | None:
    """What answers instead of the try-out, asked as sparingly."""
    now = timezone.now()
    if tryout.state == TryOutState.ENDED or tryout.passed_on_until is None or tryout.passed_on_until <= now:
        return None
    return tryout.passings_on.running(now).first()
