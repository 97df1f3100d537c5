"""What of the exchange waits for somebody, shown on the start page."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from vlavirgem.plugins import Waiting
from vlavirgem.ui.states import State
from vlavirgem_graphql.exchange.models import Agreement
from vlavirgem_graphql.exchange.templatetags.exchange import last_day
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission

NOTICE = timedelta(days=30)


def proposals_to_sign(actor: Actor) -> list[Waiting]:
    """Proposals that our signature is still missing on, for who may sign."""
    if not actor.may(Permission.AGREEMENT_SIGN):
        return []
    unsigned = Agreement.objects.filter(grant__isnull=True).select_related("consumer", "provider").with_last_act()
    return [
        Waiting(
            title=_title(actor, agreement),
            url=reverse("data:agreement", args=[agreement.pk]),
            line=agreement.purpose[:140],
            since=agreement.created_at,
        )
        for agreement in unsigned
        if agreement.standing().state is State.PROPOSED and actor.tenant.pk not in agreement.signers
    ]


def agreements_to_renew(actor: Actor) -> list[Waiting]:
    """Agreements under which we read that end soon and are not renewed, for who may propose it."""
    if not actor.may(Permission.AGREEMENT_PROPOSE):
        return []
    now = timezone.now()
    ending = Agreement.objects.filter(
        consumer=actor.tenant,
        valid_until__gt=now,
        valid_until__lte=now + NOTICE,
        grant__isnull=False,
        grant__ended_at__isnull=True,
    )
    renewed = {each.renews_id for each in Agreement.objects.renewing(ending) if each.standing().is_alive}
    return [
        Waiting(
            title=_("Renew or let it end: reading “%(title)s” stops after %(day)s")
            % {"title": agreement.offer_title, "day": date_format(localtime(last_day(agreement)), "SHORT_DATE_FORMAT")},
            url=reverse("data:agreement", args=[agreement.pk]),
            line=agreement.purpose[:140],
        )
        for agreement in ending
        if agreement.pk not in renewed
    ]


def _title(actor: Actor, agreement: Agreement) -> str:
    who = {"other": agreement.other_party(actor.tenant).name, "title": agreement.offer_title}
    if agreement.owner_id == actor.tenant.pk:
        return _("Sign what we propose to %(other)s about “%(title)s”") % who
    if agreement.answers_id:
        return _("Sign or answer: %(other)s proposes other terms for “%(title)s”") % who
    return _("Sign or refuse: %(other)s asks for “%(title)s”") % who
