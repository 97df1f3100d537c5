"""Saying, in the log itself, that it was restored from a backup and what was lost by that. Nothing is done silently."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from http import HTTPStatus
from uuid import UUID

from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.evidence.services.checkpoints import log_key, make_checkpoint
from vlavirgem_graphql.evidence.trees import LogTree, own_hashes
from vlavirgem_graphql.evidence.verifier import Checkpoint, EvidenceError
from vlavirgem_graphql.exchange.models import EventKind, ExchangeEvent
from vlavirgem_graphql.exchange.services.evidence import append_event
from vlavirgem_graphql.signatures.models import SigningKey
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


def declare_restored(*, actor: Actor, kept: Sequence[Checkpoint], reason: str) -> UUID:
    """Put on record that the log is an older one than these checkpoints, kept elsewhere, tell of; and sign that.

    A verifier that is given such a checkpoint then says that what it had is lost, instead of that it was tampered with.
    Raises Refusal without the role, for a checkpoint that our log did not sign, and where nothing is lost.
    """
    actor.require(Permission.AGREEMENT_SIGN)
    for checkpoint in kept:
        _require_ours(actor.tenant, checkpoint)
    events = ExchangeEvent.objects.filter(owner=actor.tenant).count()
    lost = [checkpoint for checkpoint in kept if not _holds(actor.tenant, checkpoint, events)]
    if not lost:
        raise Refusal(
            _("Nothing is lost: the log still holds all that this checkpoint tells of."),
            remedy=_("Name a checkpoint that was kept from after the backup."),
            code="nothing-lost",
            status=HTTPStatus.CONFLICT,
        )
    named = [{"size": each.size, "root": base64.b64encode(each.root).decode()} for each in lost]
    detail = {"lost": named, "events_in_backup": events, "reason": reason}
    event_id = append_event(actor=actor, kind=EventKind.RESTORED, rows_of_offers={}, detail=detail)
    make_checkpoint(actor=actor)
    return event_id


def _require_ours(tenant: Tenant, checkpoint: Checkpoint) -> None:
    """With a key of ours: those sign under the name of our log only."""
    keys = [log_key(key) for key in SigningKey.objects.filter(owner=tenant).select_related("owner")]
    try:
        checkpoint.witnesses(keys)
    except EvidenceError as error:
        raise Refusal(
            _("This is no checkpoint that the log of %(who)s signed: %(why)s.") % {"who": tenant.name, "why": error},
            remedy=_("Name a checkpoint that was downloaded from the page Checkpoints and keys of this organisation."),
            code="not-our-checkpoint",
            status=HTTPStatus.BAD_REQUEST,
        ) from error


def _holds(tenant: Tenant, checkpoint: Checkpoint, events: int) -> bool:
    """Whether the log as it is now begins with what the checkpoint was signed over."""
    if not 0 < checkpoint.size <= events:
        return False
    return LogTree(own_hashes(tenant), checkpoint.size).root() == checkpoint.root
