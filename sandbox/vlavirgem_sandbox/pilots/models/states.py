"""The words a pilot's parts are in: state, direction, source, verdict, outcome."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PilotState(models.TextChoices):
    """Where a pilot stands; the words are those of every state on screen."""

    DRAFT = "draft", _("draft")
    ACTIVE = "active", _("active")
    PAUSED = "paused", _("paused")
    ENDED = "ended", _("ended")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Direction(models.TextChoices):
    """Which way a KPI should go."""

    HIGHER = "higher", _("higher is better")
    LOWER = "lower", _("lower is better")


class Source(models.TextChoices):
    """Where a KPI's values come from: a person, one figure of the try-out's call log, or of the runs of a chain."""

    TYPED = "typed", _("typed in by a person")
    CALL_COUNT = "call_count", _("number of calls")
    VALID_SHARE = "valid_share", _("share of valid calls")
    MEDIAN_TIME = "median_time", _("median answer time")
    RUN_COUNT = "run_count", _("number of runs of a chain")
    RUN_SHARE = "run_share", _("share of the runs of a chain that succeed")

    @property
    def fed(self) -> bool:
        """Whether the call log, or the runs of a chain, give the values."""
        return self is not Source.TYPED

    @property
    def of_runs(self) -> bool:
        """Whether the runs of a chain give the values."""
        return self in {Source.RUN_COUNT, Source.RUN_SHARE}

    @property
    def of_calls(self) -> bool:
        """Whether the call log of the pilot's try-out gives the values."""
        return self.fed and not self.of_runs

    @property
    def fixed_unit(self) -> str:
        """The unit that the log or the runs are counted in, as it is kept; empty where a person chooses it."""
        return _FIXED_UNITS.get(self.value, "")


_FIXED_UNITS = {"call_count": "calls", "valid_share": "%", "median_time": "ms", "run_count": "runs", "run_share": "%"}


class Verdict(models.TextChoices):
    """What the pilot said about a hypothesis."""

    OPEN = "open", _("not known yet")
    HOLDS = "holds", _("holds")
    FAILS = "fails", _("does not hold")


class Outcome(models.TextChoices):
    """What is decided on the ground of the findings."""

    SCALE_UP = "scale_up", _("scale up")
    ADJUST = "adjust", _("adjust")
    STOP = "stop", _("stop")

    @property
    def final(self) -> bool:
        """Whether the decision ends the pilot; after an adjustment it goes on."""
        return self is not Outcome.ADJUST


FINAL_OUTCOMES = tuple(outcome.value for outcome in Outcome if outcome.final)
