"""Every extension point of VlaVirGem, in one file.

A plugin is a Python package that names a function under the entry-point group ``vlavirgem.plugins``; the function is
called once at start-up (``vlavirgem.apps``), when our own rooms have registered theirs in ``AppConfig.ready``, and
registers what it brings. What is not in this file is private and may change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import entry_points
from typing import Any
from uuid import UUID

from vlavirgem.registry import Registry


@dataclass(frozen=True)
class EvidenceRef:
    """A link of the evidence chain: which kind, and which one."""

    kind: str
    id: UUID


@dataclass(frozen=True, kw_only=True)
class EvidenceCard:
    """A link as people see it: a small card with a title, a line and an address. ``owner`` is who wrote it."""

    kind: str
    label: str
    title: str
    url: str
    line: str = ""
    state: str = ""
    owner: str = ""


@dataclass(frozen=True, kw_only=True)
class EvidenceKind:
    """A kind of link in the chain from trial to purchase (calls, measurement, finding, ..., call-off).

    ``card`` returns None for what the current tenant may not see; ``before`` and ``after`` give the neighbours.
    All three run inside the tenant's scope, so the database decides what is seen.
    """

    name: str
    label: Any  # a lazily translated text
    card: Callable[[UUID], EvidenceCard | None]
    before: Callable[[UUID], Sequence[EvidenceRef]]
    after: Callable[[UUID], Sequence[EvidenceRef]]


@dataclass(frozen=True, kw_only=True)
class EvidenceStep:
    """Neighbours of a link of another room's kind: what a room adds *after* a kind it does not own."""

    name: str
    kind: str
    after: Callable[[UUID], Sequence[EvidenceRef]]


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Something that waits for this person, shown on the start page."""

    title: str
    url: str
    line: str = ""
    since: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class WaitingFor:
    """A source of :class:`Waiting`: given the actor (vlavirgem_tenants.people.actors.Actor), what waits for them."""

    name: str
    find: Callable[[Any], Sequence[Waiting]]


@dataclass(frozen=True, kw_only=True)
class Running:
    """Something of ours that runs, as a card on the start page; ``state`` is one of the six states."""

    title: str
    url: str
    state: str
    line: str = ""


@dataclass(frozen=True, kw_only=True)
class RunningWork:
    """A part of the start page: what of one kind runs here. ``url_name`` is the list with all of them."""

    name: str
    label: Any  # a lazily translated text: "Our pilots"
    all_label: Any
    url_name: str
    find: Callable[[Any], Sequence[Running]]


@dataclass(frozen=True, kw_only=True)
class HistoryWords:
    """What was done to a thing of the commons, in words that follow the name of who did it ("published version 2").

    ``name`` is the thing's kind as History has it ("pilots.pilot"); ``tell`` is given a line of that History.
    ``kept`` are the verbs that only the organisation whose act it was reads.
    """

    name: str
    tell: Callable[[Any], str]
    kept: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class ProvisioningStep:
    """Work that each new tenant needs after its schema stands; runs inside the tenant's scope, must be repeatable."""

    name: str
    run: Callable[[Any], None]


@dataclass(frozen=True, kw_only=True)
class RoleListener:
    """Called when a person's roles changed (given the user), inside the same transaction."""

    name: str
    changed: Callable[[Any], None]


@dataclass(frozen=True, kw_only=True)
class PersonsKey:
    """A key in use that a person made for a program; ``url`` is where it can be revoked."""

    label: str
    url: str


@dataclass(frozen=True, kw_only=True)
class PersonsKeys:
    """A source of :class:`PersonsKey`: given a person's id, the keys that outlive their account."""

    name: str
    find: Callable[[UUID], Sequence[PersonsKey]]


@dataclass(frozen=True, kw_only=True)
class CallsInUse:
    """What of a room rests on calls to try-outs: ``find`` gives the ids of those calls for the present tenant.

    They stay in the log when older calls are cleared. Runs with the rights of the tables' owner, inside the tenant's
    scope.
    """

    name: str
    find: Callable[[], Iterable[UUID]]


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """What a call to a try-out was part of; ``label`` names it on the page of the call."""

    label: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Occasions:
    """A room that calls try-outs by itself: ``find`` gives what a call (by its id) was part of, or None."""

    name: str
    find: Callable[[UUID], Occasion | None]


@dataclass(frozen=True, kw_only=True)
class RunsInUse:
    """What of a room rests on runs of chains: ``find`` gives the ids of those runs, as with :class:`CallsInUse`."""

    name: str
    find: Callable[[], Iterable[UUID]]


@dataclass(frozen=True, kw_only=True)
class Clearing:
    """Old work of a room that ``vlavirgem tryout prune`` clears before the calls, which that work may rest on.

    ``clear`` is given the actor, the moment from before which things are old, and whether only to count; it gives how
    many were cleared (or would be). Runs with the rights of the tables' owner, inside the tenant's scope.
    """

    name: str
    clear: Callable[[Any, datetime, bool], int]


@dataclass(frozen=True, kw_only=True)
class DenialRecord:
    """Where it is put on record that somebody asked for what their roles or their key do not allow; the first one
    serves.

    ``record`` is given the actor (a program acts under the name of its key) and what was refused, in words that
    stay; it gives the id of the event, which must outlive the request's own transaction.
    """

    name: str
    record: Callable[[Any, Mapping[str, str]], UUID]


@dataclass(frozen=True, kw_only=True)
class DatasetKind:
    """A kind of dataset that tenants can exchange; ``declaration`` is vlavirgem_graphql.exchange.kinds.Kind."""

    name: str
    declaration: Any


@dataclass(frozen=True, kw_only=True)
class RememberedUse:
    """Something that a room does with what a try-out remembers, as a button beside it on the try-out's page.

    ``url`` is given the try-out's public id. ``permission`` hides it from who cannot use it.
    """

    name: str
    label: Any  # a lazily translated text: "Use as a dataset"
    url: Callable[[str], str]
    permission: str


@dataclass(frozen=True, kw_only=True)
class NavigationEntry:
    """A place in the main navigation. ``permission`` hides it from who cannot use it; None shows it to all members."""

    name: str
    label: Any
    url_name: str
    permission: str | None = None


@dataclass(frozen=True, kw_only=True)
class PublicFace:
    """What a tenant shows at ``/`` to who is not signed in: given the request, a response. The first one serves."""

    name: str
    serve: Callable[[Any], Any]


evidence_kinds: Registry[EvidenceKind] = Registry("kind of evidence")
evidence_steps: Registry[EvidenceStep] = Registry("evidence step")
waiting_for: Registry[WaitingFor] = Registry("source of waiting work")
running_work: Registry[RunningWork] = Registry("running work")
history_words: Registry[HistoryWords] = Registry("words of history")
provisioning_steps: Registry[ProvisioningStep] = Registry("provisioning step")
role_listeners: Registry[RoleListener] = Registry("role listener")
persons_keys: Registry[PersonsKeys] = Registry("source of a person's keys")
calls_in_use: Registry[CallsInUse] = Registry("use of calls")
occasions: Registry[Occasions] = Registry("occasion of calls")
runs_in_use: Registry[RunsInUse] = Registry("use of runs")
clearings: Registry[Clearing] = Registry("clearing of old work")
denial_records: Registry[DenialRecord] = Registry("record of denials")
dataset_kinds: Registry[DatasetKind] = Registry("dataset kind")
remembered_uses: Registry[RememberedUse] = Registry("use of what a try-out remembers")
public_faces: Registry[PublicFace] = Registry("public face")
navigation: Registry[NavigationEntry] = Registry("navigation entry")


def load_plugins() -> list[str]:
    """Call every installed plugin's entry function; returns their names. A broken plugin stops the start-up."""
    loaded = []
    for entry in entry_points(group="vlavirgem.plugins"):
        entry.load()()
        loaded.append(entry.name)
    return loaded
