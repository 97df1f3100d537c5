"""The description of a service as a file that goes out and comes in again."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.describing import read_description
from vlavirgem_sandbox.catalogue.models import RoadmapState, Service
from vlavirgem_sandbox.catalogue.services import ServiceDetails
from vlavirgem_sandbox.catalogue.services_describing import describe_service, plan_line, remove_line
from vlavirgem_tenants.people.actors import Actor


def description_of(service: Service) -> dict[str, Any]:
    """Everything that is told of it, as :func:`describe_from` reads it."""
    lines = service.roadmap.shown()
    return {
        "name": service.name,
        "summary": service.summary,
        "themes": service.themes,
        **service.description,
        "roadmap": [{"when": line.when, "what": line.what, "state": line.state} for line in lines],
    }


@transaction.atomic
def describe_from(given: Mapping[str, Any], *, actor: Actor, service: Service) -> Service:
    """Describe a service as a file says. All or nothing: raises Refusal (422) that names the property."""
    rest = dict(given)
    roadmap = rest.pop("roadmap", None)
    words = {name: str(rest.pop(name, "")) for name in ("name", "summary")}
    themes = rest.pop("themes", None)
    if themes is not None and not isinstance(themes, list):
        raise _unreadable("themes", _("This is no list."))
    described = describe_service(
        actor=actor,
        service=service,
        description=read_description(rest),
        details=ServiceDetails(**words),
        themes=themes,
    )
    if roadmap is not None:
        _replace_roadmap(roadmap, actor=actor, service=described)
    return described


def _replace_roadmap(lines: object, *, actor: Actor, service: Service) -> None:
    """What stands there already stays as it is, with the wish that it came from."""
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        raise _unreadable("roadmap", _("This is no list of lines with when, what and state."))
    known = {(line.when, line.what): line for line in service.roadmap.shown()}
    for number, line in enumerate(lines):
        when, what, state = (str(line.get(name, "")) for name in ("when", "what", "state"))
        if state and state not in RoadmapState.values:
            raise _unreadable(f"roadmap/{number}/state", _("“%(value)s” is not in the list.") % {"value": state})
        wanted = RoadmapState(state or RoadmapState.PLANNED)
        there = known.pop((when.strip(), what.strip()), None)
        if there is None or there.state != wanted:
            plan_line(actor=actor, service=service, when=when, what=what, state=wanted, line=there)
    for line in known.values():
        remove_line(actor=actor, line=line)


def _unreadable(place: str, message: str) -> Refusal:
    return Refusal(
        message=message,
        remedy=_("Repair it there; nothing was changed."),
        code="unreadable-description",
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        place=place,
    )
