"""What every page of one chain has."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404

from vlavirgem_sandbox.chains.binding import planned_steps
from vlavirgem_sandbox.chains.models import Chain, ChainRun
from vlavirgem_sandbox.chains.picture import DrawnStep, chain_picture, drawn_steps, picture_title
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.typing import TenantRequest


def chain_or_404(pk: UUID) -> Chain:
    """The tenant's chain of that id."""
    return get_object_or_404(Chain, pk=pk)


def page_context(request: TenantRequest, chain: Chain) -> dict[str, Any]:
    """What ``chains/frame.html`` draws."""
    return {
        "chain": chain,
        "may_manage": request.actor.may(Permission.TRYOUT_MANAGE) and chain.state != "ended",
        "may_reopen": request.actor.may(Permission.TRYOUT_MANAGE) and chain.state == "ended",
        "may_run": request.actor.may(Permission.TRYOUT_CALL) and chain.state == "active",
    }


def steps_now(chain: Chain) -> list[DrawnStep]:
    """The steps as they are, of a chain that has any; not run."""
    description = chain.description
    if description is None:
        return []
    planned = planned_steps(chain, description, description.workflow(chain.workflow_id))
    return drawn_steps(planned, chain.workflow_id, None, ())


def run_picture(chain: Chain, run: ChainRun) -> dict[str, Any]:
    """A run as a picture, and the same as rows."""
    steps = drawn_steps(run.steps, run.workflow_id, run, list(run.traces.all()))
    return {"steps": steps, "picture": chain_picture(steps, title=picture_title(chain.name))}
