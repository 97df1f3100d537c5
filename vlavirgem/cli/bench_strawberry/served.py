"""What `bench gateway` serves as its peer strawberry-django: its optimiser and its caches on, over tables of its own.

A project for an environment of its own: it runs outside the house and imports nothing of it. No key, no
agreement, no row-level security (an administrator's login), no record of the reading.
"""

from __future__ import annotations

import os
from urllib.parse import parse_qs, urlsplit

import django
from django.conf import settings

_ADDRESS = urlsplit(os.environ["PEER_DATABASE"])
_WHERE = {name: values[0] for name, values in parse_qs(_ADDRESS.query).items()}
settings.configure(
    ALLOWED_HOSTS=["*"],
    INSTALLED_APPS=["rows"],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],  # says how long an answer is
    STRAWBERRY_DJANGO={"PAGINATION_DEFAULT_LIMIT": 1000, "PAGINATION_MAX_LIMIT": 1000},
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _ADDRESS.path.lstrip("/"),
            "USER": _ADDRESS.username,
            "PASSWORD": _ADDRESS.password,
            "HOST": _WHERE.get("host", ""),
            "PORT": _WHERE.get("port", ""),
            "CONN_MAX_AGE": None,
            "OPTIONS": {"options": "-c search_path=peer -c jit=off"},
        }
    },
    ROOT_URLCONF=__name__,
    SECRET_KEY="no-secret",  # noqa: S106 - it signs nothing
    USE_TZ=True,
)
django.setup()

# Models can be made once the settings are there.
import strawberry  # noqa: E402
import strawberry_django  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import path  # noqa: E402
from rows.models import (  # noqa: E402
    Cost,
    Evidence,
    Organisation,
    Procedure,
    PublicService,
    Requirement,
    Service,
    Version,
    Website,
)
from strawberry.django.views import GraphQLView  # noqa: E402
from strawberry.extensions import ParserCache, ValidationCache  # noqa: E402
from strawberry_django.optimizer import DjangoOptimizerExtension  # noqa: E402


@strawberry_django.type(Version)
class VersionType:
    number: strawberry.auto
    label: strawberry.auto
    title: strawberry.auto


@strawberry_django.type(Service)
class ServiceType:
    name: strawberry.auto
    summary: strawberry.auto
    versions: list[VersionType] = strawberry_django.field(pagination=True)


@strawberry_django.type(Organisation)
class OrganisationType:
    name: strawberry.auto
    services: list[ServiceType] = strawberry_django.field(pagination=True)


@strawberry_django.type(Evidence)
class EvidenceType:
    title: strawberry.auto


@strawberry_django.type(Requirement)
class RequirementType:
    title: strawberry.auto
    description: strawberry.auto
    evidence: list[EvidenceType]


@strawberry_django.type(Website)
class WebsiteType:
    url: strawberry.auto


@strawberry_django.type(Procedure)
class ProcedureType:
    title: strawberry.auto
    description: strawberry.auto
    websites: list[WebsiteType]


@strawberry_django.type(Cost)
class CostType:
    title: strawberry.auto
    description: strawberry.auto


@strawberry_django.type(PublicService)
class PublicServiceType:
    uri: strawberry.auto
    title: strawberry.auto
    description: strawberry.auto
    type: strawberry.auto
    themes: list[str]
    target_audiences: list[str]
    updated_at: strawberry.auto
    provider: OrganisationType
    requirements: list[RequirementType]
    procedures: list[ProcedureType]
    costs: list[CostType]


@strawberry.type
class Query:
    """Pages, in the order of the house's: the newest public services first, organisations by name."""

    public_services: list[PublicServiceType] = strawberry_django.field(pagination=True)
    organisations: list[OrganisationType] = strawberry_django.field(pagination=True)


_SCHEMA = strawberry.Schema(query=Query, extensions=[DjangoOptimizerExtension, ParserCache, ValidationCache])
urlpatterns = [path("graphql", GraphQLView.as_view(schema=_SCHEMA))]
application = get_wsgi_application()
