"""The map of addresses: one word for a thing in code, address and interface (docs/reference/addresses.md)."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from vlavirgem_tenants.people import views as people


def _landed(module: str) -> bool:
    app = module.rpartition(".")[0]
    if app not in settings.INSTALLED_APPS:
        return False
    return find_spec(module) is not None


def _rooms() -> list[URLPattern | URLResolver]:
    """Interim: the rooms that have landed."""
    rooms = {
        "services/": "vlavirgem_sandbox.catalogue.urls",
        "tryouts/": "vlavirgem_sandbox.tryouts.urls",
        "try/": "vlavirgem_sandbox.tryouts.serving_urls",
        "pilots/": "vlavirgem_sandbox.pilots.urls",
        "purchases/": "vlavirgem_sandbox.purchases.urls",
        "data/": "vlavirgem_graphql.exchange.urls",
        "developers/": "vlavirgem_graphql.gateway.urls",
        "graphql": "vlavirgem_graphql.gateway.endpoint_urls",
        "knowledge/": "vlavirgem_cms.pages.urls",
        "style/": "vlavirgem.ui.urls",
    }
    return [path(prefix, include(module)) for prefix, module in rooms.items() if _landed(module)]


urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", people.sign_in, name="sign_in"),
    path("sign-out/", people.sign_out, name="sign_out"),
    path("language/", people.set_language, name="set_language"),
    path("manage/", include("vlavirgem_tenants.people.urls")),
    path("health/", people.health, name="health"),
    *_rooms(),
    path("", people.start, name="start"),
    # Last: Wagtail's pages take every address that is left.
    path("", include("vlavirgem_cms.pages.urls_wagtail")),
]
