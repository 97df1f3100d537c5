"""Have a try-out answered by the publisher's acceptance environment for a while, and end that earlier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.endpoints.models import Opening
from vlavirgem_sandbox.endpoints.passage import closed
from vlavirgem_sandbox.tryouts.models import PassingOn, TryOut, Verb
from vlavirgem_sandbox.tryouts.models.passing_on import LONGEST, SHORTEST
from vlavirgem_sandbox.tryouts.services import remember, require_not_ended
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


@dataclass(frozen=True, kw_only=True)
class PassingPlan:
    """What answers, what it is told, and what comes of an answer that breaks the contract."""

    opening: Opening
    tells_name: bool = False
    """Whether each call carries the short name of the organisation; nothing else ever says who calls."""
    refuses_wrong: bool = False
    """Whether such an answer becomes a 502; otherwise it comes through, with a header that says what is wrong."""


def openings_for(tryout: TryOut) -> list[Opening]:
    """What the publisher lets answer try-outs of this version, for this organisation."""
    return list(Opening.objects.open().filter(version_id=tryout.version_id).select_related("owner"))


@transaction.atomic
def pass_calls_on(*, actor: Actor, tryout: TryOut, plan: PassingPlan, lasts: timedelta) -> PassingOn:
    """From now on its calls leave the organisation, for :data:`SHORTEST` to :data:`LONGEST`; it ends by itself.

    It takes the place of one that is on.
    """
    actor.require(Permission.TRYOUT_MANAGE)
    tryout.lock()
    require_not_ended(tryout)
    if not SHORTEST <= lasts <= LONGEST:
        raise Refusal(
            _("Calls are passed on for 5 minutes to 8 hours."),
            remedy=_("Choose another time. It can be ended earlier, and switched on again."),
            code="bad-duration",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            place="minutes",
        )
    if plan.opening not in openings_for(tryout):
        raise closed()
    began = timezone.now()
    tryout.passings_on.running(began).update(ended_at=began)
    passing = PassingOn.objects.create(
        tryout=tryout,
        opening_id=plan.opening.pk,
        endpoint_name=plan.opening.name,
        host=plan.opening.host,
        tells_name=plan.tells_name,
        refuses_wrong=plan.refuses_wrong,
        began_at=began,
        until=began + lasts,
        began_by=actor.name,
    )
    tryout.passed_on_until = passing.until
    tryout.save(update_fields=["passed_on_until"])
    remember(actor, tryout, Verb.PASSED_ON, _in_words(passing))
    return passing


@transaction.atomic
def keep_calls_here(*, actor: Actor, tryout: TryOut, ended_at: datetime | None = None) -> bool:
    """The try-out answers by itself again, from the next call on; returns whether it did not before."""
    actor.require(Permission.TRYOUT_MANAGE)
    tryout.lock()
    moment = ended_at or timezone.now()
    ended = tryout.passings_on.running(moment).update(ended_at=moment)
    tryout.passed_on_until = None
    tryout.save(update_fields=["passed_on_until"])
    if ended:
        remember(actor, tryout, Verb.KEPT_HERE, at=ended_at)
    return bool(ended)


def _in_words(passing: PassingOn) -> str:
    until = date_format(timezone.localtime(passing.until), "TIME_FORMAT")
    told = _("%(endpoint)s, until %(until)s") % {"endpoint": passing, "until": until}
    return _("%(what)s, with our name") % {"what": told} if passing.tells_name else told
