"""A chain that goes along with a blueprint: what of it leaves the organisation, and how it arrives in another.

What leaves is the document only: no keys, no runs and what was typed for them, no address of a try-out. In the place of
a try-out stands the service that it is of.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.chains.binding import suggested_tryouts
from vlavirgem_sandbox.chains.models import Chain, ChainState
from vlavirgem_sandbox.chains.services import ImportedFile, Origin, accepted_document, import_chain
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue
from vlavirgem_sandbox.contracts.pointers import escape, value_at
from vlavirgem_sandbox.contracts.recorded.secrets import is_secret_name, places_of_secrets
from vlavirgem_sandbox.tryouts.calling import callable_tryouts
from vlavirgem_sandbox.tryouts.telemetry import tryout_card
from vlavirgem_tenants.people.actors import Actor

_DATA: Final = frozenset({"payload", "value", "inputs", "outputs"})
"""Members whose content is what a step sends, asks or gives; a name with "x-" in it is part of that."""
_NAMED: Final = frozenset({"parameters", "successActions", "failureActions"})
"""Members that hold things by name where they stand under ``components``."""
_TRYOUT_ADDRESS: Final = re.compile(r"/(try|tryouts)/[2-9a-z]{8}(?![2-9a-z])")
_NO_ADDRESS: Final = r"/\1/…"
_CATALOGUE: Final = "/services/"


@dataclass(frozen=True, kw_only=True)
class TriedService:
    """A service as it was tried; ``url`` is its page in the catalogue, the same on every organisation's host."""

    name: str
    agency: str
    version: int
    url: str


@dataclass(frozen=True, kw_only=True)
class TravellingChain:
    """What goes along of a chain; ``services`` are the services that its sources stand for, by source."""

    name: str
    summary: str
    document: JsonObject
    services: Mapping[str, TriedService]


@dataclass(frozen=True, kw_only=True)
class MissingService:
    """A service of a chain that no try-out stands for yet; ``url`` is its page in the catalogue.

    ``fitting`` is the name of a try-out of ours that could, opened since; empty where there is none.
    """

    name: str
    url: str
    fitting: str


@dataclass(frozen=True, kw_only=True)
class ArrivedChain:
    """A chain that was taken over, as it is now."""

    id: UUID
    name: str
    url: str
    missing: Sequence[MissingService]


def chain_names() -> dict[UUID, str]:
    """The chains that can go along: those whose every step has a try-out, so that their services are known."""
    return dict(Chain.objects.filter(state=ChainState.ACTIVE).values_list("pk", "name"))


def chain_to_travel(chain_id: UUID) -> TravellingChain | None:
    """What would leave of a chain of ours; None where there is none that can go along.

    Raises Refusal (422) for a chain with what looks like a key or a password in it, with the place.
    """
    chain = Chain.objects.filter(pk=chain_id, state=ChainState.ACTIVE).first()
    if chain is None:
        return None
    cards = {source: tryout_card(tryout) for source, tryout in chain.tryout_ids().items()}
    services = {
        source: TriedService(
            name=card.service_name, agency=card.agency_name, version=card.version_number, url=card.service_url
        )
        for source, card in cards.items()
        if card is not None
    }
    document = _without_what_is_ours(chain.document, services)
    _refuse_keys(chain.name, document)
    description = accepted_document(document)
    return TravellingChain(name=chain.name, summary=description.summary, document=document, services=services)


@transaction.atomic
def take_over(*, actor: Actor, name: str, document: JsonObject, origin: Origin) -> UUID:
    """Import such a document as a chain of our own, bound to those of our try-outs that fit. Gives its id."""
    data = json.dumps(document, ensure_ascii=False).encode()
    return import_chain(actor=actor, file=ImportedFile(data=data), name=name, origin=origin).pk


def arrived_chains(origin_url: str) -> list[ArrivedChain]:
    """Our chains that came with what that page of ours tells of: two queries, and our try-outs where one is missing."""
    chains = Chain.objects.filter(origin_url=origin_url).prefetch_related("sources")
    return [
        ArrivedChain(id=chain.pk, name=chain.name, url=chain.get_absolute_url(), missing=_missing(chain))
        for chain in chains
    ]


def _missing(chain: Chain) -> list[MissingService]:
    pages = {source["name"]: source["url"] for source in chain.document["sourceDescriptions"]}
    unbound = [source.name for source in chain.sources.all() if source.tryout_id is None]
    fitting = _fitting(chain) if unbound else {}
    return [
        MissingService(name=name, url=pages.get(name, _CATALOGUE), fitting=fitting.get(name, "")) for name in unbound
    ]


def _fitting(chain: Chain) -> dict[str, str]:
    """The names of our try-outs that would be suggested for the sources of a chain."""
    if chain.description is None:
        return {}
    ours = callable_tryouts()
    names = {tryout.id: tryout.name for tryout in ours}
    return {source: names[chosen] for source, chosen in suggested_tryouts(chain.description, ours).items()}


def _without_what_is_ours(document: JsonObject, services: Mapping[str, TriedService]) -> JsonObject:
    bare: JsonObject = _without_addresses(_without_extensions(document))
    for source in bare["sourceDescriptions"]:
        known = services.get(source["name"])
        source["url"] = known.url if known is not None else _CATALOGUE
    return bare


def _without_extensions(node: JsonValue) -> JsonValue:
    """Without the members whose name begins with "x-": they have no part in a run, and may hold anything."""
    if isinstance(node, list):
        return [_without_extensions(each) for each in node]
    if not isinstance(node, dict):
        return node
    kept = {name: member for name, member in node.items() if not name.startswith("x-")}
    return {name: _member(name, member) for name, member in kept.items()}


def _member(name: str, member: JsonValue) -> JsonValue:
    if name in _DATA:
        return member
    if name in _NAMED and isinstance(member, dict):
        return {key: _without_extensions(each) for key, each in member.items()}
    return _without_extensions(member)


def _without_addresses(node: JsonValue) -> JsonValue:
    """A copy in which no address of a try-out can be read."""
    if isinstance(node, dict):
        return {name: _without_addresses(member) for name, member in node.items()}
    if isinstance(node, list):
        return [_without_addresses(each) for each in node]
    return _TRYOUT_ADDRESS.sub(_NO_ADDRESS, node) if isinstance(node, str) else node


def _refuse_keys(name: str, document: JsonObject) -> None:
    members = (place for place in places_of_secrets(document, set(), place="") if _is_fixed(value_at(document, place)))
    if places := sorted({*members, *_keys_among_parameters(document)}):
        raise Refusal(
            _("The chain “%(chain)s” holds what looks like a key or a password. Nothing of it was shared.")
            % {"chain": name},
            remedy=_("Take it out of the chain first: a chain needs no keys for its try-outs."),
            code="key-in-chain",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            place=places[0],
            details=tuple({"place": place} for place in places),
        )


def _keys_among_parameters(node: JsonValue, place: str = "") -> Iterator[str]:
    """Where a parameter with the name of a key has a fixed value."""
    if isinstance(node, dict):
        if is_secret_name(str(node.get("name", ""))) and "value" in node and _is_fixed(node["value"]):
            yield f"{place}/value"
        for name, member in node.items():
            yield from _keys_among_parameters(member, f"{place}/{escape(name)}")
    elif isinstance(node, list):
        for index, each in enumerate(node):
            yield from _keys_among_parameters(each, f"{place}/{index}")


def _is_fixed(value: JsonValue) -> bool:
    """Whether a value stands in the document itself, and is no expression that is filled in by a run."""
    return not str(value).startswith(("$", "{$"))
