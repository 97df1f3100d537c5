"""Running one statement on the request's own connection, as prepared statement, with its JSON as bytes.

Below Django's cursor on purpose: that one binds values into the text and loads every cell into Python. Here libpq gets
the values apart from the statement and hands over the finished bytes. It is the same connection and the same
transaction, so the tenant's role and search path hold here too.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import psycopg
from psycopg import errors, pq
from psycopg.pq import ExecStatus

from vlavirgem.database.quoting import literal
from vlavirgem_tenants.wall.connection import this_connection

if TYPE_CHECKING:
    from vlavirgem_tenants.wall.postgresql.base import DatabaseWrapper

Value = str | int | bool | bytes | Sequence[str] | None
"""What a statement is given; bytes are PostgreSQL's binary form (:mod:`vlavirgem_graphql.gateway.binary_arrays`)."""
Row = tuple[bytes | None, ...]

# Prepared statements live in the server's memory, per connection: about 100 kB each with their plan.
_MOST_PREPARED = 100
_numbers = count(1)
# By tenant too: PostgreSQL throws a plan away when the role or the search path is another's.
_prepared: WeakKeyDictionary[psycopg.Connection[Any], dict[tuple[str, str], bytes]] = WeakKeyDictionary()


def run_statement(sql: str, values: Sequence[Value] = (), *, ends: bool = False) -> list[Row]:
    """Run ``sql`` inside the tenant's transaction and return its rows as text, a cell as bytes or None.

    ``ends``: nothing comes after it, so the transaction may be committed in the same round trip.
    Raises the matching ``psycopg.Error``; the transaction is lost then, as in any PostgreSQL.
    """
    gate = this_connection()
    session = gate.session()
    name = _prepare(gate, session, sql)
    encoded = [_encoded(value) for value in values]
    formats = [int(isinstance(value, bytes)) for value in values]
    if ends and gate.may_end:
        return _rows(session, gate.end_with(name, encoded, formats))
    return _rows(session, session.pgconn.exec_prepared(name, encoded, formats))  # type: ignore[arg-type]  # None: NULL


def run_first_statement(sql: str, values: Sequence[str | int]) -> list[Row]:
    """As :func:`run_statement`, in one round trip with entering the tenant where that is still to be done.

    ``values`` are ours (a hash, a number), never a client's text: they travel inside the statement.
    """
    gate = this_connection()
    session: psycopg.Connection[Any] | None = gate.connection
    name = _known_name(gate, session, sql) if session is not None else None
    if session is not None and name is not None:
        written = ",".join(literal(value) if isinstance(value, str) else str(int(value)) for value in values)
        result = gate.enter_with(b"EXECUTE " + name + f"({written})".encode())
        if result is not None:
            return _rows(session, result)
    return run_statement(sql, values)


def _prepare(gate: DatabaseWrapper, session: psycopg.Connection[Any], sql: str) -> bytes:
    name = _known_name(gate, session, sql)
    if name is None:
        known = _prepared.setdefault(session, {})
        if len(known) >= _MOST_PREPARED:
            oldest = known.pop(next(iter(known)))
            _raise_for(session, session.pgconn.exec_(b"DEALLOCATE " + oldest))
        name = b"vvg_%d" % next(_numbers)
        _raise_for(session, session.pgconn.prepare(name, sql.encode()))
        known[gate.schema_name, sql] = name
    return name


def _known_name(gate: DatabaseWrapper, session: psycopg.Connection[Any], sql: str) -> bytes | None:
    """The name of a statement that is prepared already. The latest used stands last, so the first is dropped."""
    known, key = _prepared.get(session, {}), (gate.schema_name, sql)
    name = known.pop(key, None)
    if name is not None:
        known[key] = name
    return name


def _rows(session: psycopg.Connection[Any], result: Any) -> list[Row]:
    _raise_for(session, result)
    columns, cell = range(result.nfields), result.get_value
    return [tuple([cell(row, column) for column in columns]) for row in range(result.ntuples)]


def _raise_for(session: psycopg.Connection[Any], result: Any) -> None:
    if result.status not in {ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK}:
        kind = errors.lookup(state.decode()) if (state := result.error_field(pq.DiagnosticField.SQLSTATE)) else None
        message = pq.error_message(result, encoding=session.info.encoding)
        if kind is errors.FeatureNotSupported:
            # "cached plan must not change result type": a migration changed a table. From now on they are made anew.
            _prepared.pop(session, None)
        raise (kind or psycopg.OperationalError)(message)


def _encoded(value: Value) -> bytes | None:
    if value is None or isinstance(value, bytes):
        return value
    if isinstance(value, bool):
        return b"true" if value else b"false"
    if isinstance(value, int):
        return b"%d" % value
    encoded = (value if isinstance(value, str) else array_text(value)).encode()
    if b"\0" in encoded:  # libpq would silently cut the value there
        raise errors.DataError("A text cannot hold a NUL character.")
    return encoded


def array_text(values: Sequence[str]) -> str:
    """PostgreSQL's text form of an array of texts."""
    escaped = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in escaped) + "}"
