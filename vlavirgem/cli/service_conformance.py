"""`vlavirgem service endpoint|allow-host|conform|conform-due`: real implementations held against their contracts."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from rich.table import Table

from vlavirgem.cli.ground import database, fail, out
from vlavirgem.cli.json_output import print_json
from vlavirgem.cli.language import kept_for
from vlavirgem.cli.prove_tryouts import quiet
from vlavirgem.cli.service_named import ServiceName, own_service
from vlavirgem.cli.tables import print_table
from vlavirgem_sandbox.catalogue.models import Service
from vlavirgem_sandbox.catalogue.services import PUBLISHERS
from vlavirgem_sandbox.conformance import services
from vlavirgem_sandbox.conformance.models import ConformanceRun, RunState
from vlavirgem_sandbox.conformance.running import run_due
from vlavirgem_sandbox.endpoints.models import Endpoint, EndpointKind
from vlavirgem_sandbox.endpoints.services import EndpointPlan, register_endpoint
from vlavirgem_sandbox.endpoints.services import allow_host as allow
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope


def endpoint(
    service: ServiceName,
    base_url: Annotated[str, typer.Argument(help="As https://acceptatie.example.be/v1.")],
    name: Annotated[str, typer.Option(help="What to call it.")] = "acceptance",
    kind: Annotated[EndpointKind, typer.Option(help="What answers there.")] = EndpointKind.ACCEPTANCE,
    header: Annotated[str, typer.Option(help="Header of the key; the key itself is read from standard input.")] = "",
    *,
    writes: Annotated[bool, typer.Option("--writes", help="Calls may change something there.")] = False,
) -> None:
    """Register an address at which a service runs."""
    secret = sys.stdin.readline().strip() if header else ""
    plan = EndpointPlan(
        kind=kind, name=name, base_url=base_url, header_name=header, secret=secret, writes_allowed=writes
    )
    with database():
        publisher, _slash, slug = service.partition("/")
        agency = find_tenant(publisher)
        with tenant_scope(agency):
            made = register_endpoint(actor=Actor.system(agency), service=own_service(agency, slug), plan=plan)
        out.print(f"{made.name}: {made.base_url}", markup=False)


def allow_host(
    agency: Annotated[str, typer.Argument(help="Short name of the organisation.")],
    host: Annotated[str, typer.Argument(help="api.example.be, or api.example.be:8443.")],
) -> None:
    """Let an organisation have its services called at a host, over https and outside your own network."""
    with database():
        allowed = allow(tenant=find_tenant(agency), host=host)
        out.print(
            _("%(agency)s may have its services called at %(host)s.") % {"agency": agency, "host": allowed.host},
            markup=False,
        )


def conform(
    service: ServiceName,
    endpoint: Annotated[str, typer.Option(help="Name of the endpoint; empty: the only one.")] = "",
    version: Annotated[int | None, typer.Option(help="Number of the version; without it the newest.")] = None,
    *,
    writes: Annotated[bool, typer.Option("--writes", help="Also make calls that change something.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Hold an endpoint against the contract now. Exit code 1 where it does not keep to it, or the run stopped."""
    publisher, _slash, slug = service.partition("/")
    with database(), quiet():
        agency = find_tenant(publisher)
        with tenant_scope(agency):
            ours = own_service(agency, slug)
            versions = ours.versions.without_document().newest_first()
            wanted = (versions if version is None else versions.filter(number=version)).first()
            if wanted is None:
                fail(
                    _("%(service)s has no such version.") % {"service": service},
                    remedy=_("Look at its page for the versions there are."),
                )
            called = endpoint_named(ours, endpoint)
        run = kept_for(
            agency,
            lambda: services.ask_for_run(
                actor=Actor.system(agency), endpoint=called, version=wanted, with_writes=writes
            ),
        )
        with override(agency.language):  # what it finds is kept
            run_due(agency)
        with tenant_scope(agency):
            told = _told(ConformanceRun.objects.select_related("endpoint", "version").get(pk=run.pk))
    if as_json:
        print_json(told)
    else:
        _print(told)
    raise typer.Exit(0 if told["state"] == RunState.DONE and not told["findings"] else 1)


def conform_due() -> None:
    """Carry out the runs that people asked for on the pages; the server starts this, and a timer may as well."""
    with database(), quiet():
        with transaction.atomic():
            publishers = list(Tenant.objects.filter(kind__in=PUBLISHERS))
        done = 0
        for tenant in publishers:
            with override(tenant.language):
                done += run_due(tenant)
        out.print(_("%(done)s runs were carried out.") % {"done": done})


def endpoint_named(service: Service, name: str) -> Endpoint:
    """An endpoint of a service, the only one where no name is given; ends the command where that is none."""
    endpoints = Endpoint.objects.filter(service=service, owner=service.owner, removed_at=None)
    found = list(endpoints.filter(name=name) if name else endpoints)
    if len(found) != 1:
        known = ", ".join(each.name for each in endpoints) or _("none")
        remedy = _("Give its name with --endpoint, or register one with `vlavirgem service endpoint`.")
        fail(
            _("Name one endpoint of %(service)s: %(known)s.") % {"service": service.slug, "known": known}, remedy=remedy
        )
    return found[0]


def _told(run: ConformanceRun) -> dict[str, Any]:
    figures = ("operations", "examined", "conforming", "calls", "passed", "failed", "why_stopped")
    return {
        "endpoint": run.endpoint.name,
        "version": run.version.number,
        "state": run.state,
        "score": run.score,
        **{name: getattr(run, name) for name in figures},
        "findings": list(
            run.findings.values("operation", "check_name", "message", "rule", "times", "replay", "status", "answer")
        ),
    }


def _print(told: dict[str, Any]) -> None:
    score = _("no score") if told["score"] is None else _("%(score)s out of 100") % {"score": told["score"]}
    out.print(
        _("%(endpoint)s, version %(version)s: %(score)s; %(calls)s calls")
        % {"endpoint": told["endpoint"], "version": told["version"], "score": score, "calls": told["calls"]},
        markup=False,
    )
    if told["why_stopped"]:
        out.print(_("Stopped: %(why_stopped)s") % {"why_stopped": told["why_stopped"]}, markup=False)
    if told["findings"]:
        table = Table(_("operation"), _("check"), _("what, and where"))
        for each in told["findings"]:
            table.add_row(each["operation"], each["check_name"], f"{each['message']}\n{each['rule']}\n{each['replay']}")
        print_table(table, markup=False)
