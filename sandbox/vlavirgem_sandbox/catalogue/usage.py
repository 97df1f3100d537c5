"""How a service is used, for its publisher: what the organisations that try it chose to tell, added up."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from typing import Any, Final

from django.db import connection

from vlavirgem_sandbox.catalogue.models import Service, UsageDay

DAYS: Final = 30
"""What is told reaches back so many days, today with them."""
BOUNDS_MS: Final = (1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000, 2000, 5000, 10_000)
"""Answering times are told as how many lie between two of these, so that those of many organisations add up."""
MOST_VIOLATIONS: Final = 20
_MEDIAN, _P95 = 0.5, 0.95


@dataclass(kw_only=True)
class Verdicts:
    """Calls by what became of them; those that were disturbed on purpose are not among them."""

    ok: int = 0
    violation: int = 0
    refused: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.ok + self.violation + self.refused

    def add(self, verdict: str, calls: int) -> None:
        """Add so many calls of one verdict."""
        match verdict:
            case "ok":
                self.ok += calls
            case "violation":
                self.violation += calls
            case _:
                self.refused += calls


@dataclass(kw_only=True)
class Organisation:
    """One that gives its name with its counts."""

    name: str
    versions: set[int] = field(default_factory=set)
    calls: int = 0
    until: date
    """The day of its latest word."""


@dataclass(frozen=True, order=True)
class Departure:
    """A place in the contract that calls went against."""

    operation: str
    place: str
    name: str
    rule: str

    @property
    def where(self) -> str:
        """The parameter, else the path of the field within the body; empty for the body as a whole."""
        return self.name or field_of(self.rule)


@dataclass(kw_only=True)
class Usage:
    """The usage of one service over :data:`DAYS` days."""

    organisations: dict[int, Organisation] = field(default_factory=dict)
    without_name: int | None = None
    """How many tell their counts without their name: None for none at all, 0 for one or two. In no figure stands a sum
    of fewer than three of them."""
    totals: Verdicts = field(default_factory=Verdicts)
    operations: dict[tuple[int, str], Verdicts] = field(default_factory=dict)
    """By version and operation; no operation for calls to a path that the contract has not."""
    violations: Counter[Departure] = field(default_factory=Counter)
    days: Counter[date] = field(default_factory=Counter)
    _bins: Counter[int] = field(default_factory=Counter)

    @property
    def is_told(self) -> bool:
        """Whether anybody tells anything."""
        return bool(self.organisations) or self.without_name is not None

    @property
    def median_ms(self) -> float | None:
        """The answering time that half of the calls stay under, in milliseconds; None without calls."""
        return percentile(self._bins, _MEDIAN)

    @property
    def p95_ms(self) -> float | None:
        """The answering time that 95 of 100 calls stay under."""
        return percentile(self._bins, _P95)

    def add(self, line: dict[str, Any], *, calls: int, version: int) -> None:
        """Add one line of a day (:class:`UsageDay`), or a sum of such lines; on which day, ``days`` counts."""
        match line:
            case {"kind": "calls", "operation": operation, "verdict": verdict}:
                self.totals.add(verdict, calls)
                self.operations.setdefault((version, operation), Verdicts()).add(verdict, calls)
            case {"kind": "violation", "operation": operation, "place": place, "name": name, "rule": rule}:
                self.violations[Departure(operation, place, name, rule)] += calls
            case {"kind": "duration", "bin": number}:
                self._bins[number] += calls


def first_day(today: date) -> date:
    """The earliest day that is told on that day."""
    return today - timedelta(days=DAYS - 1)


def usage_of(service: Service, *, today: date) -> Usage:
    """What its publisher may know, in two queries whatever the number of organisations.

    Runs inside the publisher's scope: row-level security lets it read the rows with a name, and the database adds up
    those without. Anybody else finds no more than what it told itself.
    """
    usage = Usage()
    for row in _with_name(service, first_day(today)):
        told = usage.organisations.setdefault(row.owner_id, Organisation(name=row.owner.name, until=row.day))
        told.versions.add(row.version_number)
        told.until = max(told.until, row.day)
        for line in row.lines:
            calls = line["calls"] if line["kind"] == "calls" else 0
            told.calls += calls
            usage.days[row.day] += calls
            usage.add(line, calls=line["calls"], version=row.version_number)
    for day, version, line, calls in _without_names(service, first_day(today)):
        match line["kind"]:
            case "organisations":
                usage.without_name = calls
            case "day" if day is not None:
                usage.days[day] += calls
            case _:
                usage.add(line, calls=calls, version=version or 0)
    return usage


def percentile(bins: Counter[int], share: float) -> float | None:
    """The time under which that share of the calls lies, on a straight line between the bounds around it."""
    total = bins.total()
    if not total:
        return None
    numbers = sorted(bins)
    reached = list(accumulate(bins[number] for number in numbers))
    at = bisect_left(reached, share * total)
    number = numbers[at]
    low = BOUNDS_MS[number - 1] if number else 0
    if number == len(BOUNDS_MS):
        return float(low)  # beyond the last bound there is no line
    before = reached[at] - bins[number]
    return low + (BOUNDS_MS[number] - low) * (share * total - before) / bins[number]


def field_of(rule: str) -> str:
    """The path of a field, as ``seat/postalCode``, out of a pointer into the contract; ``*`` for each value of a list.

    A rule of SOAP (``Person.xsd#InszType/pattern``) has no such path: its own words are what is shown.
    """
    steps = [step.replace("~1", "/").replace("~0", "~") for step in rule.split("/")]
    return "/".join(_steps_of_field(steps))


def _steps_of_field(steps: Sequence[str]) -> Iterator[str]:
    following = iter(steps)
    for step in following:
        if step == "properties":
            yield next(following, "")
        elif step in {"items", "prefixItems"}:
            yield "*"


def _with_name(service: Service, since: date) -> Iterable[UsageDay]:
    told = UsageDay.objects.filter(service=service, day__gte=since, named=True)
    return told.select_related("owner").order_by("owner__name", "day")


def _without_names(service: Service, since: date) -> Sequence[tuple[date | None, int | None, dict[str, Any], int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT day, version_number, line, calls FROM public.catalogue_usage_without_names(%s, %s)",
            [service.pk, since],
        )
        return [(day, version, json.loads(line), calls) for day, version, line, calls in cursor.fetchall()]
