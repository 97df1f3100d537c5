"""The way through an opening for one call of a try-out, whosever that is.

Who calls sees the opening and nothing behind it. The endpoint, its credential and the count of the day are read and
written here in the publisher's own scope, after the caller's has ended: no other role ever reads them.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.days import next_midnight
from vlavirgem_sandbox.endpoints.destination import Destination, destination_of
from vlavirgem_sandbox.endpoints.models import Opening
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.outgoing.sealing import SealBroken
from vlavirgem_tenants.scope import tenant_scope

# One statement: two calls at once count two, and the one too many is not counted.
_ONE_MORE = """
    INSERT INTO endpoints_openingday AS known (id, owner_id, created_at, updated_at, visibility, opening_id, day, calls)
    VALUES (gen_random_uuid(), %(owner)s, now(), now(), %(visibility)s, %(opening)s, %(day)s, 1)
    ON CONFLICT (opening_id, day) DO UPDATE SET calls = known.calls + 1, updated_at = now()
    WHERE known.calls < %(most)s
    RETURNING calls
"""


def destination_behind(opening_id: UUID, *, publisher: Tenant, caller_id: int) -> Destination:
    """Where one call goes, counted. To be asked outside any scope.

    Raises Refusal with code ``opening-closed`` (not there, or not for this caller: the two are not told apart),
    ``opening-used-up`` and ``opening-unreadable``.
    """
    with tenant_scope(publisher):
        found = Opening.objects.open().select_related("endpoint").filter(pk=opening_id, owner=publisher)
        opening = found.filter(endpoint__removed_at=None).first()
        if opening is None or not opening.is_for(caller_id):
            raise closed()
        if not _counted(opening, timezone.localdate()):
            raise _used_up(opening)
        try:
            return destination_of(opening.endpoint, with_writes=opening.endpoint.writes_allowed)
        except SealBroken:
            raise _unreadable(opening) from None


def _counted(opening: Opening, day: date) -> bool:
    """Whether there was room for one more."""
    given: dict[str, Any] = {
        "owner": opening.owner_id,
        "visibility": Visibility.OWN.value,
        "opening": opening.pk,
        "day": day,
        "most": opening.calls_a_day,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ONE_MORE, given)
        return cursor.fetchone() is not None


def closed() -> Refusal:
    """Not there any more, or not for who asks."""
    return Refusal(
        _("The publisher has closed this acceptance environment, or does not open it to your organisation any more."),
        remedy=_("Let the try-out answer by itself again, or ask the publisher."),
        code="opening-closed",
    )


def _used_up(opening: Opening) -> Refusal:
    now = timezone.now()
    return Refusal(
        _("“%(name)s” takes %(most)d calls a day of all organisations together, and those are used up.")
        % {"name": opening.name, "most": opening.calls_a_day},
        remedy=_("Wait until tomorrow, let the try-out answer by itself again, or ask the publisher for more."),
        code="opening-used-up",
        retry_after=int((next_midnight(now) - now).total_seconds()) + 1,
    )


def _unreadable(opening: Opening) -> Refusal:
    return Refusal(
        _("The key with which “%(name)s” is called cannot be read any more.") % {"name": opening.name},
        remedy=_("Ask the publisher to register the endpoint again."),
        code="opening-unreadable",
    )
