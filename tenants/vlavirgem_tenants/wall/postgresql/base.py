"""Django's database backend of the wall (named ``base`` because Django looks for it under that name).

The application logs in as the *gate*, which has no rights of its own. The first statement of each transaction takes on
the tenant's role and search path with SET LOCAL, in one round trip with BEGIN; the end of the transaction takes them
away again. Code that forgot to enter a tenant, or lost it, is refused by the database.
"""

from __future__ import annotations

import select
from collections.abc import Callable, Generator, Sequence
from functools import partial
from typing import Any

import psycopg
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.backends.postgresql.base import Cursor
from django_tenants.postgresql_backend import base as stock
from django_tenants.utils import get_public_schema_name, quote_schema_name
from psycopg import generators, pq
from psycopg.pq import ExecStatus, TransactionStatus

from vlavirgem_tenants.wall.connection import this_connection


class OneStatementCursor(Cursor):
    """Always the extended protocol, which takes one statement: nothing can be stacked behind a semicolon."""

    def _execute_send(self, query: Any, *, force_extended: bool = False, binary: bool | None = None) -> None:
        super()._execute_send(query, force_extended=True, binary=binary)  # type: ignore[misc]  # psycopg's own


class SchemaKeyedCache(dict[Any, Any]):
    """ContentType's process-wide cache, one per schema: the same model has other ids in other tenants."""

    def __init__(self, schema: Callable[[], str]) -> None:
        super().__init__()
        self._schema = schema

    def __getitem__(self, using: Any) -> Any:
        return super().__getitem__((using, self._schema()))

    def setdefault(self, using: Any, default: Any = None) -> Any:
        """What is kept for ``using`` in the present schema."""
        return super().setdefault((using, self._schema()), default)


def scope_statements(role: str, search_path: list[str]) -> list[str]:
    """What enters a tenant. Each is needed: the role is the wall, the path finds the tables behind it."""
    path = ",".join(quote_schema_name(schema) for schema in search_path)
    return [f"SET LOCAL search_path={path}", f"SET LOCAL ROLE {quote_schema_name(role)}"]


class DatabaseWrapper(stock.DatabaseWrapper):  # type: ignore[misc]  # django-tenants is untyped
    """A gate connection. With ``settings_dict["POWER"] == "owner"`` it is an ordinary one, for migrations."""

    tenant: Any
    schema_name: str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._entered: tuple[str, bool] | None = None
        super().__init__(*args, **kwargs)

    @property
    def is_owner(self) -> bool:
        """Whether this connection migrates and provisions instead of serving people."""
        return bool(self.settings_dict.get("POWER") == "owner")

    def get_connection_params(self) -> dict[str, Any]:
        """The login; a gate's cursors take one statement at a time."""
        params: dict[str, Any] = super().get_connection_params()
        if not self.is_owner:
            params["cursor_factory"] = OneStatementCursor
        return params

    def set_tenant(self, tenant: Any, include_public: bool = True) -> None:  # noqa: FBT001, FBT002 - the parent's signature
        """Name the tenant of the next statements; sends nothing (as the parent, but the cache stays)."""
        self.tenant = tenant
        self.schema_name = tenant.schema_name
        self.include_public_schema = include_public
        self.set_settings_schema(self.schema_name)
        self.search_path_set_schemas = None

    def session(self) -> psycopg.Connection[Any]:
        """The psycopg connection inside the tenant's transaction, for statements that go past Django's cursors."""
        self.ensure_connection()
        self._handle_search_path()
        session: psycopg.Connection[Any] = self.connection
        return session

    def enter_with(self, statement: bytes) -> pq.abc.PGresult | None:
        """Enter the tenant and run one statement in the same round trip; None where it was entered already.

        For the first read of a request. ``statement`` is written by us: values go in as quoted literals of ours.
        """
        self.ensure_connection()
        if self.is_owner or self.connection.autocommit or self._entered is not None:
            return None
        if self.connection.info.transaction_status != TransactionStatus.IDLE:
            return None
        result = self._enter(begin=True, then=statement)
        self._entered = (self.schema_name, self.include_public_schema)
        return result

    @property
    def may_end(self) -> bool:
        """Whether the next statement can take the COMMIT along: nothing around it waits to go on or to be undone."""
        outermost = self.in_atomic_block and not self.savepoint_ids
        return outermost and not (self.needs_rollback or self.run_on_commit or self.is_owner)

    def end_with(
        self, prepared: bytes, values: Sequence[bytes | None], formats: Sequence[int] | None = None
    ) -> pq.abc.PGresult:
        """Run a prepared statement and COMMIT in one round trip; returns the statement's result, which may be an error.
        ``formats`` says of each value whether it is text (0) or binary (1).

        Only where :attr:`may_end`. A statement that fails takes the COMMIT with it: the transaction is lost as ever.
        Django's own commit finds nothing left to do. Of a COMMIT that fails, the result is that.
        """
        session = self.session()
        session.pgconn.enter_pipeline_mode()
        try:
            session.pgconn.send_query_prepared(prepared, values, formats)
            session.pgconn.send_query_params(b"COMMIT", None)
            session.pgconn.pipeline_sync()
            (result,), (ended,) = session.wait(_answers(session.pgconn))
        finally:
            session.pgconn.exit_pipeline_mode()
            self._forget()
        if result.status == ExecStatus.TUPLES_OK and ended.status != ExecStatus.COMMAND_OK:
            return ended  # type: ignore[no-any-return]
        return result  # type: ignore[no-any-return]

    def is_usable(self) -> bool:
        """Whether the server is still there. One that left has said so on the socket: no query is needed to see it."""
        if self.connection is None or self.connection.closed:
            return False
        readable, _writable, _failed = select.select([self.connection.fileno()], [], [], 0)
        return bool(super().is_usable()) if readable else True

    def on_commit(self, func: Callable[[], Any], robust: bool = False) -> None:  # noqa: FBT001, FBT002 - as the parent
        """Work after the commit gets a transaction of its own, as the tenant that asked for it."""
        super().on_commit(partial(self._in_own_scope, self.tenant, func), robust)

    def _in_own_scope(self, tenant: Any, work: Callable[[], Any]) -> None:
        previous = self.tenant
        self.set_tenant(tenant)
        try:
            with transaction.atomic(using=self.alias):
                work()
        finally:
            self.set_tenant(previous)

    def _handle_search_path(self, cursor: Any = None) -> None:
        if self.is_owner:
            super()._handle_search_path(cursor)
            return
        if not self.schema_name:
            raise ImproperlyConfigured("No tenant is set on this connection.")
        status = self.connection.info.transaction_status
        if status == TransactionStatus.IDLE and self.connection.autocommit:
            self._entered = None  # outside a transaction there are no rights: the database refuses by itself
            return
        wanted = (self.schema_name, self.include_public_schema)
        if status == TransactionStatus.INTRANS and self._entered == wanted:
            return
        if status in {TransactionStatus.IDLE, TransactionStatus.INTRANS}:
            self._enter(begin=status == TransactionStatus.IDLE)
            self._entered = wanted

    def _enter(self, *, begin: bool, then: bytes = b"") -> pq.abc.PGresult:
        role = self.schema_name
        if role == get_public_schema_name():
            role = settings.DATABASE_ROLES.visitor
        statements = scope_statements(role, self._get_cursor_search_paths())
        if begin:
            statements.insert(0, "BEGIN")
        # Straight to libpq: the one place where several statements travel together.
        with self.wrap_database_errors:
            result = self.connection.pgconn.exec_("; ".join(statements).encode() + (b"; " + then if then else b""))
            if result.status not in {ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK, ExecStatus.EMPTY_QUERY}:
                raise psycopg.OperationalError(
                    f"The tenant could not be entered: {result.error_message.decode(errors='replace').strip()}"
                )
        return result  # type: ignore[no-any-return]

    def _forget(self) -> None:
        self._entered = None

    def _commit(self) -> Any:
        self._forget()
        if self.connection is not None and self.connection.pgconn.transaction_status == TransactionStatus.IDLE:
            return None  # the last statement took the COMMIT along
        return super()._commit()

    def _rollback(self) -> Any:
        self._forget()
        return super()._rollback()

    def _savepoint_rollback(self, sid: str) -> None:
        try:
            super()._savepoint_rollback(sid)
        finally:
            self._forget()  # the savepoint may be older than the SET LOCAL

    def close(self) -> None:
        """Close the connection; the next one starts without a tenant's rights."""
        self._forget()
        super().close()


def _answers(pgconn: pq.abc.PGconn) -> Generator[Any, Any, tuple[list[Any], list[Any]]]:
    """What a pipeline of two statements answers; the third answer says that it is empty."""
    first = yield from generators.execute(pgconn)
    second = yield from generators.fetch_many(pgconn)
    yield from generators.fetch_many(pgconn)
    return first, second


def _present_schema() -> str:
    return this_connection().schema_name


ContentType.objects._cache = SchemaKeyedCache(_present_schema)  # type: ignore[attr-defined]  # noqa: SLF001
