"""Asking the publisher of a service, changing and taking back what one asked, and answering."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.models import Message, MessageKind, Reply, ReplyState, RoadmapLine, Service
from vlavirgem_sandbox.catalogue.services import require_owner, require_publisher
from vlavirgem_sandbox.catalogue.services_describing import plan_line
from vlavirgem_sandbox.catalogue.typed_words import require_no_real_number
from vlavirgem_tenants.commons.models import Visibility, record
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


@transaction.atomic
def ask(*, actor: Actor, service: Service, kind: MessageKind, text: str, to_all: bool = False) -> Message:
    """Ask the publisher something; ``to_all`` lets whoever sees the service read along."""
    actor.require(Permission.TRYOUT_CALL)
    if service.owner_id == actor.tenant.pk:
        raise Refusal(
            message=_("“%(service)s” is a service of your own organisation.") % {"service": service.name},
            remedy=_("Answer what others ask."),
            code="own-service",
        )
    message = Message.objects.create(
        owner=actor.tenant,
        visibility=_visibility(to_all=to_all),
        service=service,
        kind=kind,
        text=_checked(text),
        author=actor.name,
        for_publisher=True,
    )
    record(actor=actor, subject=message, verb="asked", detail={"to_all": to_all})
    return message


@transaction.atomic
def change_message(*, actor: Actor, message: Message, kind: MessageKind, text: str, to_all: bool) -> Message:
    """Write it anew, while nobody answered. The history keeps what stood there, for who may read the message."""
    held = _own(actor, message)
    if held.replies.exists():
        raise Refusal(message=_("This is answered already."), remedy=_("Ask something new instead."), code="answered")
    before = {"text": held.text, "kind": held.kind}
    held.kind, held.text, held.visibility = kind, _checked(text), _visibility(to_all=to_all)
    held.changed_at = timezone.now()
    held.save()
    record(actor=actor, subject=held, verb="changed", detail={"before": before, "to_all": to_all})
    return held


@transaction.atomic
def withdraw_message(*, actor: Actor, message: Message, undo: bool = False) -> Message:
    """Nobody sees it any more on a page, with its answers; or it stands there again."""
    held = _own(actor, message)
    held.withdrawn_at = None if undo else timezone.now()
    held.save(update_fields=["withdrawn_at"])
    record(actor=actor, subject=held, verb="put back" if undo else "taken back")
    return held


@transaction.atomic
def mark_replies_seen(*, actor: Actor, message: Message, replies: Iterable[UUID]) -> Message:
    """These are no news any more, for the whole organisation that asked."""
    held = _own(actor, message)
    known = set(held.replies.values_list("pk", flat=True))
    held.seen_replies = sorted({*held.seen_replies, *(known & set(replies))})
    held.save(update_fields=["seen_replies"])
    return held


@transaction.atomic
def reply(*, actor: Actor, message: Message, text: str, state: ReplyState) -> Reply:
    """Answer as the publisher, and say how it is left. An answer is never changed; there may be more than one."""
    require_publisher(actor)
    require_owner(actor, message.service)
    if not Message.objects.shown().filter(pk=message.pk).exists():
        raise Refusal(
            message=_("This was taken back meanwhile."), remedy=_("There is nothing to answer."), code="taken-back"
        )
    answer = Reply.objects.create(
        owner=actor.tenant,
        message=message,
        service=message.service,
        text=_checked(text),
        state=state,
        author=actor.name,
    )
    record(actor=actor, subject=message, verb="answered", detail={"state": str(state)})
    return answer


@transaction.atomic
def plan_wish(*, actor: Actor, message: Message, when: str, what: str) -> RoadmapLine:
    """Put a wish on the roadmap, and tell who asked."""
    line = plan_line(actor=actor, service=message.service, when=when, what=what, wish_id=message.pk)
    said = _("It stands on the roadmap: %(when)s, %(what)s") % {"when": line.when, "what": line.what}
    reply(actor=actor, message=message, text=said, state=ReplyState.PLANNED)
    return line


def _own(actor: Actor, message: Message) -> Message:
    """The message of one's own organisation, held."""
    actor.require(Permission.TRYOUT_CALL)
    held = Message.objects.select_for_update(of=("self",)).filter(pk=message.pk, owner=actor.tenant).first()
    if held is None:
        raise Refusal(
            message=_("This is not of your organisation."),
            remedy=_("Only who asked changes it."),
            code="not-the-writer",
            status=HTTPStatus.FORBIDDEN,
        )
    return held


def _checked(text: str) -> str:
    words = text.strip()
    if not words:
        raise Refusal(
            message=_("There is no text."),
            remedy=_("Write what you want to say."),
            code="no-text",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            place="text",
        )
    require_no_real_number(words, place="text")
    return words


def _visibility(*, to_all: bool) -> Visibility:
    return Visibility.PARTNERS if to_all else Visibility.OWN
