"""Snapshots of a try-out: keep what it remembers under a name, go back to that, and throw it away."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final, TypeAlias

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.contracts.remembering import is_of_deleted
from vlavirgem_sandbox.tryouts.models import Snapshot, StateCollection, StateDocument, TryOut, Verb
from vlavirgem_sandbox.tryouts.models.snapshot import NAME_LENGTH
from vlavirgem_sandbox.tryouts.services import remember, require_not_ended
from vlavirgem_sandbox.tryouts.state_store import MOST_CHARACTERS
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission

MOST_SNAPSHOTS: Final = 10
MOST_SNAPSHOT_CHARACTERS: Final = 2 * MOST_CHARACTERS
"""Of all snapshots of a try-out together: the fullest state fits, and one more."""

_Documents: TypeAlias = dict[tuple[str, str], Any]


@dataclass(frozen=True, kw_only=True)
class Loss:
    """What going back does to the documents that a try-out remembers now; each a number of documents."""

    deleted: int
    """Made since the snapshot."""
    put_back: int
    """Changed since."""
    brought_back: int
    """Deleted since."""

    def __str__(self) -> str:
        """In a sentence."""
        return _(
            "Made since then, and deleted now: %(deleted)s. Changed since then, and put back: %(put_back)s. "
            "Deleted since then, and brought back: %(brought_back)s."
        ) % {"deleted": self.deleted, "put_back": self.put_back, "brought_back": self.brought_back}


@transaction.atomic
def keep_snapshot(*, actor: Actor, tryout: TryOut, name: str = "", kept_at: datetime | None = None) -> Snapshot:
    """Keep what the try-out remembers now. ``name`` defaults to the moment; ``kept_at`` as in open_tryout.

    Raises Refusal where the name is taken, and where there are :data:`MOST_SNAPSHOTS` or too much text already.
    """
    actor.require(Permission.TRYOUT_MANAGE)
    tryout.lock()
    require_not_ended(tryout)
    moment = kept_at or timezone.now()
    name = name.strip()[:NAME_LENGTH] or date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
    content = _remembered_now(tryout)
    characters = len(json.dumps(content))
    _require_room(tryout, name, characters)
    snapshot: Snapshot = Snapshot.objects.create(
        tryout=tryout,
        name=name,
        kept_at=moment,
        kept_by=actor.name,
        document_count=len(_shown(content)),
        characters=characters,
        content=content,
    )
    remember(actor, tryout, Verb.SNAPSHOT_KEPT, name, at=kept_at)
    return snapshot


@transaction.atomic
def restore_snapshot(*, actor: Actor, snapshot: Snapshot) -> Loss:
    """Let the try-out remember what it did then, its numbering too, and nothing else; returns what that undid.

    Keys, limits, disturbances, snapshots and the call log stay as they are.
    """
    actor.require(Permission.TRYOUT_MANAGE)
    tryout = snapshot.tryout
    tryout.lock()
    require_not_ended(tryout)
    _require_kept(snapshot)
    loss = loss_of_restoring(snapshot)
    StateDocument.objects.filter(tryout=tryout).delete()
    StateCollection.objects.filter(tryout=tryout).delete()
    StateDocument.objects.bulk_create(
        StateDocument(tryout=tryout, collection=collection, key=key, document=document, version=version)
        for collection, key, document, version in snapshot.content["documents"]
    )
    StateCollection.objects.bulk_create(
        StateCollection(tryout=tryout, name=name, last_number=number)
        for name, number in snapshot.content["collections"]
    )
    remember(actor, tryout, Verb.SNAPSHOT_RESTORED, snapshot.name)
    return loss


@transaction.atomic
def remove_snapshot(*, actor: Actor, snapshot: Snapshot) -> None:
    """Throw it away. What the try-out remembers now stays."""
    actor.require(Permission.TRYOUT_MANAGE)
    snapshot.tryout.lock()
    _require_kept(snapshot)
    remember(actor, snapshot.tryout, Verb.SNAPSHOT_REMOVED, snapshot.name)
    snapshot.delete()


def loss_of_restoring(snapshot: Snapshot) -> Loss:
    """What going back would undo, as things stand."""
    then, now = _shown(snapshot.content), _shown(_remembered_now(snapshot.tryout))
    return Loss(
        deleted=len(now.keys() - then.keys()),
        put_back=sum(now[place] != then[place] for place in now.keys() & then.keys()),
        brought_back=len(then.keys() - now.keys()),
    )


def _remembered_now(tryout: TryOut) -> dict[str, list[Any]]:
    documents = StateDocument.objects.filter(tryout=tryout).order_by("id")
    collections = StateCollection.objects.filter(tryout=tryout).order_by("id")
    return {
        "documents": [list(row) for row in documents.values_list("collection", "key", "document", "version")],
        "collections": [list(row) for row in collections.values_list("name", "last_number")],
    }


def _shown(content: dict[str, list[Any]]) -> _Documents:
    """The documents that people know of, by their place: without the engine's marks for what was deleted."""
    return {
        (collection, key): document
        for collection, key, document, _version in content["documents"]
        if not is_of_deleted(collection)
    }


def _require_room(tryout: TryOut, name: str, characters: int) -> None:
    if tryout.snapshots.filter(name=name).exists():
        raise _refused(
            _("There is a snapshot “%(name)s” already.") % {"name": name}, _("Choose another name."), "name-taken"
        )
    if tryout.snapshots.count() >= MOST_SNAPSHOTS:
        message = _("A try-out has %(most)s snapshots at most.") % {"most": MOST_SNAPSHOTS}
        raise _refused(message, _("Remove one that you no longer need."), "too-many-snapshots")
    held = tryout.snapshots.aggregate(held=Sum("characters"))["held"] or 0
    if held + characters > MOST_SNAPSHOT_CHARACTERS:
        message = _("The snapshots of a try-out are %(most)s MB together at most.") % {
            "most": MOST_SNAPSHOT_CHARACTERS // 1_000_000
        }
        raise _refused(message, _("Remove a snapshot, or reset the try-out first."), "snapshots-too-large")


def _require_kept(snapshot: Snapshot) -> None:
    """Raise Refusal for one that somebody removed meanwhile; the caller holds the try-out's lock."""
    if not Snapshot.objects.filter(pk=snapshot.pk).exists():
        raise Refusal(
            _("The snapshot “%(name)s” is no longer there.") % {"name": snapshot.name},
            remedy=_("Look at the page of the try-out for the snapshots that there are."),
            code="snapshot-gone",
            status=HTTPStatus.NOT_FOUND,
        )


def _refused(message: str, remedy: str, code: str) -> Refusal:
    return Refusal(message, remedy=remedy, code=code, status=HTTPStatus.UNPROCESSABLE_ENTITY, place="name")
