"""Probes of the wall: each tries something as a tenant's role and says what it found amiss; nothing: it stands.

They run in one superuser session that takes on the gate's login, so that a test can first take a stone out of the wall
and roll everything back afterwards.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from psycopg import sql

from tests.attack.wall_rows import Row, is_generated, value_for
from vlavirgem_tenants.commons.base import CommonsPart, CommonsRow
from vlavirgem_tenants.commons.models import History
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.wall.closures import granted_actions, shared_models
from vlavirgem_tenants.wall.policies import commons_models

ACTIONS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
# Each has tests of its own against who may not ask, or forged arguments.
OWNER_FUNCTIONS = {
    "evidence_event_for_party",
    "evidence_hashes_for_party",
    "exchange_append_event",
    "exchange_forget_person",
    "exchange_take_reads",
    "catalogue_usage_without_names",
    "catalogue_foreseen_without_names",
    "pilots_adopted_without_names",
}
# Said a second time: a table that loses its mark in the code is noticed.
APPEND_ONLY = (
    "tryouts_call",
    "tryouts_tryoutevent",
    "tryouts_receivedmessage",
    "chains_chainevent",
    "chains_steptrace",
)
Found = Iterator[str]


@contextmanager
def acting_as(session: psycopg.Connection, role: str) -> Iterator[None]:
    """As the application does: logged in as the gate, then the role for one transaction."""
    session.execute("SAVEPOINT probe")
    try:
        session.execute(
            sql.SQL("SET LOCAL SESSION AUTHORIZATION {}").format(sql.Identifier(settings.DATABASE_ROLES.gate))
        )
        session.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(role)))
        session.execute(sql.SQL("SET LOCAL search_path = {}, public").format(sql.Identifier(role)))
        yield
    finally:
        session.execute("ROLLBACK TO SAVEPOINT probe")


def refused(session: psycopg.Connection, statement: str, what: str) -> Found:
    """Finds something amiss unless the database refuses the statement for want of a right."""
    session.execute("SAVEPOINT attempt")
    try:
        session.execute(statement)
    except psycopg.errors.InsufficientPrivilege:
        session.execute("ROLLBACK TO SAVEPOINT attempt")
    else:
        session.execute("ROLLBACK TO SAVEPOINT attempt")
        yield f"{what}: not refused"


def probe_grants(session: psycopg.Connection, tenants: list[Tenant]) -> Found:
    """Every tenant role against every table of every schema: exactly what the design gives, nothing more or less."""
    expected_shared = {model._meta.db_table: set(granted_actions(model)) for model in shared_models()}
    own_tables = {"django_migrations": {"SELECT"}} | {table: {"SELECT", "INSERT"} for table in APPEND_ONLY}
    for tenant in tenants:
        found = session.execute(
            "SELECT n.nspname, c.relname, ARRAY(SELECT a FROM unnest(%(actions)s::text[]) a "
            "WHERE has_table_privilege(%(role)s, c.oid, a) OR (a <> ALL ('{DELETE,TRUNCATE,TRIGGER}') "
            "AND has_any_column_privilege(%(role)s, c.oid, a))) FROM pg_class c "
            "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm') "
            "AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')",
            {"actions": list(ACTIONS), "role": tenant.schema_name},
        ).fetchall()
        for schema, table, has in found:
            if schema == tenant.schema_name:
                wanted = own_tables.get(table, {"SELECT", "INSERT", "UPDATE", "DELETE"})
            else:
                wanted = expected_shared.get(table, set()) if schema == "public" else set()
            if set(has) != wanted:
                yield f"{tenant.slug} on {schema}.{table}: has {sorted(has)}, should have {sorted(wanted)}"


def probe_schemas(session: psycopg.Connection, tenants: list[Tenant]) -> Found:
    """Every tenant role enters its own schema and the shared one, and makes nothing in either."""
    for tenant in tenants:
        found = session.execute(
            "SELECT nspname, has_schema_privilege(%s, oid, 'CREATE') FROM pg_namespace WHERE nspname !~ '^pg_' "
            "AND nspname <> 'information_schema' AND has_schema_privilege(%s, oid, 'USAGE')",
            [tenant.schema_name, tenant.schema_name],
        ).fetchall()
        if set(found) != {("public", False), (tenant.schema_name, False)}:
            yield f"{tenant.slug} enters {sorted(found)}"


def probe_parents(session: psycopg.Connection, reader: Tenant, rows: list[Row]) -> Found:
    """Under another's row that it reads, a tenant adds a row of its own only where parts are open to all who read."""
    for row in _one_of_each(rows):
        if not issubclass(row.model, CommonsPart) or row.parent is None:
            continue
        part = Row(row.model, row.id, reader.pk, row.visibility, row.partners, row.parent)
        with acting_as(session, reader.schema_name):
            added = _rows_changed(session, *_insertion(part))
        if added != (row.model.commons_write and not row.model.commons_parent_owner):
            yield f"{reader.slug} adds {added} rows of its own to another's in {row.model._meta.db_table}"


def probe_functions(session: psycopg.Connection, tenant: Tenant) -> Found:
    """Functions that run with the owner's rights: tenants call the listed ones, each of which minds whose role asks."""
    callable_ = session.execute(
        "SELECT proname FROM pg_proc WHERE prosecdef AND prorettype <> 'trigger'::regtype "
        "AND pronamespace <> 'pg_catalog'::regnamespace AND has_function_privilege(%s, oid, 'EXECUTE')",
        [tenant.schema_name],
    ).fetchall()
    for (name,) in callable_:
        if name not in OWNER_FUNCTIONS:
            yield f"tenants can call {name} with the owner's rights"


def probe_reads(session: psycopg.Connection, tenants: list[Tenant], rows: list[Row]) -> Found:
    """Every tenant role against every row of every commons table: it reads exactly what it may."""
    by_table: dict[type[CommonsRow], list[Row]] = {}
    for row in rows:
        by_table.setdefault(row.model, []).append(row)
    for tenant in tenants:
        with acting_as(session, tenant.schema_name):
            for model, planted in by_table.items():
                found = session.execute(
                    sql.SQL("SELECT id FROM {} WHERE id = ANY(%s)").format(sql.Identifier(model._meta.db_table)),
                    [[row.id for row in planted]],
                ).fetchall()
                seen = {row[0] for row in found}
                for row in planted:
                    if (row.id in seen) != row.readable_by(tenant.pk):
                        verb = "reads" if row.id in seen else "cannot read"
                        yield f"{tenant.slug} {verb} {model._meta.db_table} ({row.visibility}) of {row.owner}"


def probe_writes(session: psycopg.Connection, owner: Tenant, stranger: Tenant, rows: list[Row]) -> Found:
    """The owner changes, removes and adds its rows where that is granted; nobody else does."""
    for row in _one_of_each(rows):
        table = sql.Identifier(row.model._meta.db_table)
        change = sql.SQL("UPDATE {} SET id = id WHERE id = %s").format(table)
        remove = sql.SQL("DELETE FROM {} WHERE id = %s").format(table)
        may_change = row.model.commons_write and not row.model.append_only
        for tenant, statement in ((owner, change), (owner, remove), (stranger, change), (stranger, remove)):
            expected = 1 if tenant == owner and may_change else 0
            with acting_as(session, tenant.schema_name):
                changed = _rows_changed(session, statement, [row.id])
            if changed != expected:
                yield f"{tenant.slug} on {row.model._meta.db_table}: {statement.as_string(None)[:6]} hit {changed} rows"
        for tenant in (owner, stranger):
            expected = 1 if tenant == owner and row.model.commons_write else 0
            with acting_as(session, tenant.schema_name):
                added = _rows_changed(session, *_insertion(row))
            if added != expected:
                yield f"{tenant.slug} adds {added} rows for {owner.slug} to {row.model._meta.db_table}"


def probe_owner(session: psycopg.Connection, rows: list[Row]) -> Found:
    """The owner of the tables, whose trigger functions keep totals over tenants, sees every row; security is forced."""
    for row in _one_of_each(rows):
        table = row.model._meta.db_table
        session.execute("SAVEPOINT probe")
        session.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(settings.DATABASE_ROLES.owner)))
        found = session.execute(
            sql.SQL("SELECT count(*) FROM public.{} WHERE id = %s").format(sql.Identifier(table)), [row.id]
        ).fetchone()
        session.execute("ROLLBACK TO SAVEPOINT probe")
        if found != (1,):
            yield f"the owner does not see {table}"
        state = session.execute(
            "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", [f"public.{table}"]
        ).fetchone()
        if state != (True, True):
            yield f"row-level security of {table} is {state}"


def probe_closures(session: psycopg.Connection, tenant: Tenant) -> Found:
    """What PostgreSQL gives to everyone and the wall took back."""
    attempts = {
        "set_config": "SELECT set_config('search_path', 'pg_catalog', false)",
        "set_config in a where clause": "SELECT 1 WHERE set_config('role', 'none', true) IS NOT NULL",
        "a temporary table": "CREATE TEMP TABLE people_user (id int)",
        "a DO block": "DO $$ BEGIN PERFORM 1; END $$",
        "a function": "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "a table in public": "CREATE TABLE public.mine (id int)",
        "a table in its own schema": "CREATE TABLE mine (id int)",
        "a schema": "CREATE SCHEMA mine",
        "a role": "CREATE ROLE mine",
        "reading a file": "SELECT pg_read_file('/etc/hostname')",
        "the template": "SELECT * FROM public.wall_template",
    }
    with acting_as(session, tenant.schema_name):
        for what, statement in attempts.items():
            yield from refused(session, statement, what)


def probe_history(session: psycopg.Connection, tenants: list[Tenant], rows: list[Row]) -> Found:
    """A tenant writes history of what it reads, and of nothing else."""
    for subject in {row.parent for row in rows if row.model is History and row.parent is not None}:
        for tenant in tenants:
            line = Row(History, uuid.uuid4(), tenant.pk, "", (), subject)
            with acting_as(session, tenant.schema_name):
                added = _rows_changed(session, *_insertion(line))
            if added != subject.readable_by(tenant.pk):
                yield f"{tenant.slug} writes {added} lines about a row ({subject.visibility}) of {subject.owner}"


def probe_gate(session: psycopg.Connection, tenant: Tenant) -> Found:
    """The login of the application by itself, before it takes on a tenant's role."""
    with acting_as(session, settings.DATABASE_ROLES.gate):
        yield from refused(session, "CREATE ROLE mine", "the gate makes a role")
        yield from refused(session, f"SELECT * FROM {tenant.schema_name}.people_user", "the gate reads users")


def probe_all(session: psycopg.Connection, tenants: list[Tenant], rows: list[Row]) -> list[str]:
    """Every probe; ``rows`` were planted for ``tenants[0]``, shared with ``tenants[1]``."""
    found = [
        *probe_grants(session, tenants),
        *probe_schemas(session, tenants),
        *probe_closures(session, tenants[0]),
        *probe_functions(session, tenants[0]),
        *probe_gate(session, tenants[0]),
    ]
    checks: list[Callable[[], Found]] = [
        lambda: probe_reads(session, tenants, rows),
        lambda: probe_writes(session, tenants[0], tenants[2], rows),
        lambda: probe_parents(session, tenants[1], rows),
        lambda: probe_owner(session, rows),
        lambda: probe_history(session, tenants[:3], rows),
    ]
    return found + [finding for check in checks for finding in check()]


def tables_of_the_commons() -> int:
    """How many tables the probes must have met."""
    return len(commons_models())


def _one_of_each(rows: list[Row]) -> list[Row]:
    """One row a table, the most open one: if a stranger cannot change that, it can change none."""
    best: dict[type[CommonsRow], Row] = {}
    for row in rows:
        best[row.model] = row
    return list(best.values())


def _insertion(row: Row) -> tuple[sql.Composed, list[object]]:
    new = Row(row.model, uuid.uuid4(), row.owner, row.visibility, row.partners, row.parent)
    values = {str(f.column): value_for(f, new) for f in row.model._meta.concrete_fields if not is_generated(f)}
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(row.model._meta.db_table),
        sql.SQL(", ").join(sql.Identifier(column) for column in values),
        sql.SQL(", ").join(sql.Placeholder() * len(values)),
    )
    return statement, list(values.values())


def _rows_changed(session: psycopg.Connection, statement: sql.Composed, values: list[object]) -> int:
    session.execute("SAVEPOINT attempt")
    try:
        return session.execute(statement, values).rowcount
    except psycopg.errors.InsufficientPrivilege:
        session.execute("ROLLBACK TO SAVEPOINT attempt")
        return 0
