"""Throw-away data of `bench gateway`: organisations that offer records, and one that has an agreement with each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.db import connections, transaction
from psycopg import sql

from vlavirgem.cli.scratch import scratch_database
from vlavirgem.database.address import DatabaseAddress
from vlavirgem_tenants.directory.finding import forget_hosts
from vlavirgem_tenants.directory.models import Tenant, TenantKind
from vlavirgem_tenants.provisioning.migrating import prepare_database
from vlavirgem_tenants.provisioning.tenants import TenantPlan, create_tenant
from vlavirgem_tenants.wall.building import build_wall
from vlavirgem_tenants.wall.owner import as_owner, owner_session

RECORDS = 200
FIELDS = [
    *("uri", "title", "description", "additionalDescription", "regulation", "type", "themes", "targetAudiences"),
    *("keywords", "validFrom", "requirements", "procedures", "costs", "websites"),
]

_OFFERS = """
insert into exchange_offer (id, owner_id, created_at, updated_at, visibility, partner_ids, kind, title, description,
    dataset_id, fields, record_count, published_at)
select gen_random_uuid(), id, now(), now(), 'network', '{}', 'public-service', name, '', gen_random_uuid(), $2, $3,
    now()
from directory_tenant where id = any($1)
"""
# Sizes as in the entries of real product catalogues: 4.3 kB of JSON on average, more than half of it in the
# requirements (1.2 kB) and the procedures (1.1 kB), 350 characters of description.
_RECORDS = """
insert into exchange_record (id, owner_id, created_at, updated_at, offer_id, kind, key, title, body, content_hash)
select gen_random_uuid(), o.owner_id, now(), now() - random() * interval '300 days', o.id, o.kind, 'urn:' || n,
    'Product ' || n,
    jsonb_build_object(
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
    ),
    repeat('0', 64)
from exchange_offer o, generate_series(1, $2) n where o.owner_id = any($1)
"""
# Texts that compress about as well as prose does.
_TEXTS = """
create function pg_temp.text(lines int) returns text language sql volatile as
$$ select '<p>' || string_agg(md5(random()::text), ' ') || '</p>' from generate_series(1, lines) $$
"""
_AGREEMENTS = """
insert into exchange_agreement (id, owner_id, created_at, updated_at, visibility, partner_ids, consumer_id,
    provider_id, offer_id, offer_title, kind, purpose, legal_basis, fields, valid_from, valid_until, content_hash)
select gen_random_uuid(), $2, now(), now(), 'partners', array[o.owner_id], $2, o.owner_id, o.id, o.title,
    o.kind, 'bench', 'bench', o.fields, now() - interval '1 day', now() + interval '1 year', repeat('0', 64)
from exchange_offer o where o.owner_id = any($1)
"""
_GRANTS = """
insert into exchange_grant (id, owner_id, created_at, updated_at, visibility, agreement_id, offer_id, consumer_id, kind,
    fields, valid_from, valid_until)
select gen_random_uuid(), a.provider_id, now(), now(), 'partners', a.id, a.offer_id, a.consumer_id, a.kind, a.fields,
    a.valid_from, a.valid_until
from exchange_agreement a where a.provider_id = any($1)
"""


def add_providers(reader: Tenant, first: int, count: int, advance: Callable[[], None], *, whole: bool = True) -> None:
    """Make organisations that each offer RECORDS records, and grant ``reader`` all of it.

    Without ``whole`` they have no schema of their own: a read of the commons never looks there.
    """
    made: list[int] = []
    for number in range(first, first + count):
        slug, name = f"bench-{number}", f"Bench {number}"
        if whole:
            made.append(create_tenant(TenantPlan(slug=slug, name=name, kind=TenantKind.AGENCY)).pk)
        else:
            with as_owner(), transaction.atomic():
                made.append(Tenant.objects.create(slug=slug, name=name, kind=TenantKind.AGENCY).pk)
        advance()
    with owner_session() as session:
        cursor = psycopg.RawCursor(session)
        cursor.execute(_TEXTS)
        cursor.execute(_OFFERS, [made, FIELDS, RECORDS])
        cursor.execute(_RECORDS, [made, RECORDS])
        cursor.execute(_AGREEMENTS, [made, reader.pk])
        cursor.execute(_GRANTS, [made])
    with owner_session(autocommit=True) as session:
        session.execute("vacuum analyze")


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
