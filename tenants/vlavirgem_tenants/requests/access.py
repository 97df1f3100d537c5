"""Who may open a page: decorators of views."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseBase

from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.typing import TenantRequest

P = ParamSpec("P")
View = Callable[Concatenate[TenantRequest, P], HttpResponseBase]


def member_required(view: View[P]) -> View[P]:
    """For members of the tenant; others go to the sign-in page and come back after."""

    @wraps(view)
    def guarded(request: TenantRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.visitor is None:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded


def permission_required(permission: Permission) -> Callable[[View[P]], View[P]]:
    """For members whose roles allow it; others get a page that says which role it takes."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: TenantRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            request.actor.require(permission)
            return view(request, *args, **kwargs)

        return member_required(guarded)

    return decorate
