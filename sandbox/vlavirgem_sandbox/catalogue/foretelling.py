"""Who breaks on a next version, for its publisher: what the organisations that try the service chose to tell."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus

from django.db import connection, transaction
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.models import Foreseen, PublicationState, ServiceVersion
from vlavirgem_sandbox.catalogue.services import held, require_publisher
from vlavirgem_sandbox.catalogue.usage import Departure
from vlavirgem_tenants.commons.models import Visibility, record
from vlavirgem_tenants.people.actors import Actor


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One place where calls would be refused; ``gone``: the version has no such operation."""

    departure: Departure
    gone: bool
    calls: int


@dataclass(kw_only=True)
class Foretold:
    """What is known of one version."""

    named: list[Foreseen] = field(default_factory=list)
    """Of who gives its name, most refused calls first."""
    without_name: int | None = None
    """How many tell without a name: None for none, 0 for one or two, whose counts are in no figure."""
    hits: list[Hit] = field(default_factory=list)

    @property
    def is_told(self) -> bool:
        """Whether anybody told anything."""
        return bool(self.named) or self.without_name is not None


def foretold_of(version: ServiceVersion) -> Foretold:
    """In two queries, in the publisher's scope: anybody else finds no more than what it told itself."""
    told = Foretold(named=list(_named(version)))
    counts: Counter[tuple[Departure, bool]] = Counter()
    for row in told.named:
        for line in row.lines:
            counts[_place(line)] += line["calls"]
    for line, calls in _without_names(version):
        if line.get("kind") == "organisations":
            told.without_name = calls
        else:
            counts[_place(line)] += calls
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    told.hits = [Hit(departure=place, gone=gone, calls=calls) for (place, gone), calls in ordered]
    return told


@transaction.atomic
def ask_who_breaks(*, actor: Actor, version: ServiceVersion) -> ServiceVersion:
    """Let the systems of who tries the service read a draft, so that they can hold their calls against it.

    Nobody can try it by that, and no page shows it. Asking twice changes nothing.
    """
    require_publisher(actor)
    service, version = held(actor, version)
    if version.state != PublicationState.DRAFT or service.visibility != Visibility.NETWORK:
        raise Refusal(
            message=_("Only of a draft beside a version that others try this can be asked."),
            remedy=_("Publish the first version, or look at the usage of the service."),
            code="not-a-draft",
            status=HTTPStatus.CONFLICT,
        )
    if version.visibility != Visibility.PARTNERS:
        version.visibility = Visibility.PARTNERS
        version.save(update_fields=["visibility"])
        record(actor=actor, subject=service, verb="asked who breaks", detail={"version": version.number})
    return version


def _place(line: dict[str, str]) -> tuple[Departure, bool]:
    place = Departure(line["operation"], line.get("place", ""), line.get("name", ""), line.get("rule", ""))
    return place, "gone" in line


def _named(version: ServiceVersion) -> Iterable[Foreseen]:
    return (
        Foreseen.objects.filter(version_id=version.pk, named=True)
        .select_related("owner")
        .order_by("-hit", "owner__name")
    )


def _without_names(version: ServiceVersion) -> list[tuple[dict[str, str], int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT line, calls FROM public.catalogue_foreseen_without_names(%s)", [version.pk])
        return [(json.loads(line), calls) for line, calls in cursor.fetchall()]
