"""The installation as a whole, the last of the apps: what must wait for all the others."""

from django.apps import AppConfig

from vlavirgem.plugins import load_plugins


class InstallationConfig(AppConfig):
    """No tables. Once every room has registered its own, the installed plugins are called."""

    name = "vlavirgem"
    label = "installation"

    def ready(self) -> None:
        """Call the plugins; one that fails stops the start-up, with its own error."""
        load_plugins()
