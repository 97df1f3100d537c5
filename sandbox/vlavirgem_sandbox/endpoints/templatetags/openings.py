"""``{% load openings %}{% openings_panel version %}``: what may answer our try-outs of a version."""

from __future__ import annotations

from typing import Any

from django import template

from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.endpoints.models import Opening

register = template.Library()


@register.inclusion_tag("endpoints/openings_panel.html")
def openings_panel(version: ServiceVersion | None) -> dict[str, Any]:
    """Empty where nothing is open to the organisation whose page this is."""
    return {"openings": Opening.objects.open().filter(version=version) if version is not None else ()}
