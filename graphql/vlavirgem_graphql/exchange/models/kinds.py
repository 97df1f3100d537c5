"""Kinds of record that an operator made, and the mark by which every process hears of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.models.lengths import NAME_LENGTH
from vlavirgem_sandbox.json_as_written import JSONAsWritten
from vlavirgem_tenants.commons.models import CommonsRow


class KindVersion(CommonsRow):
    """A kind of record that an operator made, as its document stood from one moment on. The last of a name and version
    counts; a compatible document takes the place of the one before, any other is a version of its own.

    ``owner`` is the network's own organisation: the database refuses any other (migration 0004). Everybody reads them.
    """

    append_only: ClassVar[bool] = True
    commons_read_also: ClassVar[str] = "true"

    updated_at = None  # type: ignore[assignment]  # Django's way to leave a base's column out
    name = models.CharField(max_length=NAME_LENGTH)
    version = models.PositiveSmallIntegerField()
    revision = models.PositiveIntegerField()
    # json: the order of the fields is the author's.
    document = JSONAsWritten()
    is_closed = models.BooleanField(default=False)
    made_by = models.CharField(max_length=200)

    class Meta:
        db_table = "exchange_kind_version"
        verbose_name = _("kind of record")
        ordering = ("name", "version", "-revision")
        constraints = [
            models.UniqueConstraint(fields=["name", "version", "revision"], name="exchange_kind_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}.{self.revision}"


class KindMark(CommonsRow):
    """A mark that becomes another with each kind that is made or changed, as :class:`AccessMark` does for access.

    There is one row, or none before the first kind: its id is always the same.
    """

    commons_write: ClassVar[bool] = False
    commons_read_also: ClassVar[str] = "true"

    created_at = None  # type: ignore[assignment]  # Django's way to leave a base's column out
    updated_at = None  # type: ignore[assignment]
    mark = models.UUIDField()

    class Meta:
        db_table = "exchange_kind_mark"
        verbose_name = _("mark of the kinds")

    def __str__(self) -> str:
        return str(self.mark)
