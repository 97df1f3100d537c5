"""What a service is about and how programs speak with it: two controlled lists."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class Theme(models.TextChoices):
    """The eight themes under which Flanders orders its products and services (IPDC), in our own words."""

    GOVERNMENT = "government", _("Citizens and government")
    BUILDING = "building", _("Building and living")
    LEISURE = "leisure", _("Culture, sport and leisure")
    ECONOMY = "economy", _("Economy and work")
    ENVIRONMENT = "environment", _("Environment and energy")
    MOBILITY = "mobility", _("Mobility and public works")
    EDUCATION = "education", _("Education and science")
    WELFARE = "welfare", _("Welfare, health and family")


class ServiceKind(models.TextChoices):
    """How programs speak with a service."""

    REST = "rest", _("REST")
    SOAP = "soap", _("SOAP")
    EVENTS = "events", _("Events")
    GRAPHQL = "graphql", _("GraphQL")

    @classmethod
    def of_dialect(cls, dialect: str) -> Self:
        """The kind that a contract of this dialect (``openapi-3.1``, ``wsdl-1.1``) makes."""
        name = dialect.partition("-")[0]
        return cls({"wsdl": "soap", "asyncapi": "events", "graphql": "graphql"}.get(name, "rest"))
