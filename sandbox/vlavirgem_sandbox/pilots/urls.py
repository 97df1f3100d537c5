"""Addresses of the pilots, under /pilots/."""

from __future__ import annotations

from django.urls import path

from vlavirgem.ui.shortened import listed_on
from vlavirgem_sandbox.pilots.views import (
    adopting,
    blueprint_making,
    blueprints,
    decisions,
    expectations,
    findings,
    listing,
    measuring,
    opening,
    page,
    sharing,
)

app_name = "pilots"
urlpatterns = [
    path("", listing.pilot_list, name="list"),
    path("pilots.csv", listing.pilot_export, name="export"),
    path("new/", opening.pilot_new, name="new"),
    path("blueprints/", blueprints.blueprint_list, name="blueprints"),
    path("blueprints/<uuid:pk>/", blueprints.blueprint_detail, name="blueprint"),
    path("blueprints/<uuid:pk>/share/", blueprint_making.share, name="blueprint-share"),
    path("blueprints/<uuid:pk>/withdraw/", blueprint_making.withdraw, name="blueprint-withdraw"),
    path("blueprints/<uuid:pk>/adopt/", adopting.adopt, name="blueprint-adopt"),
    path("<uuid:pk>/", page.pilot_detail, name="detail"),
    *(
        path(f"{below}/", listed_on("pilots:list"))
        for below in ("hypotheses", "kpis", "measurements", "findings", "decisions")
    ),
    path("<uuid:pk>/description/", opening.pilot_edit, name="edit"),
    path("<uuid:pk>/tryout/", opening.pilot_tryout, name="tryout"),
    path("<uuid:pk>/state/<slug:to>/", opening.pilot_state, name="state"),
    path("<uuid:pk>/withdraw/", opening.pilot_withdraw, name="withdraw"),
    path("<uuid:pk>/blueprint/", blueprint_making.prepare, name="blueprint-prepare"),
    path("<uuid:pk>/share/", sharing.share, name="share"),
    path("<uuid:pk>/hypotheses/new/", expectations.hypothesis_new, name="hypothesis-new"),
    path("hypotheses/<uuid:pk>/verdict/", expectations.hypothesis_judge, name="hypothesis-judge"),
    path("<uuid:pk>/kpis/new/", expectations.kpi_new, name="kpi-new"),
    path("kpis/<uuid:pk>/", expectations.kpi_edit, name="kpi-edit"),
    path("kpis/<uuid:pk>/measure/", measuring.measure, name="measure"),
    path("measurements/<uuid:pk>/withdraw/", measuring.measurement_withdraw, name="measurement-withdraw"),
    path("measurements/<uuid:pk>/restore/", measuring.measurement_restore, name="measurement-restore"),
    path("<uuid:pk>/findings/new/", findings.finding_new, name="finding-new"),
    path("findings/<uuid:pk>/", findings.finding_edit, name="finding-edit"),
    path("findings/<uuid:pk>/withdraw/", findings.finding_withdraw, name="finding-withdraw"),
    path("findings/<uuid:pk>/restore/", findings.finding_restore, name="finding-restore"),
    path("<uuid:pk>/decide/", decisions.decide, name="decide"),
    path("decisions/<uuid:pk>/withdraw/", decisions.decision_withdraw, name="decision-withdraw"),
]
