"""Making a kind of record of a document, another version of it, and closing one.

Only the network's own organisation does so: a kind is the same for everybody. Nothing of a kind is ever taken away, so
that each record that was made of it can still be read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.exchange.kinds import Kind, declared_kinds
from vlavirgem_graphql.exchange.kinds.made.asking import OURS, Mistakes, refusal, step
from vlavirgem_graphql.exchange.kinds.made.breaking import Break, breaks_between
from vlavirgem_graphql.exchange.kinds.made.document import MAX_VERSION, Draft, draft_of, finished, kind_of
from vlavirgem_graphql.exchange.kinds.made.known import look_again
from vlavirgem_graphql.exchange.models import KindVersion
from vlavirgem_graphql.schema.free_names import note_taken_names, require_fit
from vlavirgem_tenants.directory.models import TenantKind
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.turns import take_turn


@dataclass(frozen=True)
class Assessment:
    """What a document would make: its kind, the document that stands now under this name and version (None: it is
    new), and what would break whoever uses that."""

    kind: Kind
    name: str
    stands: KindVersion | None
    breaks: list[Break]

    @property
    def is_same(self) -> bool:
        """Whether it says what stands already."""
        return self.stands is not None and not self.stands.is_closed and self.stands.document == self._document

    _document: Mapping[str, Any]


def assess(document: Mapping[str, Any]) -> Assessment:
    """Hold a document against the rules and against what there is, without making anything.

    Raises :class:`Refusal` that tells all that is wrong, with its place. What breaks is told and not refused here.
    """
    mistakes = Mistakes()
    draft = _not_of_the_house(draft_of(document, mistakes), document, mistakes)
    versions = list(KindVersion.objects.filter(name=draft.base).order_by("version", "revision"))
    stands = next((each for each in reversed(versions) if each.version == draft.version), None)
    if _is_next_or_newest(draft, versions, mistakes) and stands is None:
        note_taken_names(draft, mistakes)
    kind = finished(draft, document, mistakes)
    if stands is None:
        require_fit(kind)
        return Assessment(kind, draft.base, None, [], document)
    before = kind_of(stands.document)
    found = Assessment(kind, draft.base, stands, breaks_between(before, kind), document)
    if not found.breaks and not found.is_same:  # a group that is new brings names
        note_taken_names(draft, mistakes, instead_of=before)
        mistakes.refuse()
        require_fit(kind, instead_of=before)
    return found


def _not_of_the_house(draft: Draft, document: Mapping[str, Any], mistakes: Mistakes) -> Draft:
    """Note the name of a kind that comes with the house; then only the names that are written out are looked at, since
    the others follow from it."""
    if draft.base not in {each.name for each in declared_kinds()}:
        return draft
    said = _("A kind with this name comes with the house.")
    mistakes.note(refusal(said, step("", OURS + "name"), _("Choose another name.")))
    return replace(
        draft,
        base="",
        type_name=draft.type_name if OURS + "type" in document else "",
        connection_name=draft.connection_name if OURS + "list" in document else "",
    )


def _is_next_or_newest(draft: Draft, versions: Sequence[KindVersion], mistakes: Mistakes) -> bool:
    """Whether the version can be made, or changed; notes where it can be neither."""
    newest = max((each.version for each in versions), default=0)
    if not draft.version or not draft.base or draft.version in {newest, newest + 1}:
        return draft.version > 0
    if draft.version > newest:
        said = _("The next version of this kind is %(next)s.") % {"next": newest + 1}
    else:
        said = _("There is a newer version, %(newest)s: this one does not change any more.") % {"newest": newest}
    mistakes.note(refusal(said, step("", OURS + "version")))
    return False


@transaction.atomic
def make_kind(*, actor: Actor, document: Mapping[str, Any]) -> KindVersion:
    """Make a kind of a document, or let the document take the place of the one that stands under its name and version.

    A version that follows another closes that one. A document that says what stands already makes nothing. Raises
    :class:`Refusal` for who may not, for what is wrong in the document, and for what breaks who uses the kind.
    """
    _require_network(actor)
    take_turn("exchange_kind")  # two at once would each miss the names of the other
    found = assess(document)
    if found.stands is not None and found.is_same:
        return found.stands
    if found.breaks:
        raise Refusal(
            _("This changes the kind for those who use it. %(said)s") % {"said": found.breaks[0].said},
            remedy=_("Give it the version %(next)s: it then stands beside this one, which stays as it is.")
            % {"next": found.kind.version + 1},
            code="kind-breaks",
            status=HTTPStatus.CONFLICT,
            place=found.breaks[0].place,
            details=tuple({"message": each.said, "place": each.place} for each in found.breaks),
        )
    before = KindVersion.objects.filter(name=found.name, version=found.kind.version - 1).first()
    if found.stands is None and before is not None and not before.is_closed:
        _store(actor, before.name, before.version, before.document, is_closed=True)
    return _store(actor, found.name, found.kind.version, document)


@transaction.atomic
def close_kind(*, actor: Actor, name: str) -> KindVersion:
    """Let no new dataset be made of a kind. What there is stays, and can be read, changed and offered.

    ``name`` is that of a version, as datasets have it. Raises :class:`Refusal` for one that was not made here.
    """
    _require_network(actor)
    take_turn("exchange_kind")
    stands = find_version(name)
    if stands.is_closed:
        return stands
    return _store(actor, stands.name, stands.version, stands.document, is_closed=True)


def find_version(name: str) -> KindVersion:
    """What stands of a made kind, by the name that datasets have. Raises Refusal 404 where there is none."""
    base, _dash, number = name.rpartition("-")
    is_numbered = base and number.isdecimal() and len(number) <= len(str(MAX_VERSION))
    plain, version = (base, int(number)) if is_numbered else (name, 1)
    found = KindVersion.objects.filter(name=plain, version=version).first()
    if found is None:
        raise Refusal(
            _("No kind with this name was made here."),
            remedy=_("The page with kinds of record lists them."),
            code="unknown-kind",
            status=HTTPStatus.NOT_FOUND,
            place="name",
        )
    return found


def may_make_kinds(actor: Actor | None) -> bool:
    """Whether somebody makes kinds: an operator, in the network's own organisation."""
    return actor is not None and actor.tenant.kind == TenantKind.NETWORK and actor.may(Permission.KIND_MANAGE)


def _require_network(actor: Actor) -> None:
    actor.require(Permission.KIND_MANAGE)
    if actor.tenant.kind != TenantKind.NETWORK:
        raise Refusal(
            _("Kinds of record are made by the network's own organisation."),
            remedy=_("Ask the operator of the network for it."),
            code="network-only",
            status=HTTPStatus.FORBIDDEN,
        )


def _store(
    actor: Actor, name: str, version: int, document: Mapping[str, Any], *, is_closed: bool = False
) -> KindVersion:
    last = KindVersion.objects.filter(name=name, version=version).first()
    made = KindVersion.objects.create(
        owner=actor.tenant,
        name=name,
        version=version,
        revision=last.revision + 1 if last else 1,
        document=dict(document),
        is_closed=is_closed,
        made_by=actor.name,
    )
    look_again()
    return made
