"""What each new tenant's pages need once its schema stands."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Site

from vlavirgem_cms.pages.models import HomePage
from vlavirgem_tenants.directory.models import Tenant


def prepare_site(tenant: Tenant) -> None:
    """Give Wagtail's site the tenant's own host and name, and the home page its first words.

    The tree itself comes with the template (migration 0002). Without the host, links in the editor would lead to
    ``localhost``. Runs inside the tenant's scope; repeatable: what an editor wrote since is left alone.
    """
    site = Site.objects.get(is_default_site=True)
    site.hostname = tenant.host
    site.port = settings.ADDRESS_PORT or (443 if settings.SCHEME == "https" else 80)
    site.site_name = tenant.name
    site.save()
    home = HomePage.objects.get()
    if home.lead:
        return
    home.title = home.draft_title = tenant.name
    with translation.override(tenant.language):
        home.lead = _("%(name)s in the trial town") % {"name": tenant.name}
        home.intro = _("Here we try services together with other organisations before we choose, on test data.")
    home.save_revision().publish()
