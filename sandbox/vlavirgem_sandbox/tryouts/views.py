"""Our try-outs: the list, opening one, and the page of one."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vlavirgem.ui.charts import LineChart, Point, Series
from vlavirgem.ui.components import Choice, Facet, Fact, HistoryLine
from vlavirgem.ui.form_pages import posted, status_of
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.catalogue.personas import personas_of_version
from vlavirgem_sandbox.keys.showing import keep_for_one_page, taken_for_this_page
from vlavirgem_sandbox.tryouts import services
from vlavirgem_sandbox.tryouts.deprecated_versions import deprecation_of
from vlavirgem_sandbox.tryouts.forms import KeyForm, OpenForm
from vlavirgem_sandbox.tryouts.models import TryOut, TryOutState
from vlavirgem_sandbox.tryouts.newer_versions import newer_live_version
from vlavirgem_sandbox.tryouts.pages import page_context, tryout_or_404
from vlavirgem_sandbox.tryouts.reporting import report_usage, show_usage
from vlavirgem_sandbox.tryouts.services_passing_on import openings_for
from vlavirgem_sandbox.tryouts.serving.day_counts import calls_today
from vlavirgem_sandbox.tryouts.telemetry import CallFigures, call_figures
from vlavirgem_sandbox.tryouts.withdrawn_versions import withdrawal_of
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import member_required, permission_required
from vlavirgem_tenants.requests.typing import TenantRequest

ROWS_A_PAGE = 50
FIGURES_OVER = timedelta(days=30)


@require_safe
@member_required
def tryout_list(request: TenantRequest) -> HttpResponse:
    """Every try-out of ours, with what happens in it."""
    query = request.GET.get("q", "").strip()
    state = _state_facet(request)
    found = TryOut.objects.about(query)
    if state.chosen:
        found = found.filter(state=state.chosen)
    context = {
        "query": query,
        "facets": [state],
        "page": Paginator(found.for_list(), ROWS_A_PAGE).get_page(request.GET.get("page")),
        "narrowed": bool(query or state.chosen),
    }
    return render(request, "tryouts/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.TRYOUT_MANAGE)
def open_tryout(request: TenantRequest, version_id: str) -> HttpResponse:
    """Open a try-out of a version: its name and its first key."""
    versions = ServiceVersion.objects.without_document().select_related("service__owner")
    version = get_object_or_404(versions.to_try(request.tenant), pk=version_id)
    initial = {"name": version.service.name, "key_label": _("First key")}
    form = OpenForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        tryout = services.open_tryout(actor=request.actor, version=version, name=form.cleaned_data["name"])
        issued = services.issue_key(actor=request.actor, tryout=tryout, label=form.cleaned_data["key_label"])
        show_usage(actor=request.actor, tryout=tryout, choice=form.choice())
        keep_for_one_page(request, of=tryout.pk, label=issued.key.label, text=issued.secret.text)
        return redirect(tryout)
    context = {"form": form, "version": version, "service": version.service}
    return render(request, "tryouts/open.html", context, status=status_of(form))


@require_safe
@member_required
def tryout_detail(request: TenantRequest, public_id: str) -> HttpResponse:
    """One try-out: its address, keys, operations and how it goes."""
    tryout = tryout_or_404(public_id)
    report_usage(actor=request.actor, tryout=tryout, wait=False)
    version = ServiceVersion.objects.without_document().filter(pk=tryout.version_id).first()
    until = timezone.now()
    figures = call_figures(tryout.pk, since=until - FIGURES_OVER, until=until)
    context = page_context(request, tryout, tab="detail") | {
        "facts": _facts(tryout),
        "version": version,
        "personas": personas_of_version(tryout.version_id),
        "newer": newer_live_version(tryout),
        "withdrawal": withdrawal_of(tryout),
        "deprecation": deprecation_of(tryout),
        "keys": tryout.keys.all(),
        "key_form": KeyForm(),
        "new_key": taken_for_this_page(request, of=tryout.pk),
        "figures": figures,
        "figures_days": FIGURES_OVER.days,
        "turned_away": tryout.turned_away.in_all(until - FIGURES_OVER, until),
        "chart": _chart(figures),
        "history": _history(tryout),
        "offers_passing": _offers_passing(request, tryout),
    }
    return render(request, "tryouts/detail.html", context)


def _offers_passing(request: TenantRequest, tryout: TryOut) -> bool:
    may = request.actor.may(Permission.TRYOUT_MANAGE) and tryout.state != TryOutState.ENDED
    return may and bool(openings_for(tryout))


def _history(tryout: TryOut) -> list[HistoryLine]:
    return [
        HistoryLine(at=event.at, who=event.person, what=event.get_verb_display(), reason=event.telling)
        for event in tryout.events.all()[:ROWS_A_PAGE]
    ]


def _state_facet(request: TenantRequest) -> Facet:
    counts = dict(TryOut.objects.order_by("state").values_list("state").annotate(n=Count("pk")))
    wanted = request.GET.get("state", "")
    return Facet(
        name="state",
        label=_("State"),
        choices=[Choice(value=state.value, label=state.label, count=counts.get(state, 0)) for state in TryOutState],
        chosen=wanted if wanted in TryOutState.values else "",
    )


def _facts(tryout: TryOut) -> list[Fact]:
    return [
        Fact(_("Service"), tryout.service_name, tryout.service_url),
        Fact(_("Version"), str(tryout.version_number), f"{tryout.service_url}?version={tryout.version_number}"),
        Fact(_("Published by"), tryout.agency_name),
        Fact(_("Opened by"), tryout.opened_by),
        Fact(_("Seed of the answers"), str(tryout.seed)),
        Fact(_("Calls today"), _calls_today(tryout)),
        Fact(_("Last day"), date_format(tryout.last_day, "SHORT_DATE_FORMAT") if tryout.last_day else _("No end")),
    ]


def _calls_today(tryout: TryOut) -> str:
    used, most = calls_today(tryout, timezone.now()), tryout.most_calls_a_day
    return _("%(used)s of %(most)s") % {"used": _grouped(used), "most": _grouped(most)}


def _grouped(count: int) -> str:
    return number_format(count, force_grouping=True)


def _chart(figures: CallFigures) -> LineChart:
    """Calls a day, from the first to the last; days without calls are zeros, not gaps."""
    total = {day.day: day.total for day in figures.by_day}
    ok = {day.day: day.ok for day in figures.by_day}
    length = (max(total) - min(total)).days + 1 if total else 0
    days = [min(total) + timedelta(days=number) for number in range(length)]
    return LineChart(
        title=_("Calls a day"),
        from_zero=True,
        name=_("All calls"),
        points=[Point(on=day, value=Decimal(total.get(day, 0))) for day in days],
        others=[
            Series(
                name=_("According to the contract"),
                points=[Point(on=day, value=Decimal(ok.get(day, 0))) for day in days],
            )
        ],
    )
