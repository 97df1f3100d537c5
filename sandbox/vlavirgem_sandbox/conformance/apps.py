"""Conformance as a Django app, in the commons."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConformanceConfig(AppConfig):
    """Endpoints of services, and the runs that hold them against the contract."""

    name = "vlavirgem_sandbox.conformance"
    label = "conformance"
    verbose_name = _("Conformance")
