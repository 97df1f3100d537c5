"""Terms that a provider signs beforehand, for whoever accepts them, or for everybody at once: open data."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vlavirgem.ui.states import State
from vlavirgem_graphql.exchange.models.agreed_terms import AgreedTerms
from vlavirgem_graphql.exchange.models.offers import Offer
from vlavirgem_graphql.exchange.models.verdicts import Verdict
from vlavirgem_graphql.exchange.querysets import OpenTermsQuerySet
from vlavirgem_graphql.signatures.models import SigningKey
from vlavirgem_tenants.commons.models import CommonsModel


class Audience(models.TextChoices):
    """Whom open terms are for."""

    MUNICIPALITIES = "municipalities", _("any municipality that accepts these terms")
    EVERYONE = "everyone", _("any organisation of the network that accepts these terms")
    OPEN_DATA = "open-data", _("open data: everybody in the network reads, nobody has to accept")


class OpenTerms(AgreedTerms, CommonsModel):
    """What whoever accepts may read of an offer (``owner`` provides it), signed once by the provider with its advice.

    Accepting makes an agreement with these very terms, which the database puts in force on the one signature that
    still lacks. Open data need none: the database makes one grant of them, for everybody. Nothing of the terms ever
    changes; they are closed, once (migration 0005).
    """

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="open_terms")
    audience = models.CharField(max_length=16, choices=Audience.choices)
    verdict = models.CharField(max_length=16, choices=Verdict.choices)
    officer = models.CharField(max_length=200, blank=True)
    advised_on = models.DateField(null=True, blank=True)
    advice = models.TextField(blank=True)
    person_name = models.CharField(max_length=200)
    person_id = models.UUIDField(null=True, blank=True)
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, editable=False, related_name="+")
    signature = models.BinaryField(editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_reason = models.TextField(blank=True)

    objects = OpenTermsQuerySet.as_manager()

    class Meta(CommonsModel.Meta):
        db_table = "exchange_open_terms"
        verbose_name = _("open terms")
        verbose_name_plural = _("open terms")
        ordering = ("-created_at",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__gt=models.F("valid_from")), name="exchange_open_terms_period"
            ),
            models.CheckConstraint(condition=~models.Q(daily_reads=0), name="exchange_open_terms_some_reads"),
            models.UniqueConstraint(
                fields=["offer"],
                condition=models.Q(audience="open-data", closed_at=None),
                name="exchange_open_data_once",
            ),
        ]

    def __str__(self) -> str:
        return self.offer_title

    def get_absolute_url(self) -> str:
        """The page of the terms, the same on every tenant's host."""
        return reverse("data:open_terms", args=[self.pk])

    @property
    def is_open_data(self) -> bool:
        """Whether nobody has to accept."""
        return self.audience == Audience.OPEN_DATA

    @property
    def state(self) -> State:
        """Where they stand by the clock."""
        if self.closed_at is not None:
            return State.WITHDRAWN
        return State.ENDED if self.valid_until <= timezone.now() else State.ACTIVE
