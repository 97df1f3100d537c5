"""The map of addresses: one word for a thing in code, address and interface."""

from django.urls import URLPattern, URLResolver, include, path

from vlavirgem_graphql.datasets.exporting.views import by_identifier
from vlavirgem_tenants.people import views as people

urlpatterns: list[URLPattern | URLResolver] = [
    path("", people.start, name="start"),
    path("services/", include("vlavirgem_sandbox.catalogue.urls")),
    path("services/", include("vlavirgem_sandbox.endpoints.urls")),
    path("services/", include("vlavirgem_sandbox.conformance.urls")),
    path("tryouts/", include("vlavirgem_sandbox.tryouts.urls")),
    path("chains/", include("vlavirgem_sandbox.chains.urls")),
    path("try/", include("vlavirgem_sandbox.tryouts.serving_urls")),
    path("pilots/", include("vlavirgem_sandbox.pilots.urls")),
    path("purchases/", include("vlavirgem_sandbox.purchases.urls")),
    path("knowledge/", include("vlavirgem_cms.pages.urls")),
    path("data/", include("vlavirgem_graphql.exchange.urls")),
    path("kinds/", include("vlavirgem_graphql.exchange.kind_urls")),
    path("evidence/", include("vlavirgem_graphql.evidence.urls")),
    path("id/<slug:kind>/<path:local>", by_identifier, name="by_identifier"),
    path("developers/", include("vlavirgem_graphql.gateway.urls")),
    path("graphql", include("vlavirgem_graphql.gateway.endpoint_urls")),
    path("manage/", include("vlavirgem_tenants.people.urls")),
    path("style/", include("vlavirgem.ui.urls")),
    path("sign-in/", people.sign_in, name="sign_in"),
    path("password/", people.change_password, name="password"),
    path("sign-out/", people.sign_out, name="sign_out"),
    path("language/", people.set_language, name="set_language"),
    path("health/", people.health, name="health"),
    # Last: Wagtail's admin, files and pages take every address that is left.
    path("", include("vlavirgem_cms.pages.urls_wagtail")),
]
