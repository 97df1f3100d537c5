"""The try-out itself: which version of which service, and where it stands."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.tryouts.models.call import Call, Verdict

# Without letters and digits that people mix up; 31 ** 8 addresses a tenant.
_ADDRESS_ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"
_ADDRESS_LENGTH: Final = 8
_SEED_LIMIT: Final = 2**31


def new_address() -> str:
    """A short public id for in the address."""
    return "".join(secrets.choice(_ADDRESS_ALPHABET) for _position in range(_ADDRESS_LENGTH))


def new_seed() -> int:
    """What generated answers are drawn from."""
    return secrets.randbelow(_SEED_LIMIT)


class TryOutState(models.TextChoices):
    """Where a try-out stands; words of the house's one state vocabulary."""

    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    ENDED = "ended", _("Ended")


class UsageShown(models.TextChoices):
    """What the publisher of the service sees of a try-out's calls; never what was sent."""

    NOTHING = "nothing", _("Nothing")
    COUNTS = "counts", _("Counts, without our name")
    NAMED = "named", _("Counts, with our name")


class TryOutQuerySet(QuerySet["TryOut"]):
    """Reads of try-outs."""

    def for_list(self) -> TryOutQuerySet:
        """With the figures of the list, in one query whatever the number of try-outs."""
        calls = Call.objects.filter(tryout=OuterRef("pk")).order_by().values("tryout")
        violations = calls.filter(verdict=Verdict.VIOLATION)
        return self.annotate(
            call_count=Coalesce(Subquery(calls.annotate(n=Count("pk")).values("n")), 0),
            violation_count=Coalesce(Subquery(violations.annotate(n=Count("pk")).values("n")), 0),
            last_call_at=Subquery(calls.annotate(last=Max("at")).values("last")),
        )

    def shown(self) -> TryOutQuerySet:
        """Those of which the publisher sees something."""
        return self.exclude(usage_shown=UsageShown.NOTHING)

    def about(self, words: str) -> TryOutQuerySet:
        """Try-outs whose name, service or publisher holds each of the words."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(name__icontains=word) | Q(service_name__icontains=word) | Q(agency_name__icontains=word)
            )
        return found


class TryOut(models.Model):
    """One tenant's private mock of one service version.

    The version stands in the commons and is pointed at by id and digest; the names are kept as they were, so that
    the try-out can be read when the publisher renames or withdraws.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    public_id = models.CharField(_("address"), max_length=_ADDRESS_LENGTH, unique=True, default=new_address)
    name = models.CharField(_("name"), max_length=120)
    state = models.CharField(_("state"), max_length=10, choices=TryOutState.choices, default=TryOutState.ACTIVE)
    version_id = models.UUIDField(_("version"))
    digest = models.CharField(_("SHA-256 of the contract"), max_length=64)
    service_name = models.CharField(_("service"), max_length=120)
    service_url = models.CharField(_("page of the service"), max_length=200)
    version_number = models.PositiveIntegerField(_("version number"))
    agency_name = models.CharField(_("publisher"), max_length=200)
    seed = models.BigIntegerField(_("seed"), default=new_seed)
    opened_by = models.CharField(_("opened by"), max_length=150)
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    reset_at = models.DateTimeField(_("last reset"), null=True, blank=True)
    # Older calls were cleared, but for those that evidence rests on.
    log_starts_at = models.DateTimeField(_("start of the call log"), null=True, editable=False)

    # Whether its service sends anything by itself: then it has an inbox.
    sends_messages = models.BooleanField(_("has an inbox"), default=False, editable=False)
    # Gives each message its number: whoever adds one holds this row until it is there.
    messages_received = models.PositiveIntegerField(_("messages received"), default=0, editable=False)

    # Empty: as many as the installation lets each try-out have.
    calls_a_day = models.PositiveIntegerField(_("calls a day"), null=True, blank=True)
    last_day = models.DateField(_("last day"), null=True, blank=True)  # calls are answered until its end
    # The latest end of its disturbances: calls read this row anyway, and look further only when that is to come.
    disturbed_until = models.DateTimeField(_("disturbed until"), null=True, blank=True)
    # As that, of passing calls on: until then the publisher's acceptance environment answers.
    passed_on_until = models.DateTimeField(_("passed on until"), null=True, blank=True)

    usage_shown = models.CharField(
        _("what the publisher sees"), max_length=10, choices=UsageShown.choices, default=UsageShown.NOTHING
    )

    objects = TryOutQuerySet.as_manager()

    class Meta:
        verbose_name = _("try-out")
        verbose_name_plural = _("try-outs")
        ordering: ClassVar[list[str]] = ["-opened_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=TryOutState.values), name="tryouts_known_state"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("tryouts:detail", args=[self.public_id])

    @property
    def most_calls_a_day(self) -> int:
        """The number that holds: its own, never more than the installation's."""
        most: int = settings.TRYOUT_CALLS_A_DAY
        return min(self.calls_a_day or most, most)

    def is_over(self, now: datetime) -> bool:
        """Whether its last day lies before that moment. What it remembers is still there."""
        return self.last_day is not None and timezone.localdate(now) > self.last_day

    @property
    def shape(self) -> str:
        """The sign of how it stands: one that is over takes no calls, like one that is paused."""
        return TryOutState.PAUSED if self._has_expired else self.state

    @property
    def word(self) -> str:
        """How it stands, in a word."""
        return gettext("Expired") if self._has_expired else str(self.get_state_display())

    @property
    def _has_expired(self) -> bool:
        return self.state != TryOutState.ENDED and self.is_over(timezone.now())

    def lock(self) -> None:
        """Hold the row until the transaction ends, and bring what others may have changed before up to date.

        NO KEY UPDATE leaves the log free, whose rows point at this one.
        """
        held = TryOut.objects.select_for_update(no_key=True)
        self.refresh_from_db(fields=["state", "usage_shown"], from_queryset=held)

    @property
    def base_path(self) -> str:
        """What calls go to, on the tenant's own host; without a slash at the end."""
        return f"/try/{self.public_id}"
