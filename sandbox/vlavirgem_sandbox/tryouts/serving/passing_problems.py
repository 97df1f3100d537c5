"""Why a call that is passed on to an acceptance environment gets no answer from there, as Problem Details."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.contracts.model import Violation
from vlavirgem_sandbox.tryouts.serving.problems import CallProblem, as_error
from vlavirgem_tenants.outgoing.trouble import OutgoingTrouble

_OF_REFUSALS = {
    "opening-closed": ("acceptance-closed", HTTPStatus.SERVICE_UNAVAILABLE),
    "opening-used-up": ("acceptance-used-up", HTTPStatus.TOO_MANY_REQUESTS),
    "opening-unreadable": ("acceptance-not-allowed", HTTPStatus.BAD_GATEWAY),
    "writes-not-allowed": ("acceptance-reads-only", HTTPStatus.FORBIDDEN),
}
"""By the code of what the way out refused; any other is a host that may not be called."""


def not_passed_on(refusal: Refusal) -> CallProblem:
    """Nothing was sent: the way there is closed to this call."""
    code, status = _OF_REFUSALS.get(refusal.code, ("acceptance-not-allowed", HTTPStatus.BAD_GATEWAY))
    retry = (("Retry-After", str(refusal.retry_after)),) if refusal.retry_after else ()
    return CallProblem(
        code=code,
        status=status,
        title=_("This call was not passed on to the acceptance environment"),
        detail=str(refusal),
        headers=retry,
    )


def no_answer(trouble: OutgoingTrouble) -> CallProblem:
    """502 or 504: it was sent, or tried to be, and no whole answer came."""
    return CallProblem(
        code="acceptance-no-answer",
        status=trouble.status,
        title=_("The acceptance environment gave no answer"),
        detail=_(
            "%(what)s The try-out itself remembers nothing of this call; whether the acceptance environment does is "
            "not known. Call again later, or let the try-out answer by itself again on its page."
        )
        % {"what": trouble.message},
        more={"trouble": trouble.code},
    )


def wrong_answer(violations: Sequence[Violation]) -> CallProblem:
    """502 where the organisation chose to see no answers that break the contract."""
    return CallProblem(
        code="acceptance-wrong-answer",
        status=HTTPStatus.BAD_GATEWAY,
        title=_("The answer of the acceptance environment goes against the contract"),
        detail=_("It is no fault of your program. What is wrong stands in “errors”: tell the publisher."),
        errors=[as_error(violation) for violation in violations],
    )


def unfit_answer(why: str) -> CallProblem:
    """502 for an answer that may not come in, or that no program should be given."""
    return CallProblem(
        code="acceptance-unfit-answer",
        status=HTTPStatus.BAD_GATEWAY,
        title=_("The answer of the acceptance environment cannot be passed on"),
        detail=why,
    )


def unfit_call(why: str) -> CallProblem:
    """422 for a call that keeps to the contract and yet must not leave."""
    return CallProblem(
        code="acceptance-unfit-call",
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        title=_("This call cannot be passed on to the acceptance environment"),
        detail=why,
    )


def passed_on_already() -> CallProblem:
    """508 (RFC 5842 section 7.2) for a call that comes from a try-out that passes on."""
    return CallProblem(
        code="acceptance-loop",
        status=HTTPStatus.LOOP_DETECTED,
        title=_("This call was passed on by a try-out already"),
        detail=_(
            "The endpoint leads back to a try-out that is answered by an endpoint itself. Nothing was sent. "
            "Let this try-out answer by itself again on its page, or register an endpoint that is no try-out."
        ),
    )


def too_many() -> CallProblem:
    """503 where as many calls wait for answers as may."""
    return CallProblem(
        code="acceptance-busy",
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        title=_("Too many calls are waiting for answers"),
        detail=_(
            "The server lets only a few calls of an organisation wait at once for an acceptance environment. Nothing "
            "was sent. Call again a little later, or make fewer calls at once."
        ),
        headers=(("Retry-After", "1"),),
    )
