"""How many calls a try-out takes in a day, and until which day; and a later day for one that runs out."""

from __future__ import annotations

from datetime import date, timedelta
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.days import require_coming_day
from vlavirgem_sandbox.tryouts.models import TryOut, Verb
from vlavirgem_sandbox.tryouts.services import remember, require_not_ended
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission

EXTENDED_BY: Final = timedelta(days=30)


@transaction.atomic
def set_limits(*, actor: Actor, tryout: TryOut, calls_a_day: int | None, last_day: date | None) -> TryOut:
    """Take at most so many calls a day (None: as many as the installation lets), until the end of a day (None: no end).

    A try-out that is over answers again when it gets a later last day, or none.
    """
    actor.require(Permission.TRYOUT_MANAGE)
    tryout.lock()
    require_not_ended(tryout)
    if last_day != tryout.last_day:
        require_coming_day(last_day)
    if calls_a_day is not None and not 1 <= calls_a_day <= settings.TRYOUT_CALLS_A_DAY:
        raise Refusal(
            _("A try-out takes from 1 to %(most)s calls a day here.") % {"most": settings.TRYOUT_CALLS_A_DAY},
            remedy=_("Choose a number between those, or ask the operator of this installation for more."),
            code="bad-number-of-calls",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            place="calls_a_day",
        )
    tryout.calls_a_day, tryout.last_day = calls_a_day, last_day
    tryout.save(update_fields=["calls_a_day", "last_day"])
    remember(actor, tryout, Verb.LIMITED, _in_words(tryout))
    return tryout


@transaction.atomic
def extend_tryout(*, actor: Actor, tryout: TryOut) -> date:
    """Let it go on for :data:`EXTENDED_BY`, from its last day or from today where that is later; returns until when."""
    actor.require(Permission.TRYOUT_MANAGE)
    tryout.lock()
    tryout.refresh_from_db(fields=["calls_a_day", "last_day"])  # what the history tells, and what others did meanwhile
    require_not_ended(tryout)
    today = timezone.localdate()
    last_day = max(tryout.last_day or today, today) + EXTENDED_BY
    tryout.last_day = last_day
    tryout.save(update_fields=["last_day"])
    remember(actor, tryout, Verb.LIMITED, _in_words(tryout))
    return last_day


def _in_words(tryout: TryOut) -> str:
    most = tryout.most_calls_a_day
    calls = ngettext("%(count)s call a day", "%(count)s calls a day", most) % {"count": most}
    if tryout.last_day is None:
        return _("%(calls)s, no last day") % {"calls": calls}
    return _("%(calls)s, until %(day)s") % {"calls": calls, "day": date_format(tryout.last_day, "SHORT_DATE_FORMAT")}
