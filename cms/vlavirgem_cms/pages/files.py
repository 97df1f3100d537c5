"""Where uploaded files stand: outside any folder that is handed out as it is, each tenant's in a folder of its own."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

from vlavirgem_tenants.scope import current_tenant


@deconstructible(path="vlavirgem_cms.pages.files.TenantFiles")
class TenantFiles(FileSystemStorage):
    """Files of the active tenant. A name cannot lead to another's folder: the folder is not part of the name.

    Nor is it part of the address: a host serves its own tenant's files and no others (``views_media``).
    """

    @property
    def base_location(self) -> str:
        """Return the active tenant's folder; raises NoTenantError outside a tenant's scope."""
        return str(Path(settings.MEDIA_ROOT) / current_tenant().schema_name)

    @property
    def location(self) -> str:
        """Return the same folder, without ``..`` and symbolic names."""
        return str(Path(self.base_location).resolve())
