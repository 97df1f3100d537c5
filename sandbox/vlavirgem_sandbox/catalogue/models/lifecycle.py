"""The life of a service and of its versions."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from vlavirgem.ui.states import State


class PublicationState(models.TextChoices):
    """Where a service or a version stands.

    ``draft`` is seen and tried by its publisher only. ``trial`` can be tried by all and may still change. ``active`` is
    what the publisher stands for. ``deprecated`` is that until a last day. ``withdrawn`` takes no new try-outs.
    """

    DRAFT = "draft", _("Draft")
    TRIAL = "trial", _("In trial")
    ACTIVE = "active", _("Live")
    DEPRECATED = "deprecated", _("Deprecated")
    WITHDRAWN = "withdrawn", _("Withdrawn")

    @property
    def house_state(self) -> State:
        """The one of the house's six states that this is, for its shape: what is deprecated still works."""
        match self:
            case PublicationState.TRIAL:
                return State.PROPOSED
            case PublicationState.DEPRECATED:
                return State.ACTIVE
            case _:
                return State(self.value)
