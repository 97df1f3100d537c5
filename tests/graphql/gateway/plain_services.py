"""Organisations and the catalogue as plain rows, with what the pages show of them written out here again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import models

from tests.graphql.gateway.plain_resolvers import Row, World
from tests.graphql.gateway.searched_words import WORDS
from vlavirgem_sandbox.catalogue.models import PublicationState, Service, ServiceVersion
from vlavirgem_tenants.directory.models import Tenant


def camel(name: str) -> str:
    """The name of a column in the schema."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def columns(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """The values of some columns, under their names in the schema."""
    read = {camel(name): getattr(row, name) for name in names}
    return {name: _json(value) for name, value in read.items()}


def _json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def organisation_rows(world: World) -> list[Row]:
    """Every organisation of the network."""
    names = ("slug", "name", "kind", "nis_code", "kbo_number", "ovo_code")
    return [
        Row(
            "Organisation",
            tenant.slug,
            (tenant.name, tenant.slug),
            {
                **columns(tenant, names),
                "services": world.listed("Service", owner=tenant.slug),
                "offers": world.listed("Offer", owner=tenant.slug),
                "pilots": world.listed("Pilot", owner=tenant.slug),
                "sharedPages": world.listed("SharedPage", owner=tenant.slug),
            },
            {"kind": tenant.kind, "slug": tenant.slug},
        )
        for tenant in Tenant.objects.order_by("name", "slug")
    ]


def organisation_matches(row: Row, arguments: dict[str, Any]) -> bool:
    """By kind and short name."""
    return all(arguments.get(name) is None or row.search[name] in arguments[name] for name in ("kind", "slug"))


def service_rows(world: World) -> list[Row]:
    """What the tenant sees of the catalogue."""
    names = ("slug", "name", "summary", "themes", "kind", "state", "created_at", "updated_at")
    offered = set(Service.objects.offered().values_list("pk", flat=True))
    found = {
        words: set(
            Service.objects.filter(search=SearchQuery(words, config="dutch", search_type="websearch")).values_list(
                "pk", flat=True
            )
        )
        for words in WORDS
    }
    return [
        Row(
            "Service",
            str(service.pk),
            (service.name, service.pk),
            {
                **columns(service, names),
                "offered": service.pk in offered,
                "publisher": world.one("Organisation", service.owner.slug),
                "versions": world.listed("ServiceVersion", service=service.pk),
                "tryOuts": world.listed("TryOut", service=service.pk),
                "pilots": world.listed("Pilot", service=service.pk),
            },
            {
                "owner": service.owner.slug,
                "themes": service.themes,
                "offered": service.pk in offered,
                "words": {words for words, pks in found.items() if service.pk in pks},
            },
        )
        for service in Service.objects.select_related("owner").order_by("name", "id")
    ]


def service_matches(row: Row, arguments: dict[str, Any]) -> bool:
    """By words, publisher, theme, and whether it can be tried."""
    tests: dict[str, Callable[[Any], bool]] = {
        "words": lambda value: value in row.search["words"],
        "publisher": lambda value: row.search["owner"] in value,
        "theme": lambda value: value in row.search["themes"],
        "offered": lambda value: row.search["offered"] == value,
    }
    return all(test(arguments[name]) for name, test in tests.items() if arguments.get(name) is not None)


def version_rows(world: World, reader: Tenant) -> list[Row]:
    """All but drafts of others."""
    names = (
        *("number", "label", "title", "dialect", "digest", "operation_count", "working_count", "published_at"),
        *("deprecated_at", "sunset_on", "successor_number", "created_at", "updated_at"),
    )
    return [
        Row(
            "ServiceVersion",
            str(version.pk),
            (version.number, version.pk),
            {
                **columns(version, names),
                "state": version.standing.value,
                "service": world.one("Service", version.service_id),
            },
            {"service": version.service_id},
        )
        for version in ServiceVersion.objects.order_by("-number", "-id")
        if version.state != PublicationState.DRAFT or version.owner_id == reader.pk
    ]
