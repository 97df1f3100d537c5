"""Who calls: the key in the call, and what is wrong with it when it does not open this try-out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vlavirgem_sandbox.tryouts.key_secrets import is_gateway_key, read_secret
from vlavirgem_sandbox.tryouts.models import TryOut, TryOutKey
from vlavirgem_sandbox.tryouts.serving.problems import CallProblem

_CHALLENGE: Final = (("WWW-Authenticate", 'Bearer realm="try-out"'),)
_USE_NOTED_EVERY: Final = timedelta(minutes=1)
"""Last use is for people; to write it on every call would make calls with one key wait for each other."""


def key_of_call(tryout: TryOut, headers: Mapping[str, str]) -> TryOutKey:
    """The key sent as ``Authorization: Bearer`` or ``X-Api-Key``.

    Raises :class:`CallProblem`: 401 without a key, with one that is unknown here, revoked or past its last day; 403
    with the key of another try-out of the same organisation. Keys of other organisations are in schemas that cannot be
    read: unknown.
    """
    sent = sent_key(headers.get)
    if not sent:
        raise _no_key(
            "key-missing",
            _("This call has no key"),
            _("Send one as “Authorization: Bearer <key>” or “X-Api-Key: <key>”. You make keys on the try-out's page."),
        )
    if is_gateway_key(sent):
        raise _no_key(
            "key-of-the-gateway",
            _("This is a key of the data gateway"),
            _("Here a key of the try-out is needed; it begins with vvt_. You make one on the try-out's page."),
        )
    secret = read_secret(sent)
    key = TryOutKey.objects.filter(prefix=secret.prefix).first() if secret else None
    if secret is None or key is None or not secret.matches(key.digest):
        raise _no_key(
            "key-unknown",
            _("This key is not known here"),
            _("It is no key of this organisation, or it was not copied whole. Make a new one on the try-out's page."),
        )
    _require_in_use(key)
    if key.tryout_id != tryout.pk:
        raise CallProblem(
            refused_key=key.label,
            code="key-of-another-try-out",
            status=HTTPStatus.FORBIDDEN,
            title=_("This key belongs to another try-out"),
            detail=_("A key opens one try-out only. Use a key of this one, or the address of the other."),
        )
    return key


def require_scope(key: TryOutKey, method: str, operation: str) -> None:
    """Raise CallProblem (403, RFC 6750 section 3.1) for a call that the key may not make; says what it takes."""
    if key.covers(method, operation):
        return
    if key.operations and operation not in key.operations:
        needed = operation
        detail = _("This key is for these operations only: %(operations)s. This call needs a key for “%(needed)s”.") % {
            "operations": ", ".join(key.operations),
            "needed": operation,
        }
    else:
        needed = "write"
        detail = _("This key only reads (GET and HEAD). This call needs a key that may change things too.")
    remedy = _("You make one on the try-out's page.")
    raise CallProblem(
        refused_key=key.label,
        code="key-scope",
        status=HTTPStatus.FORBIDDEN,
        title=_("This key may not make this call"),
        detail=f"{detail} {remedy}",
        more={"needed": needed},
        headers=(("WWW-Authenticate", 'Bearer realm="try-out", error="insufficient_scope"'),),
    )


def note_use(key: TryOutKey, now: datetime) -> None:
    """Remember that the key was used, to the minute."""
    if key.last_used_at is None or now - key.last_used_at >= _USE_NOTED_EVERY:
        TryOutKey.objects.filter(pk=key.pk).update(last_used_at=now)


def _require_in_use(key: TryOutKey) -> None:
    if key.revoked_at is not None:
        raise _no_key("key-revoked", _("This key is revoked"), _revoked_since(key.revoked_at), key.label)
    if key.last_day is not None and key.is_over(timezone.now()):
        raise _no_key("key-expired", _("This key has expired"), _ended_on(key.last_day), key.label)


def sent_key(header: Callable[[str], str | None]) -> str:
    """What stands where a key should, of the headers that ``header`` reads; empty where there is nothing."""
    scheme, _space, credentials = (header("Authorization") or "").partition(" ")
    return (credentials if scheme.lower() == "bearer" else header("X-Api-Key") or "").strip()


def _revoked_since(revoked_at: datetime) -> str:
    when = date_format(timezone.localtime(revoked_at), "SHORT_DATETIME_FORMAT")
    return _("It was revoked on %(when)s. Make a new key on the try-out's page.") % {"when": when}


def _ended_on(last_day: date) -> str:
    when = date_format(last_day, "SHORT_DATE_FORMAT")
    return _("Its last day was %(when)s. Make a new key on the try-out's page.") % {"when": when}


def _no_key(code: str, title: str, detail: str, refused_key: str = "") -> CallProblem:
    return CallProblem(
        code=code,
        status=HTTPStatus.UNAUTHORIZED,
        title=title,
        detail=detail,
        headers=_CHALLENGE,
        refused_key=refused_key,
    )
