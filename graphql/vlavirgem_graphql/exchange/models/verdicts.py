"""What a data protection officer can think of terms."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    """What a party's data protection officer thinks of the terms."""

    NOT_NEEDED = "not-needed", _("no advice needed: no personal data")
    FAVOURABLE = "favourable", _("favourable")
    REMARKS = "remarks", _("favourable, with remarks")
    UNFAVOURABLE = "unfavourable", _("unfavourable")
