"""Throw-away data of the benches of the gateway: organisations that offer records, and who has agreements with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import psycopg
from django.conf import settings
from django.db import connections, transaction
from django.utils import timezone
from psycopg import sql

from vlavirgem.cli.scratch import scratch_database
from vlavirgem.database.address import DatabaseAddress
from vlavirgem_graphql.exchange.models import Agreement, Grant, Offer
from vlavirgem_graphql.gateway.services import make_key
from vlavirgem_tenants.commons.base import Visibility
from vlavirgem_tenants.directory.finding import forget_hosts
from vlavirgem_tenants.directory.models import Tenant, TenantKind
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.provisioning.migrating import migrate_all, prepare_database
from vlavirgem_tenants.provisioning.tenants import TenantPlan, create_tenant
from vlavirgem_tenants.scope import tenant_scope
from vlavirgem_tenants.wall.building import build_wall
from vlavirgem_tenants.wall.owner import as_owner, owner_session

RECORDS: Final = 200
SERVICES, VERSIONS = 5, 3
FIELDS = [
    *("uri", "title", "description", "additionalDescription", "regulation", "type", "themes", "targetAudiences"),
    *("keywords", "validFrom", "requirements", "procedures", "costs", "websites"),
]

# Sizes as in the entries of real product catalogues: 4.3 kB of JSON on average, more than half of it in the
# requirements (1.2 kB) and the procedures (1.1 kB), 350 characters of description.
BODY: Final = """jsonb_build_object(
    'uri', 'urn:' || n, 'title', 'Product ' || n || ' van ' || o.title, 'description', pg_temp.text(11),
    'additionalDescription', pg_temp.text(12), 'regulation', pg_temp.text(9), 'type', 'bewijs',
    'themes', '["wonen", "milieu"]'::jsonb, 'targetAudiences', '["burger", "onderneming"]'::jsonb,
    'keywords', '["loket", "attest", "adres"]'::jsonb, 'validFrom', '2024-01-01T00:00:00+00:00',
    'requirements', jsonb_build_array(
        jsonb_build_object('title', 'Voorwaarde', 'description', pg_temp.text(15), 'evidence', jsonb_build_array(
            jsonb_build_object('title', 'Bewijsstuk', 'description', pg_temp.text(9)))),
        jsonb_build_object('title', 'Voorwaarde', 'description', pg_temp.text(8), 'evidence', '[]'::jsonb)),
    'procedures', jsonb_build_array(
        jsonb_build_object('title', 'Procedure', 'description', pg_temp.text(26), 'websites', jsonb_build_array(
            jsonb_build_object('title', 'Website', 'description', pg_temp.text(3), 'url', 'urn:website')))),
    'costs', jsonb_build_array(jsonb_build_object('title', 'Bedrag', 'description', pg_temp.text(8))),
    'websites', jsonb_build_array(jsonb_build_object('title', 'Meer', 'description', pg_temp.text(3)))
)"""
SMALL_BODY: Final = """jsonb_build_object(
    'uri', 'urn:' || n, 'title', 'Product ' || n, 'description', pg_temp.text(3), 'type', 'bewijs',
    'themes', '["wonen"]'::jsonb, 'costs', '[]'::jsonb)"""

_OFFERS = """
insert into exchange_offer (id, owner_id, created_at, updated_at, visibility, partner_ids, kind, title, description,
    dataset_id, fields, record_count, published_at)
select gen_random_uuid(), id, now(), now(), 'network', '{}', 'public-service', name, '', gen_random_uuid(), $2, $3,
    now()
from directory_tenant where id = any($1)
"""
_RECORDS = """
insert into exchange_record (id, owner_id, created_at, updated_at, offer_id, kind, key, title, body, content_hash)
select gen_random_uuid(), o.owner_id, now(), now() - random() * interval '300 days', o.id, o.kind, 'urn:' || n,
    'Product ' || n,
    %s,
    repeat('0', 64)
from exchange_offer o, generate_series($2::int, $3::int) n where o.owner_id = any($1)
"""
# Words as prose has them: a few hundred, some seven letters long, and they compress about as well.
_TEXTS: Final = """
create function pg_temp.text(lines int) returns text language sql volatile as $$
    select '<p>' || string_agg(
        ('{aan,af,be,door,her,in,mis,na,om,onder,ont,op,over,toe,uit,ver}'::text[])[1 + floor(random() * 16)::int] ||
        ('{breng,deel,doen,draag,gang,geef,haal,houd,keur,koop,laat,leg,maak,schrijf,stel,zeg}'::text[])
            [1 + floor(random() * 16)::int],
        ' ') || '</p>' from generate_series(1, 4 * lines)
$$
"""
_SERVICES = """
insert into catalogue_service (id, owner_id, created_at, updated_at, visibility, partner_ids, slug, name, summary,
    themes, kind, state, description, search_words)
select gen_random_uuid(), t, now(), now(), 'network', '{}', 'service-' || n, 'Dienst ' || n,
    'Een dienst om iets op te zoeken of aan te vragen, nummer ' || n, '{wonen}', 'rest', 'active', '{}', ''
from unnest($1::bigint[]) t, generate_series(1, $2) n
"""
_VERSIONS = """
insert into catalogue_serviceversion (id, owner_id, created_at, updated_at, visibility, service_id, number, label,
    title, dialect, digest, filename, document, operations, operation_count, messages, working_count, problems, quality,
    state, published_at)
select gen_random_uuid(), s.owner_id, now(), now(), 'partners', s.id, n, '1.' || n, s.name, 'openapi-3.1',
    md5(s.id::text || n) || md5(n || s.id::text), '', '{}', '[]', 4, '[]', 4, '[]', '[]', 'active', now()
from catalogue_service s, generate_series(1, $2) n where s.owner_id = any($1)
"""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A throw-away network: an organisation with a key to the gateway, and a neighbour of it with one too."""

    reader: Tenant
    key: str
    neighbour: Tenant
    neighbour_key: str


@contextmanager
def bench_database(name: str) -> Iterator[Ground]:
    """A throw-away database with two organisations, which are whole."""
    with scratch_database(name):
        prepare_database()
        migrate_all()
        reader, key = _with_key("bench-reader")
        neighbour, neighbour_key = _with_key("bench-neighbour")
        yield Ground(reader=reader, key=key, neighbour=neighbour, neighbour_key=neighbour_key)


def _with_key(slug: str) -> tuple[Tenant, str]:
    tenant = create_tenant(TenantPlan(slug=slug, name="Bench", kind=TenantKind.AGENCY))
    with tenant_scope(tenant):
        _key, text = make_key(actor=Actor.system(tenant), label="bench")
    return tenant, text


def add_providers(count: int, advance: Callable[[], None], *, records: int = RECORDS, body: str = BODY) -> list[int]:
    """Make organisations that offer so many records each, and some services; returns their ids.

    They have no schema of their own: a read of the commons never looks there.
    """
    made: list[int] = []
    for number in range(count):
        with as_owner(), transaction.atomic():
            tenant = Tenant(slug=f"bench-{number}", name=f"Bench {number}", kind=TenantKind.AGENCY)
            tenant.save()
        made.append(tenant.pk)
        advance()
    with owner_session() as session:
        cursor = psycopg.RawCursor(session)
        cursor.execute(_OFFERS, [made, FIELDS, records])
        cursor.execute(_SERVICES, [made, SERVICES])
        cursor.execute(_VERSIONS, [made, VERSIONS])
    add_records(made, 1, records, body=body)
    return made


def add_records(providers: Sequence[int], first: int, last: int, *, body: str = BODY) -> None:
    """Let each of the offers of these organisations have records with the numbers ``first`` to ``last``."""
    with owner_session() as session:
        cursor = psycopg.RawCursor(session)
        cursor.execute(_TEXTS)
        cursor.execute(_RECORDS % body, [list(providers), first, last])
    with owner_session(autocommit=True) as session:
        session.execute("vacuum analyze")


def agree(reader: Tenant, providers: Sequence[int]) -> None:
    """Put agreements in force under which ``reader`` reads all that these organisations offer."""
    now = timezone.now()
    period = {"valid_from": now - timedelta(days=1), "valid_until": now + timedelta(days=365)}
    with as_owner(), transaction.atomic():
        agreements = [
            Agreement(
                owner=reader,
                visibility=Visibility.PARTNERS,
                partner_ids=[offer.owner_id],
                consumer=reader,
                provider_id=offer.owner_id,
                offer=offer,
                offer_title=offer.title,
                kind=offer.kind,
                purpose="bench",
                legal_basis="bench",
                fields=offer.fields,
                content_hash="0" * 64,
                **period,
            )
            for offer in Offer.objects.filter(owner__in=providers)
        ]
        Agreement.objects.bulk_create(agreements)
        Grant.objects.bulk_create(
            Grant(
                owner_id=each.provider_id,
                visibility=Visibility.PARTNERS,
                agreement=each,
                offer=each.offer,
                consumer=reader,
                kind=each.kind,
                fields=each.fields,
                **period,
            )
            for each in agreements
        )


@contextmanager
def copied_database(source: str, name: str) -> Iterator[None]:
    """Let Django's connection be to a copy of ``source`` inside the block; drop it, and the roles only it has."""
    roles = _roles(source)
    with scratch_database(name):
        connections.close_all()
        with _server() as server:
            copy = sql.SQL("create database {} template {} owner {}")
            names = (name, source, settings.DATABASE_ROLES.owner)
            server.execute(copy.format(*map(sql.Identifier, names)))
        prepare_database()  # what belongs to the database itself is not copied with it
        build_wall()
        forget_hosts()
        try:
            yield
        finally:
            connections.close_all()
            extra = _roles(name) - roles
            with _server() as server:
                server.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
                for role in extra:
                    server.execute(sql.SQL("drop role if exists {}").format(sql.Identifier(role)))


def _roles(name: str) -> set[str]:
    with _server(name) as session:
        return {row[0] for row in session.execute("select schema_name from directory_tenant")}


def admin_address(database: str) -> DatabaseAddress:
    """The administrator's login on a database; the scratch database made sure that there is one."""
    if settings.ADMIN_ADDRESS is None:
        raise LookupError("This process is not trusted with the administrator's login.")
    return settings.ADMIN_ADDRESS.database(database)


def _server(database: str = "postgres") -> psycopg.Connection:
    return psycopg.connect(**admin_address(database).as_conninfo(), autocommit=True)
