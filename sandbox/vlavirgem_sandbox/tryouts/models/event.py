"""The history of a try-out: who did what to it, when."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.tryouts.models.try_out import TryOut
from vlavirgem_tenants.wall.append_only import AppendOnly


class Verb(models.TextChoices):
    """What can be done to a try-out."""

    OPENED = "opened", _("opened the try-out")
    KEY_ISSUED = "key-issued", _("made a key")
    KEY_REVOKED = "key-revoked", _("revoked a key")
    RESET = "reset", _("reset the try-out")
    PAUSED = "paused", _("paused the try-out")
    RESUMED = "resumed", _("resumed the try-out")
    LIMITED = "limited", _("changed the limits")
    DISTURBED = "disturbed", _("switched on a disturbance")
    CALMED = "calmed", _("ended a disturbance")
    PASSED_ON = "passed-on", _("had calls answered by the acceptance environment:")
    KEPT_HERE = "kept-here", _("had the try-out answer by itself again")
    SNAPSHOT_KEPT = "snapshot-kept", _("kept a snapshot")
    SNAPSHOT_RESTORED = "snapshot-restored", _("went back to a snapshot")
    SNAPSHOT_REMOVED = "snapshot-removed", _("removed a snapshot")
    MESSAGE_PLANNED = "message-planned", _("planned a message:")
    MESSAGE_UNPLANNED = "message-unplanned", _("stopped a planned message:")
    SHOWN = "shown", _("changed what the publisher sees:")
    DRAFT_REPLACED = "draft-replaced", _("let it go on with the draft that was uploaded anew")
    ENDED = "ended", _("ended the try-out")
    PRUNED = "pruned", _("cleared old calls:")


_TELLING: Final = frozenset(
    {
        Verb.KEY_ISSUED,
        Verb.KEY_REVOKED,
        Verb.LIMITED,
        Verb.DISTURBED,
        Verb.CALMED,
        Verb.PASSED_ON,
        Verb.SNAPSHOT_KEPT,
        Verb.SNAPSHOT_RESTORED,
        Verb.SNAPSHOT_REMOVED,
        Verb.MESSAGE_PLANNED,
        Verb.MESSAGE_UNPLANNED,
        Verb.SHOWN,
        Verb.PRUNED,
    }
)


class TryOutEvent(AppendOnly):
    """One line of the history; never changed once written."""

    tryout = models.ForeignKey(TryOut, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(_("when"), default=timezone.now)
    person = models.CharField(_("who"), max_length=150)
    verb = models.CharField(_("what"), max_length=20, choices=Verb.choices)
    detail = models.CharField(_("details"), max_length=200, blank=True)

    class Meta(AppendOnly.Meta):
        verbose_name = _("line of the history")
        verbose_name_plural = _("history")
        ordering: ClassVar[list[str]] = ["-at", "-id"]

    @property
    def telling(self) -> str:
        """The details, where they tell a reader something."""
        return self.detail if self.verb in _TELLING else ""

    def __str__(self) -> str:
        return f"{self.person} {self.get_verb_display()}"
