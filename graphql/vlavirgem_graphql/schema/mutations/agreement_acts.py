"""What a party does with an agreement that was proposed. What binds is for people: no key has a scope for it."""

from __future__ import annotations

from datetime import date
from typing import Any

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.models import Agreement as AgreementModel
from vlavirgem_graphql.exchange.models import OpenTerms, Verdict
from vlavirgem_graphql.exchange.services import agreements
from vlavirgem_graphql.exchange.services.advising import AdviceGiven
from vlavirgem_graphql.exchange.services.open_terms import accept_open_terms
from vlavirgem_graphql.gateway.compiler.written_rows import WrittenRows
from vlavirgem_graphql.gateway.key_scopes import KeyScope
from vlavirgem_graphql.schema.agreements.source import AGREEMENTS
from vlavirgem_graphql.schema.agreements.types import Agreement
from vlavirgem_graphql.schema.events.verbs import verb_enum
from vlavirgem_graphql.schema.mutations.act import Act, ours
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission

VERDICT = verb_enum("AdviceVerdict", Verdict)


class _WithReason(Act):
    """An act with its reason; ``service`` is the name of the service's function."""

    class Meta:
        abstract = True

    class Arguments:
        """Which, and why."""

        agreement = graphene.ID(required=True, description=_("The agreement, by the id that `agreements` gives."))
        reason = graphene.String(required=True, description=_("Why; the other party reads it."))

    service: str
    agreement = WrittenRows(Agreement, AGREEMENTS, single=True, description=_("The agreement as it is now."))

    @classmethod
    def perform(cls, actor: Actor, *, agreement: str, **arguments: str) -> dict[str, Any]:
        """See the function of this name in ``exchange.services.agreements``."""
        of = ours(AgreementModel.objects.all(), agreement, type_name="Agreement", place="agreement")
        getattr(agreements, cls.service)(actor=actor, agreement=of, **arguments)
        return {"agreement": [str(of.pk)]}


class _WithoutReason(_WithReason):
    """An act that needs no reason."""

    class Meta:
        abstract = True

    class Arguments:
        """Which."""

        agreement = graphene.ID(required=True, description=_("The agreement, by the id that `agreements` gives."))


class SignAgreement(Act):
    """Sign, with what our data protection officer advised."""

    class Meta:
        permission = Permission.AGREEMENT_SIGN
        description = _("Sign the terms for our side; the second signature puts them in force. Only a person signs.")

    class Arguments:
        """Which, and the advice that was asked for before."""

        agreement = graphene.ID(required=True, description=_("The agreement, by the id that `agreements` gives."))
        verdict = graphene.Argument(
            VERDICT, required=True, description=_("What our data protection officer advised; the other party reads it.")
        )
        officer = graphene.String(description=_("Name of the officer; needed where advice was given."))
        given_on = graphene.Date(description=_("The day of the advice; needed where advice was given."))
        text = graphene.String(description=_("What the officer wrote; needed with remarks."))

    agreement = WrittenRows(Agreement, AGREEMENTS, single=True, description=_("The agreement as it is now."))

    @classmethod
    def perform(
        cls,
        actor: Actor,
        *,
        agreement: str,
        verdict: Any,
        officer: str = "",
        given_on: date | None = None,
        text: str = "",
    ) -> dict[str, Any]:
        """See ``exchange.services.agreements.sign_agreement``."""
        of = ours(AgreementModel.objects.all(), agreement, type_name="Agreement", place="agreement")
        advice = AdviceGiven(verdict=Verdict(verdict.value), officer=officer or "", given_on=given_on, text=text or "")
        agreements.sign_agreement(actor=actor, agreement=of, advice=advice)
        return {"agreement": [str(of.pk)]}


class ResumeAgreement(_WithoutReason):
    """Let reading go on."""

    service = "resume_agreement"

    class Meta:
        permission = Permission.AGREEMENT_SIGN
        description = _("Let reading go on under an agreement that we paused. Only a person does.")


class RefuseAgreement(_WithReason):
    """Refuse."""

    service = "refuse_agreement"

    class Meta:
        permission = Permission.AGREEMENT_SIGN
        description = _("Refuse terms that the other party proposed. Only a person does.")


class PauseAgreement(_WithReason):
    """Pause."""

    service = "pause_agreement"

    class Meta:
        permission = Permission.AGREEMENT_SIGN
        description = _("Stop reading under an agreement for a while. Only a person does.")


class RevokeAgreement(_WithReason):
    """Revoke."""

    service = "revoke_agreement"

    class Meta:
        permission = Permission.AGREEMENT_SIGN
        description = _("End an agreement for good; the next read finds nothing. Only a person does.")


class WithdrawProposal(_WithReason):
    """Take a proposal back."""

    service = "withdraw_proposal"

    class Meta:
        scope = KeyScope.AGREEMENTS
        description = _("Take a proposal of ours back, before both have signed.")


class AcceptOpenTerms(Act):
    """Accept terms as their provider signed them."""

    class Meta:
        permission = Permission.AGREEMENT_SIGN
        description = _("Accept open terms as they are: the agreement is in force at once. Only a person does.")

    class Arguments:
        """Which, and the advice that was asked for before."""

        terms = graphene.ID(required=True, description=_("The terms, by the id that `openTerms` gives."))
        verdict = graphene.Argument(
            VERDICT, required=True, description=_("What our data protection officer advised; the other party reads it.")
        )
        officer = graphene.String(description=_("Name of the officer; needed where advice was given."))
        given_on = graphene.Date(description=_("The day of the advice; needed where advice was given."))
        text = graphene.String(description=_("What the officer wrote; needed with remarks."))

    agreement = WrittenRows(Agreement, AGREEMENTS, single=True, description=_("The agreement."))

    @classmethod
    def perform(
        cls,
        actor: Actor,
        *,
        terms: str,
        verdict: Any,
        officer: str = "",
        given_on: date | None = None,
        text: str = "",
    ) -> dict[str, Any]:
        """See ``exchange.services.open_terms.accept_open_terms``."""
        rows = OpenTerms.objects.select_related("owner", "offer")
        of = ours(rows, terms, type_name="OpenTerms", place="terms")
        advice = AdviceGiven(verdict=Verdict(verdict.value), officer=officer or "", given_on=given_on, text=text or "")
        made = accept_open_terms(actor=actor, terms=of, advice=advice)
        return {"agreement": [str(made.pk)]}


AGREEMENT_ACTS: tuple[type[Act], ...] = (
    SignAgreement,
    AcceptOpenTerms,
    RefuseAgreement,
    WithdrawProposal,
    PauseAgreement,
    ResumeAgreement,
    RevokeAgreement,
)
