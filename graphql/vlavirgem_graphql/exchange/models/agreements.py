"""What was agreed, and what each party did with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.models.agreed_terms import AgreedTerms
from vlavirgem_graphql.exchange.models.offers import Offer
from vlavirgem_graphql.exchange.models.open_terms import OpenTerms
from vlavirgem_graphql.exchange.querysets import AgreementQuerySet
from vlavirgem_graphql.exchange.standing import Standing, standing_of
from vlavirgem_graphql.signatures.models import SigningKey
from vlavirgem_tenants.commons.models import CommonsModel, CommonsPart
from vlavirgem_tenants.directory.models import Tenant


class Agreement(AgreedTerms, CommonsModel):
    """What a consumer reads of a provider: which fields of which offer, why, on what basis, how long.

    It is what is signed, so it never changes: other terms are another agreement, which names the one that it
    ``answers``; one that ``renews`` another begins at the moment at which that one ends, and one that ``accepts`` open
    terms has those, which the provider signed beforehand. ``owner`` is the party that wrote these terms. Its state
    follows from its acts; it is in force when both parties have signed. An exchange of data between governments in
    Flanders rests on such a protocol (e-governmentdecreet, article 8).
    """

    append_only: ClassVar[bool] = True

    consumer = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="agreements")
    answers = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="counter")
    accepts = models.ForeignKey(OpenTerms, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements")
    renews = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="renewals")

    objects = AgreementQuerySet.as_manager()

    class Meta(CommonsModel.Meta):
        db_table = "exchange_agreement"
        verbose_name = _("agreement")
        ordering = ("-created_at",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__gt=models.F("valid_from")), name="exchange_agreement_period"
            ),
            models.CheckConstraint(condition=~models.Q(daily_reads=0), name="exchange_agreement_some_reads"),
            models.CheckConstraint(
                condition=~models.Q(consumer=models.F("provider")), name="exchange_agreement_two_parties"
            ),
            models.CheckConstraint(
                condition=models.Q(owner=models.F("consumer")) | models.Q(owner=models.F("provider")),
                name="exchange_agreement_by_a_party",
            ),
        ]

    def __str__(self) -> str:
        return self.offer_title

    def get_absolute_url(self) -> str:
        """The page of the agreement, the same for both parties."""
        return reverse("data:agreement", args=[self.pk])

    def standing(self, now: datetime | None = None) -> Standing:
        """Where it stands now. Needs the annotations of ``AgreementQuerySet.with_last_act`` (else AttributeError)."""
        last_verb: str = self.last_verb  # type: ignore[attr-defined]  # annotated
        return standing_of(
            last_verb=last_verb,
            signatures=len(self.signers),
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            now=now or timezone.now(),
        )

    def renewal(self) -> Agreement | None:
        """The agreement that goes on with this one, proposed or signed; None where there is none (any more)."""
        proposed = Agreement.objects.renewing([self])
        return next((each for each in proposed if each.standing().is_alive), None)

    @property
    def signers(self) -> Sequence[int]:
        """The ids of the parties that signed. Needs the annotations of ``AgreementQuerySet.with_last_act``."""
        signed_by: Sequence[int] = self.signed_by  # type: ignore[attr-defined]  # annotated
        return signed_by

    @property
    def last_actor_id(self) -> int:
        """The party whose act was the last. Needs the annotations of ``AgreementQuerySet.with_last_act``."""
        acted_by: int = self.last_acted_by  # type: ignore[attr-defined]  # annotated
        return acted_by

    def other_party(self, ours: Tenant) -> Tenant:
        """The party that we are not."""
        return self.consumer if self.provider_id == ours.pk else self.provider


class Verb(models.TextChoices):
    """What a party can do with an agreement."""

    PROPOSED = "proposed", _("proposed")
    SIGNED = "signed", _("signed")
    REFUSED = "refused", _("refused")
    COUNTERED = "countered", _("answered with other terms")
    WITHDRAWN = "withdrawn", _("withdrawn")
    PAUSED = "paused", _("paused")
    RESUMED = "resumed", _("resumed")
    REVOKED = "revoked", _("revoked")


class AgreementAct(CommonsPart):
    """One act of one party: its signature, its refusal, its revocation. Written once, by that party, never changed.

    The database refuses an act out of turn and compiles the grant on the second signature (migration 0002). A signature
    is made with the organisation's ``key`` over ``signed_text`` (module ``signing``); other acts have none.
    """

    append_only: ClassVar[bool] = True
    commons_parent: ClassVar[str] = "agreement"

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="acts")
    verb = models.CharField(max_length=16, choices=Verb.choices)
    reason = models.TextField(blank=True)
    person_name = models.CharField(max_length=200)
    person_id = models.UUIDField(null=True, blank=True)
    content_hash = models.CharField(max_length=64)
    acted_at = models.DateTimeField(default=timezone.now, help_text="Set by the database, whatever is written here.")
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    signature = models.BinaryField(null=True, editable=False)

    class Meta:
        db_table = "exchange_agreement_act"
        verbose_name = _("act")
        ordering = ("acted_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "verb"],
                condition=models.Q(verb__in=["proposed", "countered", "refused", "withdrawn", "revoked"]),
                name="exchange_act_once",
            ),
            models.UniqueConstraint(
                fields=["agreement", "owner"],
                condition=models.Q(verb="signed"),
                name="exchange_act_signed_once_by_each",
            ),
        ]

    def __str__(self) -> str:
        return self.get_verb_display()
