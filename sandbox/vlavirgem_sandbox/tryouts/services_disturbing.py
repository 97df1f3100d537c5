"""Disturb a try-out for a while, and end that earlier."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.tryouts.models import Disturbance, DisturbanceCount, DisturbanceKind, Spread, TryOut, Verb
from vlavirgem_sandbox.tryouts.models.disturbance import EVERY_CALL, LONGEST, SHORTEST
from vlavirgem_sandbox.tryouts.models.try_out import new_seed
from vlavirgem_sandbox.tryouts.services import remember, require_not_ended
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


@dataclass(frozen=True, kw_only=True)
class DisturbancePlan:
    """What is to be disturbed and how; of the figures only those of its kind count."""

    kind: DisturbanceKind
    operation: str = ""
    """Key of an operation; empty for every one."""
    share: int = EVERY_CALL
    status: int | None = None
    delay_ms: int | None = None
    most_ms: int | None = None
    """The longest delay; None for one that is always the same."""
    spread: Spread = Spread.FIXED
    per_minute: int | None = None
    seed: int | None = None
    """Give the one of before to have the same calls struck again; None for a new one."""


@transaction.atomic
def disturb_tryout(
    *, actor: Actor, tryout: TryOut, plan: DisturbancePlan, lasts: timedelta, began_at: datetime | None = None
) -> Disturbance:
    """Switch it on for :data:`SHORTEST` to :data:`LONGEST`; it ends by itself.

    It takes the place of one of the same kind that is on for the same calls. ``began_at`` as in ``open_tryout``.
    """
    actor.require(Permission.TRYOUT_MANAGE)
    tryout.lock()
    require_not_ended(tryout)
    _require_sensible(tryout, plan, lasts)
    began = began_at or timezone.now()
    same = tryout.disturbances.running(began).filter(kind=plan.kind, operation=plan.operation)
    same.update(ended_at=began)
    values = asdict(plan) | {"most_ms": plan.most_ms or plan.delay_ms, "seed": plan.seed or new_seed()}
    disturbance = Disturbance(tryout=tryout, began_at=began, until=began + lasts, began_by=actor.name, **values)
    try:
        disturbance.full_clean()
    except ValidationError as error:
        raise Refusal(
            _("This disturbance cannot be switched on."),
            remedy=" ".join(error.messages),
            code="bad-disturbance",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
        ) from error
    disturbance.save(force_insert=True)
    DisturbanceCount.objects.create(disturbance=disturbance)
    _note_end(tryout, began)
    remember(actor, tryout, Verb.DISTURBED, str(disturbance), at=began_at)
    return disturbance


@transaction.atomic
def calm_tryout(
    *, actor: Actor, tryout: TryOut, disturbance: Disturbance | None = None, ended_at: datetime | None = None
) -> int:
    """End one disturbance, or all that are on; returns how many. Nothing happens where none is on any more."""
    actor.require(Permission.TRYOUT_MANAGE)
    tryout.lock()
    moment = ended_at or timezone.now()
    running = list(tryout.disturbances.running(moment))
    ending = [each for each in running if disturbance is None or each == disturbance]
    for each in ending:
        each.ended_at = moment
        each.save(update_fields=["ended_at"])
        remember(actor, tryout, Verb.CALMED, str(each), at=ended_at)
    _note_end(tryout, moment)
    return len(ending)


def _note_end(tryout: TryOut, now: datetime) -> None:
    """Keep on the try-out until when calls have to look for disturbances."""
    ends = tryout.disturbances.running(now).values_list("until", flat=True)
    tryout.disturbed_until = max(ends, default=None)
    tryout.save(update_fields=["disturbed_until"])


def _require_sensible(tryout: TryOut, plan: DisturbancePlan, lasts: timedelta) -> None:
    if not SHORTEST <= lasts <= LONGEST:
        raise Refusal(
            _("A disturbance lasts from 5 minutes to 8 hours."),
            remedy=_("Choose another time. It can be ended earlier, and switched on again."),
            code="bad-duration",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            place="minutes",
        )
    versions = ServiceVersion.objects.filter(pk=tryout.version_id)
    operations = [row["key"] for row in versions.values_list("operations", flat=True).first() or []]
    if plan.operation and plan.operation not in operations:
        raise Refusal(
            _("The contract has no operation “%(operation)s”.") % {"operation": plan.operation},
            remedy=_("Choose one of: %(operations)s.") % {"operations": ", ".join(operations)},
            code="no-such-operation",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            place="operation",
        )
