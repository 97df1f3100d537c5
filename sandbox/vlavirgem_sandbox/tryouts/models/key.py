"""Keys with which a program calls one try-out."""

from __future__ import annotations

from typing import ClassVar, Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.keys.model import Key
from vlavirgem_sandbox.tryouts.models.try_out import TryOut

KEY_MARK: Final = "vvt"
"""What keys of try-outs begin with."""
READING: Final = frozenset({"GET", "HEAD"})
"""Methods of a key that only reads."""


class TryOutKey(Key):
    """One key of a try-out, and what it may do there."""

    mark: ClassVar[str] = KEY_MARK

    tryout = models.ForeignKey(TryOut, on_delete=models.CASCADE, related_name="keys")
    reads_only = models.BooleanField(_("reads only"), default=False)
    # Empty: every one. Keys of operations, as the contract has them.
    operations = ArrayField(models.CharField(max_length=300), verbose_name=_("operations"), default=list, blank=True)

    def covers(self, method: str, operation: str) -> bool:
        """Whether it may make such a call of that operation."""
        return (not self.reads_only or method in READING) and (not self.operations or operation in self.operations)
