"""Endpoints as a Django app, in the commons."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EndpointsConfig(AppConfig):
    """The addresses at which services really answer."""

    name = "vlavirgem_sandbox.endpoints"
    label = "endpoints"
    verbose_name = _("Endpoints")
