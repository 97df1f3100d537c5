"""The app of a tenant's own pages (Wagtail)."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from vlavirgem import plugins


class PagesConfig(AppConfig):
    """Page types, sharing and adopting, and who may write."""

    name = "vlavirgem_cms.pages"
    label = "pages"
    verbose_name = _("Pages")

    def ready(self) -> None:
        """Register what new tenants, changed roles, visitors and the start page ask of the pages."""
        # Models are only there once the registry is ready.
        from vlavirgem_cms.pages.access import sync_groups  # noqa: PLC0415
        from vlavirgem_cms.pages.cards import done_to_page  # noqa: PLC0415
        from vlavirgem_cms.pages.provisioning import prepare_site  # noqa: PLC0415
        from vlavirgem_cms.pages.views import home  # noqa: PLC0415
        from vlavirgem_cms.pages.waiting import find_work  # noqa: PLC0415

        plugins.provisioning_steps.register(plugins.ProvisioningStep(name="pages", run=prepare_site))
        plugins.role_listeners.register(plugins.RoleListener(name="editors", changed=sync_groups))
        plugins.public_faces.register(plugins.PublicFace(name="home page", serve=home))
        plugins.history_words.register(plugins.HistoryWords(name="shared.sharedpage", tell=done_to_page))
        plugins.waiting_for.register(plugins.WaitingFor(name="knowledge", find=find_work))
