"""What a newer version of its service means for a try-out: held against the calls that were really made.

The calls never leave the tenant; the publisher sees counts of it, as far as the organisation chose to tell
(:mod:`vlavirgem_sandbox.tryouts.reporting_breaks`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, Subquery

from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.contracts.compiling import compile_contract
from vlavirgem_sandbox.contracts.model import Violation
from vlavirgem_sandbox.contracts.routing import MethodNotAllowed, NoSuchPath
from vlavirgem_sandbox.contracts.served import NoOperation, ServedContract
from vlavirgem_sandbox.tryouts.logged_calls import as_request, is_kept_whole
from vlavirgem_sandbox.tryouts.models import Call, TryOut, TryOutState, Verdict
from vlavirgem_sandbox.tryouts.serving.log import SECRET_HEADERS

CALLS_REPLAYED: Final = 500
"""The latest calls that kept to the contract; more tells no more, and takes longer than a person waits."""
_SHOWN: Final = 50


@dataclass(frozen=True)
class NewerVersion:
    """A try-out by its address, its name and what it tries, and the later version that is live ``since`` a moment."""

    public_id: str
    name: str
    service_name: str
    tried: int
    number: int
    since: datetime


@dataclass(frozen=True, kw_only=True)
class HitCall:
    """A call that was good, and would not be against the newer version."""

    call: Call
    gone: bool
    """True when the newer version has no such operation."""
    violations: tuple[Violation, ...] = ()


@dataclass(frozen=True)
class HitPlace:
    """Where in the newer contract a call would go wrong, in words of the contract only: nothing of what was sent."""

    operation: str
    gone: bool = False
    place: str = ""
    name: str = ""
    rule: str = ""


@dataclass(frozen=True, kw_only=True)
class Foresight:
    """What the newer version would have said of the calls of a try-out."""

    held: int
    """How many calls were held against it."""
    too_large: int
    """Calls of which only a part is kept: nothing can be said of them."""
    hit_count: int
    by_operation: dict[str, int] = field(default_factory=dict)
    """Calls that would be refused, by operation, the most first."""
    hits: tuple[HitCall, ...] = ()
    """The latest of them, 50 at most."""
    places: tuple[tuple[HitPlace, int], ...] = ()
    """Each place in the newer contract with how many calls went against it."""


def newer_live_version(tryout: TryOut) -> ServiceVersion | None:
    """The newest live version of the try-out's service, when that is a later one than is tried here."""
    service = ServiceVersion.objects.filter(pk=tryout.version_id).values("service")
    later = ServiceVersion.objects.live().filter(service__in=service, number__gt=tryout.version_number)
    return later.without_document().select_related("service__owner").newest_first().first()


def newer_versions() -> list[NewerVersion]:
    """Of each active try-out, the newest live version of its service, when that is later and not tried yet."""
    service = ServiceVersion.objects.filter(pk=OuterRef(OuterRef("version_id"))).values("service")
    later = ServiceVersion.objects.live().filter(service__in=service, number__gt=OuterRef("version_number"))
    latest = later.order_by("-number")
    tried = TryOut.objects.filter(
        state=TryOutState.ACTIVE, service_url=OuterRef("service_url"), version_number=OuterRef("newest")
    )
    found = (
        TryOut.objects.filter(state=TryOutState.ACTIVE)
        .annotate(newest=Subquery(latest.values("number")[:1]), since=Subquery(latest.values("published_at")[:1]))
        .filter(~Exists(tried), newest__isnull=False)
    )
    columns = found.values_list("public_id", "name", "service_name", "version_number", "newest", "since")
    return [NewerVersion(*row) for row in columns]


def foresee(tryout: TryOut, version: ServiceVersion) -> Foresight:
    """Hold the try-out's latest good calls against another version. Answers are not looked at, nothing is changed."""
    document = ServiceVersion.objects.values_list("document", flat=True).get(pk=version.pk)
    contract = compile_contract(document, version.digest)
    calls = tryout.calls.filter(verdict=Verdict.OK).order_by("-at")[:CALLS_REPLAYED]
    hits: list[HitCall] = []
    counts: Counter[str] = Counter()
    places: Counter[HitPlace] = Counter()
    held = too_large = 0
    for call in calls:
        if not is_kept_whole(call):
            too_large += 1
            continue
        held += 1
        hit = _held_against(contract, call)
        if hit is not None:
            counts[call.operation] += 1
            places.update(_places_of(hit))
            hits.append(hit)
    return Foresight(
        held=held,
        too_large=too_large,
        hit_count=len(hits),
        by_operation=dict(counts.most_common()),
        hits=tuple(hits[:_SHOWN]),
        places=tuple(places.most_common()),
    )


def _places_of(hit: HitCall) -> set[HitPlace]:
    """Each once. A parameter's name is the contract's own; a pointer into a body may hold names that the caller made
    up."""
    operation = hit.call.operation
    if hit.gone:
        return {HitPlace(operation, gone=True)}
    return {
        HitPlace(
            operation,
            place=each.place,
            name="" if each.place == "body" else each.pointer.partition("/")[0],
            rule=each.rule,
        )
        for each in hit.violations
    }


def _held_against(contract: ServedContract, call: Call) -> HitCall | None:
    request = as_request(call)
    try:
        match = contract.match(request)
    except (NoSuchPath, MethodNotAllowed, NoOperation):
        return HitCall(call=call, gone=True)
    violations = [each for each in contract.violations(match, request) if not _is_blotted(each)]
    return HitCall(call=call, gone=False, violations=tuple(violations)) if violations else None


def _is_blotted(violation: Violation) -> bool:
    """The log keeps no secrets, so nothing can be said of the headers that held them."""
    return violation.place == "cookie" or (violation.place == "header" and violation.pointer.lower() in SECRET_HEADERS)
