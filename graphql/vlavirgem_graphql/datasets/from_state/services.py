"""Making records of what a try-out remembers: an explicit act, repeated as a difference. Nothing is offered by it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.difference import Difference, difference_between
from vlavirgem_graphql.datasets.mapping.making import drafts_of
from vlavirgem_graphql.datasets.mapping.places import places_in
from vlavirgem_graphql.datasets.mapping.targets import Mapping, best_kind, suggested, targets_of
from vlavirgem_graphql.datasets.mapping.unknown import unknown_names
from vlavirgem_graphql.datasets.models import Dataset, ImportRun, TryOutSource
from vlavirgem_graphql.datasets.services import Origin, kind_of_new, open_dataset, store_drafts, title_taken
from vlavirgem_graphql.exchange.kinds import Kind, open_kinds
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_sandbox.tryouts.remembered_documents import RememberedDocument, collections_of, documents_in
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


@dataclass(frozen=True, kw_only=True)
class Remembered:
    """A collection of a try-out as material for records: its documents, and where they hold something."""

    tryout: TryOut
    collection: str
    documents: list[RememberedDocument]
    places: list[str]
    source: TryOutSource | None
    """What was made of it before, if anything."""

    def kind_for(self, name: str = "") -> Kind:
        """The kind that its records are of already, or that was asked for, or the open one that fits best.

        Raises Refusal (400) for the name of no kind, and of one that is closed.
        """
        if self.source is not None:
            return self.source.dataset.declared_kind
        return kind_of_new(name) if name else best_kind(open_kinds(), self.places)

    def mapping_for(self, kind: Kind) -> Mapping:
        """As it was the last time, or as the names suggest."""
        return dict(self.source.mapping) if self.source is not None else suggested(kind, self.places)


def read_collection(*, actor: Actor, tryout: TryOut, collection: str) -> Remembered:
    """Read a collection. Raises Refusal (404) where it holds nothing."""
    actor.require(Permission.DATA_MANAGE)
    if collection not in {each.name for each in collections_of(tryout)}:
        raise Refusal(
            _("This try-out remembers nothing in “%(collection)s”.") % {"collection": collection},
            remedy=_("Make a call that creates something there, and try again."),
            code="nothing-remembered",
            status=HTTPStatus.NOT_FOUND,
            place="collection",
        )
    documents = documents_in(tryout, collection, tenant=actor.tenant)
    source = TryOutSource.objects.select_related("dataset").filter(tryout_id=tryout.pk, collection=collection).first()
    return Remembered(
        tryout=tryout,
        collection=collection,
        documents=documents,
        places=places_in(document.content for document in documents),
        source=source,
    )


def foresee_records(remembered: Remembered, kind: Kind, mapping: Mapping) -> Difference:
    """What would become of each document; nothing is stored."""
    known = remembered.source.dataset.records.all() if remembered.source is not None else ()
    return difference_between(known, drafts_of(remembered.documents, kind, mapping), whole=True)


@transaction.atomic
def make_records(*, actor: Actor, remembered: Remembered, kind: Kind, mapping: Mapping, title: str = "") -> ImportRun:
    """Bring the dataset of this collection to what the try-out remembers, made (with ``title``) where there is none.

    Done again with nothing changed it changes nothing. Raises Refusal for a mapping that the kind does not know,
    without a title or with one that is taken, and where no document fits the kind.
    """
    actor.require(Permission.DATA_MANAGE)
    remembered.tryout.lock()  # two first acts at once would make two datasets
    wanted = _known(kind, mapping)
    drafts = drafts_of(remembered.documents, kind, wanted)
    if all(draft.refused for draft in drafts):
        raise Refusal(
            _("None of the documents fits the kind “%(kind)s”.") % {"kind": kind.label},
            remedy=_("The preview says why; choose other places, or another kind."),
            code="nothing-fits",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            place="mapping",
        )
    source = _source(actor, remembered, kind, title)
    if source.dataset.kind != kind.name:
        raise Refusal(
            _("These documents are records of another kind already: “%(title)s”.") % {"title": source.dataset.title},
            remedy=_("Open the page again, and look at what they are."),
            code="other-kind",
        )
    if source.mapping != wanted:
        source.mapping = wanted
        source.save(update_fields=["mapping"])
    origin = Origin(
        name=f"{remembered.tryout.name}: {remembered.collection}", content_hash=_hash_of(remembered.documents)
    )
    return store_drafts(actor=actor, dataset=source.dataset, drafts=drafts, origin=origin, whole=True)


def _source(actor: Actor, remembered: Remembered, kind: Kind, title: str) -> TryOutSource:
    """What was kept of it, looked up again now that the try-out is ours; else a new dataset."""
    where: dict[str, Any] = {"tryout_id": remembered.tryout.pk, "collection": remembered.collection}
    known = TryOutSource.objects.select_related("dataset").filter(**where).first()
    if known is not None:
        return known
    title = title.strip()
    if not title:
        raise Refusal(_("The dataset has no title."), remedy=_("Give it a title."), code="no-title", place="title")
    if Dataset.objects.filter(title=title).exists():
        raise title_taken(title)
    dataset = open_dataset(actor=actor, kind=kind.name, title=title)
    return TryOutSource.objects.create(dataset=dataset, **where)


def _known(kind: Kind, mapping: Mapping) -> Mapping:
    names = {target.name for target in targets_of(kind)}
    if unknown := sorted(mapping.keys() - names):
        raise unknown_names(_("These fields are not known: %(names)s."), unknown, names)
    return {name: place for name, place in mapping.items() if place}


def _hash_of(documents: list[RememberedDocument]) -> str:
    text = json.dumps([[each.address, each.content] for each in documents], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
