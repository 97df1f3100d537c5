"""What a data protection officer advised, recorded with the signature that it was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.exchange.models import Advice, Agreement, Verdict
from vlavirgem_graphql.exchange.services.acts import signed_before
from vlavirgem_tenants.commons.models import record
from vlavirgem_tenants.constraints import clean_only, refusing
from vlavirgem_tenants.people.actors import Actor


@dataclass(frozen=True, kw_only=True)
class AdviceGiven:
    """The officer's verdict, who and when, and what they wrote."""

    verdict: Verdict
    officer: str = ""
    given_on: date | None = None
    text: str = ""


NO_PERSONAL_DATA: Final = AdviceGiven(verdict=Verdict.NOT_NEEDED)


def record_advice(actor: Actor, agreement: Agreement, advice: AdviceGiven) -> Advice:
    """Raises what :func:`require_whole` raises; ValidationError for a name that is none."""
    require_whole(advice)
    made = Advice(
        owner=actor.tenant,
        agreement=agreement,
        verdict=advice.verdict,
        officer=advice.officer.strip(),
        given_on=advice.given_on,
        text=advice.text.strip(),
    )
    clean_only(made, "officer")
    with refusing(exchange_advice_once_by_each=signed_before):
        made.save(force_insert=True)
    record(actor=actor, subject=agreement, verb="advised", detail={"verdict": advice.verdict.value})
    return made


def require_whole(advice: AdviceGiven) -> None:
    """Raise the first of what :func:`faults_of` finds."""
    for fault in faults_of(advice):
        raise fault


def faults_of(advice: AdviceGiven) -> Iterator[Refusal]:
    """Where it does not say by whom and when, has a day to come, or has remarks without saying which."""
    if advice.verdict is Verdict.NOT_NEEDED:
        return
    if not advice.officer.strip():
        yield _incomplete(_("Say who gave the advice."), "officer")
    if advice.given_on is None:
        yield _incomplete(_("Say on which day the advice was given."), "given_on")
    elif advice.given_on > timezone.localdate():
        yield _incomplete(_("This day is still to come. Choose the day on which the advice was given."), "given_on")
    if advice.verdict is not Verdict.FAVOURABLE and not advice.text.strip():
        yield _incomplete(_("Write down what the officer remarked."), "text")


def _incomplete(message: str, place: str) -> Refusal:
    return Refusal(message, code="advice-incomplete", status=HTTPStatus.BAD_REQUEST, place=place)
