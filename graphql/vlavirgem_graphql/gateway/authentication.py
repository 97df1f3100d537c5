"""Who calls the gateway: a program with a key, or a member in the explorer with a session."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.contrib.auth import HASH_SESSION_KEY
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import override

from vlavirgem_graphql.exchange.kinds.made.known import settle_kinds
from vlavirgem_graphql.exchange.services.persons import mark_of
from vlavirgem_graphql.gateway.access import Mark
from vlavirgem_graphql.gateway.context import Caller, record_refusal
from vlavirgem_graphql.gateway.delegated_keys import delegated_by
from vlavirgem_graphql.gateway.negotiation import HttpRefusalError
from vlavirgem_graphql.gateway.services import KEY_START, digest_of
from vlavirgem_graphql.gateway.statement import run_first_statement, run_statement
from vlavirgem_sandbox.tryouts.models.key import KEY_MARK
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.models import User
from vlavirgem_tenants.people.permissions import Permission

if TYPE_CHECKING:
    from django.http import HttpResponse

    from vlavirgem_tenants.directory.models import Tenant
    from vlavirgem_tenants.requests.typing import TenantRequest


SCHEME = "Bearer "
TRYOUT_KEY_START = f"{KEY_MARK}_"  # of a try-out's key, which opens nothing here
# The last use is worth knowing to the minute; writing it at each call would make every read a write of one row.
_KEY_SQL = """
select k.id, k.label, k.may_introspect, k.revoked_at is not null,
    k.last_used_at is null or k.last_used_at < now() - interval '1 minute', k.scopes, k.points_a_minute,
    k.only_trusted, k.delegation_id, m.mark, (extract(epoch from now()) * 1000000)::bigint,
    (select kinds.mark from public.exchange_kind_mark kinds)
from gateway_key k left join public.exchange_access_mark m on m.owner_id = $1::bigint where k.digest = $2::text
"""
_USED_SQL = "update gateway_key set last_used_at = now() where id = $1::uuid"


class _KeyRow(NamedTuple):
    """What the database says of a key, as texts; empty for nothing."""

    key_id: str
    label: str
    may_introspect: str
    revoked: str
    unused: str
    scopes: str
    points: str
    only_trusted: str
    delegation: str
    mark: str
    now: str
    kinds: str


def carries_key(request: TenantRequest) -> bool:
    """Whether the caller identifies itself by a key."""
    authorization: str = request.META.get("HTTP_AUTHORIZATION", "")
    return authorization.startswith(SCHEME)


def caller_by_key(request: TenantRequest) -> Caller:
    """The key's caller; raises HttpRefusalError 401 for a key that is not this tenant's, or no longer is.

    Keys are looked up in the tenant's own schema: another tenant's key is simply unknown here.
    """
    tenant, text = request.tenant, request.META["HTTP_AUTHORIZATION"].removeprefix(SCHEME).strip()
    row = _row_of(tenant, text)
    settle_kinds(row.kinds)
    caller = _caller_of(tenant, row)
    if row.revoked == "t":
        said = _("This key was revoked. Ask your organisation for another.")
        raise unauthorized(tenant, "REVOKED_KEY", said, evidence=record_refusal(caller, "REVOKED_KEY"))
    if row.delegation:
        _require_standing(caller)
    if row.unused == "t":
        run_statement(_USED_SQL, [row.key_id])
    return caller


def _row_of(tenant: Tenant, text: str) -> _KeyRow:
    if text.startswith(TRYOUT_KEY_START):
        said = _("This is a key of a try-out; here a gateway key is needed. Make one under Developers.")
        raise unauthorized(tenant, "TRYOUT_KEY", said)
    rows = run_first_statement(_KEY_SQL, [tenant.pk, digest_of(text)]) if text.startswith(KEY_START) else []
    if not rows:
        raise unauthorized(
            tenant,
            "UNKNOWN_KEY",
            _("This key is not one of %(owner)s. A key works at one address only.") % {"owner": tenant.name},
        )
    return _KeyRow(*(cell.decode() if cell else "" for cell in rows[0]))


def _caller_of(tenant: Tenant, row: _KeyRow) -> Caller:
    delegated = delegated_by(row.delegation, tenant.pk) if row.delegation else None
    return Caller(
        tenant,
        delegated.reader if delegated else _name_of_keys(tenant.language) % {"label": row.label},
        UUID(row.key_id),
        row.may_introspect == "t",
        Mark(row.mark, int(row.now)),
        scopes=row.scopes,
        points_a_minute=int(row.points) if row.points else None,
        only_trusted=row.only_trusted == "t",
        delegated=delegated,
    )


def _require_standing(caller: Caller) -> None:
    """Raise HttpRefusalError for a key whose delegation is over (401), or may not read at this moment (403)."""
    delegated, owner = caller.delegated, caller.tenant.name
    if delegated is None or delegated.is_over:
        said = _("%(owner)s no longer lets this key read for it: the delegation or its agreement is over.")
        evidence = record_refusal(caller, "DELEGATION_OVER")
        raise unauthorized(caller.tenant, "DELEGATION_OVER", said % {"owner": owner}, evidence=evidence)
    if not delegated.is_live:
        said = _("The agreement that this key reads under is not in force at this moment: “%(title)s”.")
        evidence = record_refusal(caller, "AGREEMENT_REQUIRED")
        raise HttpRefusalError(
            HTTPStatus.FORBIDDEN, "AGREEMENT_REQUIRED", said % {"title": delegated.title}, evidence=evidence
        )


@cache
def _name_of_keys(language: str) -> str:
    """What a key is called in the evidence, which is in its organisation's language whoever calls."""
    with override(language):
        return _("key %(label)s")


def caller_by_session(request: TenantRequest) -> Caller:
    """The signed-in member; raises HttpRefusalError without a session, its CSRF token or the permission."""
    visitor = request.visitor
    if visitor is None:
        raise key_needed(request.tenant)
    if _forged(request):
        raise HttpRefusalError(HTTPStatus.FORBIDDEN, "CSRF", _("Send the CSRF token of the page in X-CSRFToken."))
    caller = Caller(request.tenant, mark_of(visitor), None, may_introspect=True, person=visitor)
    if not visitor.may(Permission.GATEWAY_KEY):
        said = _("The explorer is for developers of the organisation.")
        event_id = record_refusal(caller, "ROLE_NEEDED")
        raise HttpRefusalError(HTTPStatus.FORBIDDEN, "ROLE_NEEDED", said, evidence=event_id)
    return caller


def visitor_now(request: TenantRequest) -> Actor | None:
    """Who the session's member is at this moment, for what goes on after the request; None who signed out or may no
    longer sign in."""
    key = request.session.session_key
    if key is None or not request.session.exists(key):
        return None
    user = User.objects.filter(pk=request.user.pk, is_active=True).first()
    # A changed password ends other sessions by its hash; their rows stay.
    known = request.session.get(HASH_SESSION_KEY, "")
    if user is None or not constant_time_compare(known, user.get_session_auth_hash()):
        return None
    return Actor.of_user(request.tenant, user)


def key_needed(tenant: Tenant) -> HttpRefusalError:
    """The refusal of a caller who is not signed in and brings no key."""
    said = _("Send a key: Authorization: Bearer vvg_... (see /developers/).")
    return unauthorized(tenant, "AUTHENTICATION_REQUIRED", said)


def unauthorized(tenant: Tenant, code: str, message: str, *, evidence: str = "") -> HttpRefusalError:
    """The refusal of a caller whom we do not know, or no longer."""
    headers = {"WWW-Authenticate": f'Bearer realm="{tenant.slug}"'}
    return HttpRefusalError(HTTPStatus.UNAUTHORIZED, code, message, headers, evidence=evidence)


class _Check(CsrfViewMiddleware):
    def _reject(self, request: object, reason: str) -> HttpResponse:
        del request
        raise _ForgedError(reason)


class _ForgedError(Exception):
    """The CSRF check failed."""


def _forged(request: TenantRequest) -> bool:
    """Django's CSRF check. The view is exempt from the middleware's, since a program with a key has no token."""
    check = _Check(lambda _request: None)  # type: ignore[arg-type]
    try:
        check.process_request(request)
        check.process_view(request, _forged, (), {})  # type: ignore[arg-type]  # it looks for csrf_exempt only
    except _ForgedError:
        return True
    return False
