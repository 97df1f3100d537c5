"""What a party does with an agreement that was proposed. What binds is for people: no key has a scope for it."""

from __future__ import annotations

from typing import Any

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.models import Agreement as AgreementModel
from vlavirgem_graphql.exchange.services import agreements
from vlavirgem_graphql.gateway.compiler.written_rows import WrittenRows
from vlavirgem_graphql.gateway.key_scopes import KeyScope
from vlavirgem_graphql.schema.agreements.source import AgreementSource
from vlavirgem_graphql.schema.agreements.types import Agreement
from vlavirgem_graphql.schema.mutations.act import Act, ours
from vlavirgem_tenants.people.actors import Actor


class _WithReason(Act):
    """An act with its reason; ``service`` is the name of the service's function."""

    class Meta:
        abstract = True

    class Arguments:
        """Which, and why."""

        agreement = graphene.ID(required=True, description=_("The agreement, by the id that `agreements` gives."))
        reason = graphene.String(required=True, description=_("Why; the other party reads it."))

    service: str
    agreement = WrittenRows(Agreement, AgreementSource, single=True, description=_("The agreement as it is now."))

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


class SignAgreement(_WithoutReason):
    """Sign."""

    service = "sign_agreement"

    class Meta:
        description = _("Sign the terms for our side; the second signature puts them in force. Only a person signs.")


class ResumeAgreement(_WithoutReason):
    """Let reading go on."""

    service = "resume_agreement"

    class Meta:
        description = _("Let reading go on under an agreement that we paused. Only a person does.")


class RefuseAgreement(_WithReason):
    """Refuse."""

    service = "refuse_agreement"

    class Meta:
        description = _("Refuse terms that the other party proposed. Only a person does.")


class PauseAgreement(_WithReason):
    """Pause."""

    service = "pause_agreement"

    class Meta:
        description = _("Stop reading under an agreement for a while. Only a person does.")


class RevokeAgreement(_WithReason):
    """Revoke."""

    service = "revoke_agreement"

    class Meta:
        description = _("End an agreement for good; the next read finds nothing. Only a person does.")


class WithdrawProposal(_WithReason):
    """Take a proposal back."""

    service = "withdraw_proposal"

    class Meta:
        scope = KeyScope.AGREEMENTS
        description = _("Take a proposal of ours back, before both have signed.")


AGREEMENT_ACTS: tuple[type[Act], ...] = (
    SignAgreement,
    RefuseAgreement,
    WithdrawProposal,
    PauseAgreement,
    ResumeAgreement,
    RevokeAgreement,
)
