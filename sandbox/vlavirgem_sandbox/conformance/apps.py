"""Conformance as a Django app, in the commons."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConformanceConfig(AppConfig):
    """The runs that hold what really answers against its contract."""

    name = "vlavirgem_sandbox.conformance"
    label = "conformance"
    verbose_name = _("Conformance")
