"""What a party can do with an agreement: in which state, with which permission, and what its page says about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from vlavirgem.refusal import Refusal
from vlavirgem.ui.states import State
from vlavirgem_graphql.exchange.forms_deeds import AdviceForm, ReasonForm
from vlavirgem_graphql.exchange.models import Agreement, AgreementAct
from vlavirgem_graphql.exchange.services import agreements as services
from vlavirgem_graphql.exchange.services.acts import Side, require_paused_by, require_turn_in, require_unsigned_by
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


class Words(NamedTuple):
    """What is said of a deed (all lazily translated): before it, on its button, and when it is done."""

    title: Any
    consequence: Any
    button: Any
    done: Any


@dataclass(frozen=True, kw_only=True)
class Deed:
    """Something that a party can do. ``danger`` marks what cannot be undone; ``unless_signed``: not once it signed;
    ``unless_other_paused``: only for the party that paused it."""

    do: Callable[..., AgreementAct]
    words: Words
    states: tuple[State, ...]
    by: Side = "either"
    unless_signed: bool = False
    unless_other_paused: bool = False
    permission: Permission = Permission.AGREEMENT_SIGN
    form: type[ReasonForm] | type[AdviceForm] | None = ReasonForm
    danger: bool = False

    @property
    def binds(self) -> bool:
        """Whether it binds the organisation to the terms."""
        return self.form is AdviceForm

    @property
    def asks_reason(self) -> bool:
        """Whether it takes something away, which the other party hears the reason of."""
        return self.form is ReasonForm

    def hindrance(self, actor: Actor, agreement: Agreement) -> Refusal | None:
        """Why this party cannot do it as the agreement stands, in the words of the service, which asks again."""
        checks = [require_unsigned_by] if self.unless_signed else []
        if self.unless_other_paused:
            checks.append(require_paused_by)
        return _hindrance(actor, agreement, self.states, *checks, by=self.by)

    def fits(self, actor: Actor, agreement: Agreement) -> bool:
        """Whether this person can do it now."""
        return actor.may(self.permission) and self.hindrance(actor, agreement) is None


def hindrance_to_counter(actor: Actor, agreement: Agreement) -> Refusal | None:
    """Why this party cannot answer these terms with others as they stand now."""
    return _hindrance(actor, agreement, (State.PROPOSED,), require_unsigned_by, by="answerer")


def may_counter(actor: Actor, agreement: Agreement) -> bool:
    """Whether this person can answer these terms with others now."""
    return actor.may(Permission.AGREEMENT_PROPOSE) and hindrance_to_counter(actor, agreement) is None


def may_renew(actor: Actor, agreement: Agreement) -> bool:
    """Whether this person can propose to go on with it, as long as no renewal is on its way."""
    ours = agreement.consumer_id == actor.tenant.pk and actor.may(Permission.AGREEMENT_PROPOSE)
    return ours and agreement.standing().state in {State.ACTIVE, State.PAUSED}


def _hindrance(
    actor: Actor,
    agreement: Agreement,
    states: tuple[State, ...],
    *checks: Callable[[Actor, Agreement], None],
    by: Side,
) -> Refusal | None:
    """``agreement`` was read with its last act: nothing is asked of the database."""
    try:
        require_turn_in(actor, agreement, states={*states}, by=by)
        for check in checks:
            check(actor, agreement)
    except Refusal as refusal:
        return refusal
    return None


DEEDS = {
    "sign": Deed(
        do=services.sign_agreement,
        states=(State.PROPOSED,),
        unless_signed=True,
        form=AdviceForm,
        words=Words(
            _("Sign the agreement"),
            _("It is in force as soon as both have signed: from the first day on, the agreed fields can be read."),
            _("Sign"),
            _("Signed for your organisation."),
        ),
    ),
    "refuse": Deed(
        do=services.refuse_agreement,
        states=(State.PROPOSED,),
        by="answerer",
        danger=True,
        words=Words(
            _("Refuse the proposal"),
            _("The other party gets your reason. Would other terms do? Then propose those instead."),
            _("Refuse"),
            _("Refused. The other party reads your reason."),
        ),
    ),
    "withdraw": Deed(
        do=services.withdraw_proposal,
        states=(State.PROPOSED,),
        by="proposer",
        permission=Permission.AGREEMENT_PROPOSE,
        danger=True,
        words=Words(
            _("Withdraw the proposal"),
            _("The other party can no longer sign it."),
            _("Withdraw"),
            _("The proposal is withdrawn."),
        ),
    ),
    "pause": Deed(
        do=services.pause_agreement,
        states=(State.ACTIVE,),
        words=Words(
            _("Pause the agreement"),
            _("Nothing can be read under it until you let it go on."),
            _("Pause"),
            _("The agreement is paused."),
        ),
    ),
    "resume": Deed(
        do=services.resume_agreement,
        states=(State.PAUSED,),
        unless_other_paused=True,
        form=None,
        words=Words(
            _("Let the agreement go on"),
            _("The agreed fields can be read again."),
            _("Let it go on"),
            _("The agreement is in force again."),
        ),
    ),
    "revoke": Deed(
        do=services.revoke_agreement,
        states=(State.ACTIVE, State.PAUSED),
        danger=True,
        words=Words(
            _("Revoke the agreement"),
            _("From the next request on nothing can be read under it. This agreement does not come back."),
            _("Revoke"),
            _("The agreement is revoked. Nothing can be read under it any more."),
        ),
    ),
}
