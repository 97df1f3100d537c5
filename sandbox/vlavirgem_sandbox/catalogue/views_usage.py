"""How a service is used: a page for the people of its publisher."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from vlavirgem.ui.charts import LineChart, Point
from vlavirgem_sandbox.catalogue.finding import own_service_or_404
from vlavirgem_sandbox.catalogue.foretelling import foretold_of
from vlavirgem_sandbox.catalogue.usage import DAYS, MOST_VIOLATIONS, Departure, Usage, Verdicts, first_day, usage_of
from vlavirgem_tenants.requests.access import member_required
from vlavirgem_tenants.requests.typing import TenantRequest


@dataclass(frozen=True, kw_only=True)
class Operation:
    """A row of the table of operations."""

    name: str
    version: int
    verdicts: Verdicts


@dataclass(frozen=True, kw_only=True)
class Violation:
    """A row of the table of what goes wrong most."""

    departure: Departure
    calls: int


@require_safe
@member_required
def usage(request: TenantRequest, agency: str, slug: str) -> HttpResponse:
    """What organisations that try our service chose to tell: for its publisher only."""
    service = own_service_or_404(request, agency, slug)
    today = timezone.localdate()
    used = usage_of(service, today=today)
    offered = list(service.versions.offered().without_document().newest_first()[:2])
    newest = offered[0] if len(offered) > 1 else None
    context = {
        "service": service,
        "days": DAYS,
        "usage": used,
        "organisations": used.organisations.values(),
        "without_name": _without_name(used.without_name),
        "operations": list(_operations(used)),
        "violations": list(_violations(used)),
        "chart": _chart(used, today),
        "newest": newest,
        "foretold": foretold_of(newest) if newest is not None else None,
    }
    return render(request, "catalogue/usage.html", context)


def _without_name(count: int | None) -> str:
    """How many give no name, as far as that is told."""
    if count is None:
        return ""
    if not count:
        return _("One or two organisations without a name")
    return ngettext("%(count)s organisation without a name", "%(count)s organisations without a name", count) % {
        "count": count
    }


def _operations(used: Usage) -> Iterator[Operation]:
    """The newest version first, and in it what is called most."""
    ordered = sorted(used.operations.items(), key=lambda row: (-row[0][0], -row[1].total, row[0][1]))
    for (version, name), verdicts in ordered:
        yield Operation(name=name, version=version, verdicts=verdicts)


def _violations(used: Usage) -> Iterator[Violation]:
    """What happens most, first."""
    ordered = sorted(used.violations.items(), key=lambda row: (-row[1], row[0]))
    for departure, calls in ordered[:MOST_VIOLATIONS]:
        yield Violation(departure=departure, calls=calls)


def _chart(used: Usage, today: date) -> LineChart:
    """Calls a day; days without calls are zeros, not gaps."""
    days = [first_day(today) + timedelta(days=number) for number in range(DAYS)] if used.days else []
    return LineChart(
        title=_("Calls a day"),
        from_zero=True,
        name=_("All calls"),
        points=[Point(on=day, value=Decimal(used.days[day])) for day in days],
    )
