"""The Django app of the interface."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, static files and template tags; no tables."""

    name = "vlavirgem.ui"
    label = "ui"
    verbose_name = "Interface"
