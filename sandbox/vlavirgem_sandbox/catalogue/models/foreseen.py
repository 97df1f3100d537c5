"""What a next version would refuse of the calls of one try-out, told by the organisation that tries."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.catalogue.models.service import Service
from vlavirgem_tenants.commons.base import CommonsRow


class Foreseen(CommonsRow):
    """Counts and places in the contract, worked out where the calls are; never what was sent.

    ``lines`` have ``calls``, how many, ``operation``, and either ``gone`` or ``place``, ``name`` (of the parameter) and
    ``rule`` (a pointer into the newer contract). As of a day of usage, the publisher reads the row where it is told
    with a name, and the others added up by ``catalogue_foreseen_without_names``.
    """

    commons_read_also = (
        "named AND EXISTS (SELECT 1 FROM public.catalogue_service tried "
        "WHERE tried.id = catalogue_foreseen.service_id AND tried.owner_id = {me})"
    )

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    # No foreign key: a draft may be thrown away by its publisher, who cannot remove the rows of others.
    version_id = models.UUIDField(_("version"))
    tryout_id = models.UUIDField(_("try-out"))
    tried_number = models.PositiveIntegerField(_("version number"))
    named = models.BooleanField(_("with the name of the organisation"))
    held = models.PositiveIntegerField(_("calls that were held against it"))
    hit = models.PositiveIntegerField(_("calls that it would refuse"))
    lines = models.JSONField(_("counts"), default=list)

    class Meta(CommonsRow.Meta):
        verbose_name = _("foreseen consequence")
        verbose_name_plural = _("foreseen consequences")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "tryout_id", "version_id"], name="catalogue_foreseen_once"),
        ]

    def __str__(self) -> str:
        return f"{self.tryout_id} {self.hit}/{self.held}"
