"""Tenants and their addresses. Everything here is readable by all tenants, so nothing private belongs here."""

from __future__ import annotations

import secrets
from typing import ClassVar, NoReturn

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Collate
from django.utils.translation import gettext_lazy as _
from django_tenants.models import DomainMixin, TenantMixin


class TenantKind(models.TextChoices):
    """What an organisation is in the trial town."""

    MUNICIPALITY = "municipality", _("Municipality")
    AGENCY = "agency", _("Agency")
    FEDERATION = "federation", _("Federation")
    NETWORK = "network", _("Network")


def new_schema_name() -> str:
    """A meaningless name: the names of all schemas can be read in the catalogue by every tenant."""
    return f"t{secrets.token_hex(6)}"


class Tenant(TenantMixin):  # type: ignore[misc]  # django-tenants is untyped
    """An organisation's own space: one PostgreSQL schema and one database role, both named ``schema_name``."""

    auto_create_schema = False  # provisioning replays the template instead
    auto_drop_schema = False

    schema_name = models.CharField(max_length=63, unique=True, default=new_schema_name, editable=False)
    slug = models.SlugField(
        _("short name"),
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[a-z][a-z0-9-]*[a-z0-9]$", _("Use small letters, digits and hyphens."))],
        help_text=_("The first part of the address: aalst in aalst.vvg.localhost."),
    )
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=TenantKind.choices)
    nis_code = models.CharField(_("NIS code"), max_length=5, blank=True)
    kbo_number = models.CharField(_("KBO number"), max_length=10, blank=True)
    ovo_code = models.CharField(_("OVO code"), max_length=9, blank=True)
    language = models.CharField(_("language"), max_length=5, default="nl", choices=settings.LANGUAGES)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["nis_code"], condition=~models.Q(nis_code=""), name="one_tenant_per_nis"),
        ]
        # Every policy asks whose role this is, several in each statement, and PostgreSQL compares the name of a role by
        # the collation "C": the unique index does not serve.
        indexes: ClassVar = [models.Index(Collate("schema_name", "C"), name="directory_tenant_of_role")]

    def __str__(self) -> str:
        return self.name

    def __enter__(self) -> NoReturn:
        """Refused: django-tenants keeps the tenants to go back to in a class attribute, which threads share."""
        raise TypeError("Use tenant_scope(tenant): `with tenant:` hands its previous tenant to other threads.")

    @property
    def host(self) -> str:
        """The host name, without the port."""
        return f"{self.slug}.{settings.BASE_DOMAIN}"

    @property
    def address(self) -> str:
        """The address of the tenant's start page, without a slash at the end."""
        port = f":{settings.ADDRESS_PORT}" if settings.ADDRESS_PORT else ""
        return f"{settings.SCHEME}://{self.host}{port}"


class Domain(DomainMixin):  # type: ignore[misc]  # django-tenants is untyped
    """A host name that leads to a tenant."""

    class Meta:
        verbose_name = _("host name")
        verbose_name_plural = _("host names")

    def __str__(self) -> str:
        return str(self.domain)
