"""The steps of a run as calls to try-outs."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.chains.arazzo.attempts import CannotCall, Clock, Made, Sent
from vlavirgem_sandbox.chains.arazzo.evaluating import Exchange
from vlavirgem_sandbox.chains.arazzo.model import Step
from vlavirgem_sandbox.contracts.composing import GivenParameter
from vlavirgem_sandbox.contracts.media_types import is_json
from vlavirgem_sandbox.contracts.model import JsonValue, Operation
from vlavirgem_sandbox.tryouts.calling import CallableTryOut, Called, Wanted, call_tryout
from vlavirgem_tenants.directory.models import Tenant


class RealClock:
    """The clock on the wall."""

    def now(self) -> datetime:
        """The moment."""
        return timezone.now()

    def wait(self, seconds: float) -> None:
        """Come back so much later; no transaction is open meanwhile."""
        time.sleep(seconds)


@dataclass(frozen=True, kw_only=True)
class TryOutCaller:
    """Makes the calls of one run: a :class:`~vlavirgem_sandbox.chains.arazzo.attempts.Caller`."""

    tenant: Tenant
    bound: Mapping[str, CallableTryOut]
    """The try-out that stands for each source."""
    person: str
    clock: Clock

    def call(self, step: Step, source: str, sent: Sent) -> Made:
        """Make the call of a step. Raises CannotCall where no try-out has its operation."""
        tryout = self.bound.get(source)
        operation = operation_of(step, tryout)
        if tryout is None or operation is None:
            raise CannotCall(missing_operation(step, source, tryout))
        wanted = Wanted(
            operation=operation.key,
            given=[
                GivenParameter(name=name, location=location or "query", value=value)
                for location, name, value in sent.parameters
            ],
            body=sent.body,
            has_body=sent.has_body,
            content_type=sent.content_type,
        )
        try:
            called = call_tryout(
                tenant=self.tenant, tryout_id=tryout.id, wanted=wanted, person=self.person, now=self.clock.now()
            )
        except Refusal as refusal:
            raise CannotCall(str(refusal)) from refusal
        return Made(exchange=_exchange(called, sent), logged=called, broken=called.dropped)


def operation_of(step: Step, tryout: CallableTryOut | None) -> Operation | None:
    """The operation of a try-out that a step means."""
    if tryout is None:
        return None
    target = step.target
    return tryout.operation(operation_id=target.operation_id, method=target.method, path=target.path)


def missing_operation(step: Step, source: str, tryout: CallableTryOut | None) -> str:
    """Why a step cannot be called."""
    wanted = step.target.operation_id or f"{step.target.method} {step.target.path}"
    if tryout is None:
        return _("No try-out stands for “%(source)s”.") % {"source": source}
    return _("The try-out “%(tryout)s” has no operation “%(operation)s” that works.") % {
        "tryout": tryout.name,
        "operation": wanted,
    }


def _exchange(called: Called, sent: Sent) -> Exchange:
    return Exchange(
        url=called.url,
        method=called.request.method,
        status=called.status,
        request_headers=tuple(called.request.headers),
        request_query=tuple(called.request.query),
        request_path=called.path_values,
        request_body=sent.body,
        response_headers=called.headers,
        response_body=_value(called.body, called.content_type),
    )


def _value(body: bytes, content_type: str) -> JsonValue:
    """The JSON in an answer, else its text; what a disturbance cut off is no JSON any more."""
    text = body.decode("utf-8", errors="replace")
    if is_json(content_type):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return text
    return text
