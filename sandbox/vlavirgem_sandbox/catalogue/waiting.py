"""What of the catalogue waits for a person: drafts that were checked and not put live, questions, and answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from vlavirgem.plugins import Waiting, WaitingFor
from vlavirgem_sandbox.catalogue.models import Message, ServiceVersion
from vlavirgem_sandbox.catalogue.services import may_publish
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission

_MOST: Final = 20
_SHOWN: Final = 120


def _drafts(actor: Actor) -> Sequence[Waiting]:
    if not may_publish(actor):
        return ()
    return [
        Waiting(
            title=_("Publish “%(service)s”") % {"service": draft.service.name},
            url=reverse("services:preview", args=[draft.pk]),
            line=_("Version %(number)s is checked; only you see it yet.") % {"number": draft.number},
            since=draft.created_at,
        )
        for draft in ServiceVersion.objects.drafts_of(actor.tenant)
    ]


def _questions(actor: Actor) -> Sequence[Waiting]:
    """For the publisher: what waits for an answer."""
    if not may_publish(actor):
        return ()
    asked = Message.objects.unanswered(actor.tenant).select_related("owner", "service__owner").order_by("created_at")
    return [
        Waiting(
            title=_("%(kind)s about “%(service)s”")
            % {"kind": message.get_kind_display(), "service": message.service.name},
            url=_address(message),
            line=f"{message.owner.name}: {Truncator(message.text).chars(_SHOWN)}",
            since=message.created_at,
        )
        for message in asked[:_MOST]
    ]


def _answers(actor: Actor) -> Sequence[Waiting]:
    """For who asked: answers that nobody marked as seen."""
    if not actor.may(Permission.TRYOUT_CALL):
        return ()
    asked = Message.objects.filter(owner=actor.tenant).with_news().with_replies()
    return [
        Waiting(
            title=_("Answer about “%(service)s”") % {"service": message.service.name},
            url=_address(message),
            line=f"{message.state_label}: {Truncator(latest.text).chars(_SHOWN)}",
            since=latest.created_at,
        )
        for message in asked[:_MOST]
        for latest in list(message.replies.all())[-1:]
    ]


def _address(message: Message) -> str:
    page = reverse("services:feedback", args=[message.service.owner.slug, message.service.slug])
    return f"{page}#message-{message.pk}"


QUESTIONS = WaitingFor(name="catalogue-questions", find=_questions)
ANSWERS = WaitingFor(name="catalogue-answers", find=_answers)
DRAFTS = WaitingFor(name="catalogue-drafts", find=_drafts)
