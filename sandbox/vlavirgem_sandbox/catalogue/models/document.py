"""A document that goes with a service: an impact assessment, a test report, terms, a manual."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.catalogue.models.service import Service
from vlavirgem_tenants.commons.base import CommonsPart


class DocumentKind(models.TextChoices):
    """What it is for."""

    DPIA = "dpia", _("Data protection impact assessment")
    PENTEST = "pentest", _("Report of a penetration test")
    TERMS = "terms", _("Terms of use")
    MANUAL = "manual", _("Manual")


class ServiceDocumentQuerySet(QuerySet["ServiceDocument"]):
    """Reads of documents."""

    def shown(self) -> ServiceDocumentQuerySet:
        """Those that stand on the page, without their bytes."""
        return self.filter(removed_at=None).defer("content")


class ServiceDocument(CommonsPart):
    """The bytes stand in the row, so that the wall decides who gets them."""

    commons_parent = "service"
    commons_parent_owner = True

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(_("kind"), max_length=10, choices=DocumentKind.choices)
    filename = models.CharField(_("file"), max_length=120)
    media_type = models.CharField(_("media type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    digest = models.CharField("SHA-256", max_length=64)
    content = models.BinaryField(_("content"))
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    objects = ServiceDocumentQuerySet.as_manager()

    class Meta(CommonsPart.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering: ClassVar[list[str]] = ["kind", "filename"]

    def __str__(self) -> str:
        return self.filename
