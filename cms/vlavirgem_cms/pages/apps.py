"""The app of a tenant's own pages (Wagtail)."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from vlavirgem.plugins import (
    ProvisioningStep,
    PublicFace,
    RoleListener,
    provisioning_steps,
    public_faces,
    role_listeners,
)


class PagesConfig(AppConfig):
    """Page types, sharing and adopting, and who may write."""

    name = "vlavirgem_cms.pages"
    label = "pages"
    verbose_name = _("Pages")

    def ready(self) -> None:
        """Register what new tenants and changed roles ask of the pages."""
        # Models are only there once the registry is ready.
        from vlavirgem_cms.pages.access import sync_groups  # noqa: PLC0415
        from vlavirgem_cms.pages.provisioning import prepare_site  # noqa: PLC0415
        from vlavirgem_cms.pages.views import home  # noqa: PLC0415

        provisioning_steps.register(ProvisioningStep(name="pages", run=prepare_site))
        role_listeners.register(RoleListener(name="editors", changed=sync_groups))
        public_faces.register(PublicFace(name="home page", serve=home))
