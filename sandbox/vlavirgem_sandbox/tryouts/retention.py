"""How long calls are kept: old ones are cleared by the operator, but for those that evidence rests on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from vlavirgem import plugins
from vlavirgem_sandbox.tryouts.models import TryOut, TryOutEvent, Verb
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission

# In one statement and without reading a call: ``delete()`` would fetch them all, bodies too, for whoever listens to
# ``post_delete`` of every model.
_CLEAR_INBOX: Final = "DELETE FROM tryouts_receivedmessage WHERE tryout_id = %s AND at < %s"
_CLEAR: Final = "DELETE FROM tryouts_call WHERE tryout_id = %s AND at < %s AND id <> ALL (%s::uuid[])"


@dataclass(frozen=True, kw_only=True)
class Pruned:
    """What was cleared (or would be)."""

    calls: int = 0
    kept: int = 0
    """Old calls that stay, since something rests on them."""
    messages: int = 0
    """Messages in the inbox."""
    minutes: int = 0
    """Minutes of which only the number of callers turned away was known."""
    others: Mapping[str, int] = field(default_factory=dict)
    """What of other rooms was cleared with them, by the name of its clearing."""

    def __add__(self, other: Pruned) -> Pruned:
        return Pruned(
            calls=self.calls + other.calls,
            kept=self.kept + other.kept,
            messages=self.messages + other.messages,
            minutes=self.minutes + other.minutes,
            others={**self.others, **other.others},
        )


def cleared_before(days: int) -> datetime:
    """The moment before which calls are old: the start of a day, so that each day is in the log whole or not at all."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=days)


@transaction.atomic
def prune_tryout(*, actor: Actor, tryout: TryOut, before: datetime, dry_run: bool = False) -> Pruned:
    """Clear messages and calls from before that moment, but for calls that another room rests on
    (``plugins.calls_in_use``).

    One try-out's log is cleared whole or not at all, and its history says so. ``dry_run`` only counts. The tenant's own
    role has no right to remove calls: this runs on the connection of the tables' owner
    (``vlavirgem_tenants.wall.owner.as_owner``), inside the tenant's scope.
    """
    actor.require(Permission.TRYOUT_MANAGE)
    old = tryout.calls.filter(at__lt=before)
    used = {call for use in plugins.calls_in_use for call in use.find()}
    unused, in_use = old.exclude(pk__in=used), old.filter(pk__in=used)
    minutes = tryout.turned_away.filter(minute__lt=before)
    if dry_run:
        messages = tryout.inbox.filter(at__lt=before).count()
        return Pruned(calls=unused.count(), kept=in_use.count(), messages=messages, minutes=minutes.count())
    kept = in_use.count()
    calls = _clear(tryout, before, used)
    messages = _cleared(_CLEAR_INBOX, tryout.pk, before)
    gone, _per_model = minutes.delete()
    if calls:
        tryout.lock()
        tryout.refresh_from_db(fields=["log_starts_at"])
        tryout.log_starts_at = max(before, tryout.log_starts_at or before)  # with a longer term it never goes back
        tryout.save(update_fields=["log_starts_at"])
        TryOutEvent.objects.create(tryout=tryout, person=actor.name, verb=Verb.PRUNED, detail=str(calls))
    return Pruned(calls=calls, kept=kept, messages=messages, minutes=gone)


def _clear(tryout: TryOut, before: datetime, used: Collection[UUID]) -> int:
    return _cleared(_CLEAR, tryout.pk, before, list(used))


def _cleared(statement: str, *values: UUID | datetime | list[UUID]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        return int(cursor.rowcount)
