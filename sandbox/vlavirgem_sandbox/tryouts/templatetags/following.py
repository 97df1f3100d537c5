"""``{% load following %}{% follow_panel service %}``: whether we follow a service, and what is new."""

from __future__ import annotations

from typing import Any

from django import template

from vlavirgem_sandbox.catalogue.models import Service
from vlavirgem_sandbox.tryouts.following import follow_of, news_of
from vlavirgem_sandbox.tryouts.news_words import sentence_of
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.typing import TenantRequest

register = template.Library()


@register.inclusion_tag("tryouts/follow_panel.html", takes_context=True)
def follow_panel(context: dict[str, Any], service: Service) -> dict[str, Any]:
    """For who may open try-outs of what others publish; empty for anybody else."""
    request: TenantRequest = context["request"]
    if service.owner_id == request.tenant.pk or not request.actor.may(Permission.TRYOUT_MANAGE):
        return {"offered": False}
    follow = follow_of(service)
    return {
        "offered": True,
        "service": service,
        "follow": follow,
        "news": [(each, sentence_of(each)) for each in news_of(service, follow)] if follow is not None else [],
        "csrf_token": context.get("csrf_token"),
    }
