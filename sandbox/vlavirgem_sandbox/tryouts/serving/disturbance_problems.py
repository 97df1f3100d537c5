"""Answers that a disturbance gives instead of the contract's, as Problem Details."""

from __future__ import annotations

from http import HTTPStatus

from django.utils.translation import gettext as _

from vlavirgem_sandbox.tryouts.serving.problems import CallProblem


def unreadable_wish(name: str, wish: str) -> CallProblem:
    """400 for a disturbance asked for with ``Prefer`` that cannot be given."""
    return CallProblem(
        code="unreadable-preference",
        status=HTTPStatus.BAD_REQUEST,
        title=_("The header Prefer cannot be read"),
        detail=_(
            "“%(name)s=%(wish)s” is no disturbance. Send a status from 400 to 599 (“vvg-status=503”), seconds up to 5 "
            "(“vvg-delay=2.5”), “vvg-malformed” or “vvg-dropped”."
        )
        % {"name": name, "wish": wish[:60]},
    )


def disturbed(status: int, why: str, *, is_wished: bool) -> CallProblem:
    """An error answer that a disturbance gives, of whatever status; ``is_wished`` when the call asked for it itself."""
    return CallProblem(
        code="disturbance",
        status=status,
        title=_("This answer is disturbed on purpose"),
        detail=_without_the_wish(why) if is_wished else _ends_on_page(why),
    )


def too_fast(why: str, wait: int) -> CallProblem:
    """429 (RFC 6585 section 4) for a call over the limit that a disturbance sets; ``wait`` in seconds."""
    return CallProblem(
        code="disturbance",
        status=HTTPStatus.TOO_MANY_REQUESTS,
        title=_("Too many calls in this minute"),
        detail=_ends_on_page(why),
        headers=(("Retry-After", str(wait)),),
    )


def too_many_waiting(wait: int) -> CallProblem:
    """503 for a call that should be held back when no more can be; ``wait`` in seconds."""
    return CallProblem(
        code="too-many-waiting",
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        title=_("Too many calls are being held back"),
        detail=_(
            "A disturbance makes this answer late, and the server lets only a few calls of an organisation wait at "
            "once. Nothing was changed. Call again a little later, or make fewer calls at once."
        ),
        headers=(("Retry-After", str(wait)),),
    )


def _ends_on_page(why: str) -> str:
    return _("%(disturbance)s. It is a test: it is no fault of the service, and it ends on the try-out's page.") % {
        "disturbance": why
    }


def _without_the_wish(why: str) -> str:
    return _(
        "%(disturbance)s. The call asked for it with its header Prefer: it is no fault of the service. Leave out that "
        "wish for the usual answer."
    ) % {"disturbance": why}
