"""What can be done to a chain: import it, choose its try-outs, name it, plan it, end it and bring it back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.chains.arazzo.model import Description
from vlavirgem_sandbox.chains.arazzo.reading import Report, check_arazzo, read_arazzo
from vlavirgem_sandbox.chains.binding import bound_tryouts, misfits, suggested_tryouts
from vlavirgem_sandbox.chains.input_checks import checked_inputs
from vlavirgem_sandbox.chains.models import Chain, ChainEvent, ChainSource, ChainState, Schedule, Verb
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue, Problem
from vlavirgem_sandbox.tryouts.calling import callable_tryouts
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission

MOST_CHAINS: Final = 200
"""Of one organisation, ended ones too."""
_INTERVALS: Final = {Schedule.HOURLY: timedelta(hours=1), Schedule.DAILY: timedelta(days=1)}


@dataclass(frozen=True, kw_only=True)
class ImportedFile:
    """A file with a description."""

    data: bytes
    filename: str = ""


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a chain was taken over from: whose blueprint, its title, and the page of ours that tells of it."""

    owner: str
    title: str
    url: str


def read_file(file: ImportedFile) -> Description:
    """What a file says. Raises Refusal (422) with every problem and its place."""
    return _accepted(read_arazzo(file.data))


@transaction.atomic
def import_chain(
    *,
    actor: Actor,
    file: ImportedFile,
    name: str = "",
    tryouts: Mapping[str, UUID] | None = None,
    created_at: datetime | None = None,
    origin: Origin | None = None,
) -> Chain:
    """Make a chain of an Arazzo file; ``name`` defaults to its title. One that is taken over keeps its ``origin``.

    ``tryouts`` says which try-out stands for which source; for the others the one that most likely does is taken.
    Raises Refusal (422) for what is no Arazzo 1.0, or holds what is not supported.
    """
    actor.require(Permission.TRYOUT_MANAGE)
    report = read_arazzo(file.data)
    description = _accepted(report)
    chain = _created(actor, name.strip() or description.title, report.document, created_at)
    if origin is None:
        remember(actor, chain, Verb.IMPORTED, file.filename, at=created_at)
    else:
        chain.origin_owner, chain.origin_title, chain.origin_url = origin.owner, origin.title, origin.url
        remember(actor, chain, Verb.TAKEN_OVER, f"{origin.owner}: {origin.title}", at=created_at)
    _bind(chain, description, {**suggested_tryouts(description, callable_tryouts()), **(tryouts or {})})
    return chain


@transaction.atomic
def new_chain(*, actor: Actor, name: str, summary: str = "") -> Chain:
    """Begin a chain without steps, to be built on its page."""
    actor.require(Permission.TRYOUT_MANAGE)
    info = {"title": name.strip(), "version": "1.0.0", **({"summary": summary.strip()} if summary.strip() else {})}
    document: JsonObject = {
        "arazzo": "1.0.1",
        "info": info,
        "sourceDescriptions": [],
        "workflows": [{"workflowId": "main", "steps": []}],
    }
    chain = _created(actor, name.strip(), document, None)
    remember(actor, chain, Verb.BUILT)
    return chain


def _created(actor: Actor, name: str, document: JsonObject, created_at: datetime | None) -> Chain:
    if Chain.objects.count() >= MOST_CHAINS:
        raise Refusal(
            _("You have %(most)d chains, which is as many as can be.") % {"most": MOST_CHAINS},
            remedy=_("Use a chain that is there."),
            code="too-many-chains",
        )
    return Chain.objects.create(
        name=name[:120],
        document=document,
        workflow_id=document["workflows"][0]["workflowId"],
        created_by=actor.name,
        created_at=created_at or timezone.now(),
    )


@transaction.atomic
def bind_sources(*, actor: Actor, chain: Chain, tryouts: Mapping[str, UUID | None]) -> Chain:
    """Say which try-out stands for which source. Raises Refusal (422) for a try-out that lacks an operation."""
    actor.require(Permission.TRYOUT_MANAGE)
    chain.lock()
    require_not_ended(chain)
    _bind(chain, require_steps(chain), tryouts)
    names = [f"{name}: {tryout.name}" for name, tryout in bound_tryouts(chain).items()]
    remember(actor, chain, Verb.BOUND, ", ".join(names))
    return chain


def _bind(chain: Chain, description: Description, tryouts: Mapping[str, UUID | None]) -> None:
    known = {tryout.id: tryout for tryout in callable_tryouts()}
    chosen = {name: known[wanted] for name, wanted in tryouts.items() if wanted is not None and wanted in known}
    if wrong := misfits(description, chosen):
        raise Refusal(
            _("A try-out does not have what the chain calls."),
            remedy=_("Choose another try-out for the service, or another version of it."),
            code="operation-missing",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            place=wrong[0].place,
            details=tuple({"place": each.place, "message": each.message} for each in wrong),
        )
    for source in description.sources:
        if source.name in tryouts:
            tryout = chosen.get(source.name)
            values = {"tryout_id": tryout.id if tryout is not None else None}
            chain.sources.update_or_create(name=source.name, defaults=values)
        else:
            chain.sources.get_or_create(name=source.name)
    settle(chain)


def settle(chain: Chain) -> None:
    """Bring the sources and the state in line with the document; the caller holds the lock."""
    description = chain.description
    names = {source.name for source in description.sources} if description is not None else set()
    chain.sources.exclude(name__in=names).delete()
    for name in names:
        ChainSource.objects.get_or_create(chain=chain, name=name)
    called = {description.source_of(step) for step in description.steps()} - {""} if description is not None else set()
    is_ready = description is not None and called <= set(chain.tryout_ids())
    if chain.state != ChainState.ENDED:
        chain.state = ChainState.ACTIVE if is_ready else ChainState.DRAFT
    if description is not None and chain.workflow_id not in {each.workflow_id for each in description.workflows}:
        chain.workflow_id = description.workflows[0].workflow_id
    chain.save()


@transaction.atomic
def edit_chain(*, actor: Actor, chain: Chain, name: str, workflow_id: str) -> Chain:
    """Another name, or another of its workflows that a run begins with."""
    actor.require(Permission.TRYOUT_MANAGE)
    chain.lock()
    require_not_ended(chain)
    description = chain.description
    if description is not None and workflow_id not in {each.workflow_id for each in description.workflows}:
        raise Refusal(
            _("The chain has no such workflow."),
            remedy=_("Choose one of the list."),
            code="no-such-workflow",
            place="workflow_id",
        )
    chain.name, chain.workflow_id = name.strip(), workflow_id or chain.workflow_id
    chain.save(update_fields=["name", "workflow_id", "changed_at"])
    remember(actor, chain, Verb.RENAMED, chain.name)
    return chain


@transaction.atomic
def plan_chain(*, actor: Actor, chain: Chain, schedule: Schedule, inputs: dict[str, JsonValue]) -> Chain:
    """Let the chain run by itself, or no longer. Raises Refusal (422) for inputs that its runs would be refused for."""
    actor.require(Permission.TRYOUT_MANAGE)
    chain.lock()
    require_not_ended(chain)
    given: dict[str, JsonValue] = {}
    if schedule != Schedule.NEVER and chain.description is not None:
        checked_inputs(chain.description, chain.description.workflow(chain.workflow_id), inputs)
        given = inputs  # without the defaults, which may be others by then
    chain.schedule, chain.schedule_inputs = schedule, given
    chain.next_run_at = next_moment(schedule, timezone.now())
    chain.save(update_fields=["schedule", "schedule_inputs", "next_run_at", "changed_at"])
    remember(actor, chain, Verb.SCHEDULED, str(schedule.label))
    return chain


def next_moment(schedule: Schedule, now: datetime) -> datetime | None:
    """When a chain with that schedule runs next: at the hour, or after midnight; None where it never does."""
    if schedule == Schedule.NEVER:
        return None
    local = timezone.localtime(now).replace(minute=0, second=0, microsecond=0)
    if schedule == Schedule.DAILY:
        local = local.replace(hour=0)
    return local + _INTERVALS[schedule]


@transaction.atomic
def end_chain(*, actor: Actor, chain: Chain) -> Chain:
    """It runs no more; its runs stay, as evidence. Can be undone."""
    actor.require(Permission.TRYOUT_MANAGE)
    chain.lock()
    require_not_ended(chain)
    chain.state, chain.schedule, chain.next_run_at = ChainState.ENDED, Schedule.NEVER, None
    chain.save(update_fields=["state", "schedule", "next_run_at", "changed_at"])
    remember(actor, chain, Verb.ENDED)
    return chain


@transaction.atomic
def reopen_chain(*, actor: Actor, chain: Chain) -> Chain:
    """Bring an ended chain back; it does not run by itself until that is chosen again."""
    actor.require(Permission.TRYOUT_MANAGE)
    chain.lock()
    if chain.state == ChainState.ENDED:
        chain.state = ChainState.DRAFT
        settle(chain)
        remember(actor, chain, Verb.REOPENED)
    return chain


def require_steps(chain: Chain) -> Description:
    """The description of a chain; raises Refusal (409) for one without steps, which is no Arazzo yet."""
    if chain.description is None:
        raise Refusal(_("This chain has no steps yet."), remedy=_("Add a step first."), code="no-steps")
    return chain.description


def require_not_ended(chain: Chain) -> None:
    """Raise Refusal for one that is over; the caller holds its lock."""
    if chain.state == ChainState.ENDED:
        raise Refusal(
            _("“%(chain)s” has ended.") % {"chain": chain.name},
            remedy=_("Bring the chain back on its page."),
            code="chain-not-active",
        )


def remember(actor: Actor, chain: Chain, verb: Verb, detail: str = "", *, at: datetime | None = None) -> None:
    """Add a line to the history."""
    ChainEvent.objects.create(chain=chain, person=actor.name, verb=verb, detail=detail[:200], at=at or timezone.now())


def _accepted(report: Report) -> Description:
    """The description. Raises Refusal (422) with what keeps the file from being one."""
    if report.description is not None:
        return report.description
    first = report.problems[0]
    raise Refusal(
        first.message,
        remedy=first.remedy,
        code="arazzo-refused",
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        place=first.place,
        details=tuple(
            {"place": each.place, "message": each.message, "remedy": each.remedy} for each in report.problems
        ),
    )


def accepted_document(document: JsonObject) -> Description:
    """A document that was put together here. Raises Refusal (422) like an imported file."""
    try:
        json.dumps(document, allow_nan=False)
    except ValueError:
        message, remedy = _("A number is too large for JSON, or is no number."), _("Write it with fewer digits.")
        problem = Problem(severity="error", message=message, remedy=remedy, place="/")
        return _accepted(Report(document={}, description=None, problems=(problem,)))
    return _accepted(check_arazzo(document))
