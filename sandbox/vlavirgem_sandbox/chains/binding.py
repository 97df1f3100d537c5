"""Which try-out stands for which service of a chain, and whether it has the operations that the steps call."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.text import slugify

from vlavirgem_sandbox.chains.arazzo.model import Description, Step, Workflow
from vlavirgem_sandbox.chains.calling import missing_operation, operation_of
from vlavirgem_sandbox.chains.models import Chain
from vlavirgem_sandbox.tryouts.calling import CallableTryOut, callable_tryout


@dataclass(frozen=True, kw_only=True)
class Misfit:
    """A step that its try-out cannot answer; ``place`` is a JSON pointer into the description."""

    place: str
    message: str


def bound_tryouts(chain: Chain) -> dict[str, CallableTryOut]:
    """The try-out of each source that has one which can be called."""
    found = {name: callable_tryout(tryout_id) for name, tryout_id in chain.tryout_ids().items()}
    return {name: tryout for name, tryout in found.items() if tryout is not None}


def suggested_tryouts(description: Description, tryouts: Iterable[CallableTryOut]) -> dict[str, UUID]:
    """For each source the try-out that most likely stands for it: one that has all its operations.

    Where several have them, the one whose service or name is in the source's name or address; else none is suggested.
    """
    known = [tryout for tryout in tryouts if tryout.is_open]
    suggested: dict[str, UUID] = {}
    for source in description.sources:
        steps = [step for step in description.steps() if description.source_of(step) == source.name]
        fitting = [tryout for tryout in known if all(operation_of(step, tryout) is not None for step in steps)]
        words = _plain(f"{source.name} {source.url}")
        named = [each for each in fitting if _plain(each.service_name) in words or _plain(each.name) in words]
        chosen = named or (fitting if len({each.service_name for each in fitting}) == 1 and steps else [])
        if chosen:
            suggested[source.name] = chosen[0].id
    return suggested


def misfits(description: Description, bound: Mapping[str, CallableTryOut]) -> list[Misfit]:
    """The steps that call what their try-out does not have; of sources without a try-out nothing is said."""
    found = []
    for step in description.steps():
        source = description.source_of(step)
        tryout = bound.get(source)
        if tryout is not None and operation_of(step, tryout) is None:
            found.append(Misfit(place=step.pointer, message=missing_operation(step, source, tryout)))
    return found


def planned_steps(chain: Chain, description: Description, workflow: Workflow) -> list[dict[str, Any]]:
    """The steps of a run, as they are now: of its workflow first, then of the others that it may come to."""
    bound = bound_tryouts(chain)
    others = [each for each in description.workflows if each is not workflow]
    return [_planned(description, bound, step, each.workflow_id) for each in (workflow, *others) for step in each.steps]


def _planned(
    description: Description, bound: Mapping[str, CallableTryOut], step: Step, workflow_id: str
) -> dict[str, Any]:
    source = description.source_of(step)
    tryout = bound.get(source)
    operation = operation_of(step, tryout)
    return {
        "workflow": workflow_id,
        "step": step.step_id,
        "description": step.description[:300],
        "service": tryout.service_name if tryout is not None else source,
        "operation": operation.key if operation is not None else step.target.operation_id or step.target.workflow_id,
    }


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", slugify(text))
