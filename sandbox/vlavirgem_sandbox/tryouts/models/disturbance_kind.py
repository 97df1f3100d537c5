"""What of a try-out can be disturbed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DisturbanceKind(models.TextChoices):
    """What can be disturbed."""

    DELAY = "delay", _("Late answers")
    STATUS = "status", _("Error answers")
    MALFORMED = "malformed", _("Answers cut off")
    DROPPED = "dropped", _("Broken connections")
    RATE = "rate", _("A limit a minute")
