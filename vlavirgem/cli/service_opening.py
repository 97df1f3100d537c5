"""`vlavirgem service open-endpoint|close-endpoint`: acceptance environments that answer try-outs."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils.translation import gettext as _

from vlavirgem.cli.ground import database, fail, out
from vlavirgem.cli.service_conformance import endpoint_named
from vlavirgem.cli.service_named import ServiceName, own_service
from vlavirgem_sandbox.catalogue.models import Service, ServiceVersion
from vlavirgem_sandbox.endpoints.services_opening import CALLS_A_DAY, OpeningPlan, close_opening, open_endpoint
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

_EVERY_ONE = "all"
_ONLY_US = "us"
Name = Annotated[str, typer.Option("--endpoint", help="Name of the endpoint; empty: the only one.")]
Version = Annotated[int | None, typer.Option(help="Number of the version; without it the newest.")]


def open_endpoint_(
    service: ServiceName,
    endpoint: Name = "",
    version: Version = None,
    to: Annotated[str, typer.Option(help="all, us, or short names of organisations, separated by commas.")] = "all",
    calls_a_day: Annotated[int, typer.Option(help="Of all organisations together.")] = CALLS_A_DAY,
) -> None:
    """Let try-outs of a version be answered by an endpoint; again, to change whose and how many calls."""
    publisher, _slash, slug = service.partition("/")
    with database():
        agency = find_tenant(publisher)
        named = [find_tenant(name.strip()) for name in to.split(",")] if to not in {_EVERY_ONE, _ONLY_US} else []
        visibility = {_EVERY_ONE: Visibility.NETWORK, _ONLY_US: Visibility.OWN}.get(to, Visibility.PARTNERS)
        with tenant_scope(agency):
            ours = own_service(agency, slug)
            opened = open_endpoint(
                actor=Actor.system(agency),
                endpoint=endpoint_named(ours, endpoint),
                version=_version(ours, version),
                plan=OpeningPlan(visibility=visibility, organisations=named, calls_a_day=calls_a_day),
            )
            number = opened.version.number
        out.print(
            _("%(name)s (%(host)s) may answer try-outs of version %(number)s.")
            % {"name": opened.name, "host": opened.host, "number": number},
            markup=False,
        )


def close_endpoint(service: ServiceName, endpoint: Name = "", version: Version = None) -> None:
    """Let it answer no try-outs of that version any more, from the next call on."""
    publisher, _slash, slug = service.partition("/")
    with database():
        agency = find_tenant(publisher)
        with tenant_scope(agency):
            ours = own_service(agency, slug)
            wanted = _version(ours, version)
            opening = endpoint_named(ours, endpoint).openings.open().filter(version=wanted).first()
            if opening is None:
                fail(
                    _("It answers no try-outs of version %(number)s.") % {"number": wanted.number},
                    remedy=_("Nothing has to be closed."),
                )
            close_opening(actor=Actor.system(agency), opening=opening)
        out.print(
            _("%(name)s answers no try-outs of version %(number)s any more.")
            % {"name": opening.name, "number": wanted.number},
            markup=False,
        )


def _version(service: Service, number: int | None) -> ServiceVersion:
    versions = service.versions.without_document().newest_first().select_related("service__owner")
    found = (versions if number is None else versions.filter(number=number)).first()
    if found is None:
        fail(
            _("%(service)s has no such version.") % {"service": service.slug},
            remedy=_("Look at its page for the versions there are."),
        )
    return found
