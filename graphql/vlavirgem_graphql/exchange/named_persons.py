"""Who the persons in the log are, for as long as that may be known."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from vlavirgem_tenants.commons.base import CommonsRow

MARK_START = "person:"


class NamedPerson(CommonsRow):
    """A name, and the secret that ties it to the mark that stands in the log instead of it.

    ``mark`` is ``person:``, this row's id, and HMAC-SHA256 of the name under ``secret``: with both the mark proves the
    name; once this row is gone it tells nothing, and the log is as whole as before. Only the organisation reads the
    row; the other party of an event sees the name through the view of incoming events. No role changes or removes
    rows: ``exchange_forget_person`` does.
    """

    append_only: ClassVar[bool] = True

    person_id = models.UUIDField(db_index=True)
    name = models.CharField(max_length=150)
    mark = models.CharField(max_length=100, unique=True)
    secret = models.BinaryField()

    class Meta:
        db_table = "exchange_named_person"
        verbose_name = _("person in the log")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def tie(self, secret: bytes) -> None:
        """Make the mark of the name; does not save."""
        proof = hmac.digest(secret, self.name.encode(), hashlib.sha256)
        self.secret = secret
        self.mark = f"{MARK_START}{self.pk}:{base64.urlsafe_b64encode(proof).decode().rstrip('=')}"
