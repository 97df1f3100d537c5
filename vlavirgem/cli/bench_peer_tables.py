"""Tables for the peers of `bench gateway` that read tables: the same rows as relations, the form they are made for.

What the house keeps as one body a record is taken apart into a table for each list, with primary keys, foreign keys,
and the index that each of the peers' queries wants. They are in a schema of their own, which no role but the
administrator's may read.
"""

from __future__ import annotations

import psycopg

SCHEMA = "peer"

_TABLES = """
create schema peer;
create table peer.organisation as select id, slug, name from public.directory_tenant;
alter table peer.organisation add primary key (id);
create index on peer.organisation (name, id);

create table peer.service as
    select s.id, s.owner_id as organisation_id, s.slug, s.name, s.summary, s.kind, s.updated_at
    from public.catalogue_service s;
alter table peer.service add primary key (id), add foreign key (organisation_id) references peer.organisation;
create index on peer.service (organisation_id, name, id);

create table peer.version as
    select v.id, v.service_id, v.number, v.label, v.title, v.operation_count from public.catalogue_serviceversion v;
alter table peer.version add primary key (id), add foreign key (service_id) references peer.service;
create index on peer.version (service_id, number, id);

create table peer.public_service as
    select r.id, r.owner_id as provider_id, r.updated_at, b.*
    from public.exchange_record r, jsonb_to_record(r.body) b(
        uri text, title text, description text, type text, themes text[], "targetAudiences" text[])
    where r.kind = 'public-service';
alter table peer.public_service rename column "targetAudiences" to target_audiences;
alter table peer.public_service add primary key (id), add foreign key (provider_id) references peer.organisation;
create index on peer.public_service (updated_at desc, id desc);
create index on peer.public_service (provider_id);

create table peer.requirement as
    select gen_random_uuid() as id, r.id as public_service_id, n as place, q.title, q.description, q.evidence
    from public.exchange_record r, lateral rows from (
        jsonb_to_recordset(r.body -> 'requirements') as (title text, description text, evidence jsonb)
    ) with ordinality q(title, description, evidence, n);
alter table peer.requirement add primary key (id), add foreign key (public_service_id) references peer.public_service;
create index on peer.requirement (public_service_id, place);

create table peer.evidence as
    select gen_random_uuid() as id, q.id as requirement_id, n as place, e.title
    from peer.requirement q, lateral rows from (
        jsonb_to_recordset(q.evidence) as (title text)
    ) with ordinality e(title, n);
alter table peer.requirement drop column evidence;
alter table peer.evidence add primary key (id), add foreign key (requirement_id) references peer.requirement;
create index on peer.evidence (requirement_id, place);

create table peer.procedure as
    select gen_random_uuid() as id, r.id as public_service_id, n as place, p.title, p.description, p.websites
    from public.exchange_record r, lateral rows from (
        jsonb_to_recordset(r.body -> 'procedures') as (title text, description text, websites jsonb)
    ) with ordinality p(title, description, websites, n);
alter table peer.procedure add primary key (id), add foreign key (public_service_id) references peer.public_service;
create index on peer.procedure (public_service_id, place);

create table peer.website as
    select gen_random_uuid() as id, p.id as procedure_id, n as place, w.url
    from peer.procedure p, lateral rows from (
        jsonb_to_recordset(p.websites) as (url text)
    ) with ordinality w(url, n);
alter table peer.procedure drop column websites;
alter table peer.website add primary key (id), add foreign key (procedure_id) references peer.procedure;
create index on peer.website (procedure_id, place);

create table peer.cost as
    select gen_random_uuid() as id, r.id as public_service_id, n as place, c.title, c.description
    from public.exchange_record r, lateral rows from (
        jsonb_to_recordset(r.body -> 'costs') as (title text, description text)
    ) with ordinality c(title, description, n);
alter table peer.cost add primary key (id), add foreign key (public_service_id) references peer.public_service;
create index on peer.cost (public_service_id, place);
"""


def make_peer_tables(session: psycopg.Connection) -> None:
    """Make and fill them, of the records and services that are there; the session is the administrator's."""
    session.execute(_TABLES)
    session.commit()
    session.autocommit = True
    session.execute("vacuum analyze")
