"""Running one statement on the request's own connection, as prepared statement, with its JSON as bytes.

Below Django's cursor on purpose: that one binds values into the text and loads every cell into Python. Here libpq gets
the values apart from the statement and hands over the finished bytes. It is the same connection and the same
transaction, so the tenant's role and search path hold here too.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.db import connection
from psycopg import errors, pq
from psycopg.pq import ExecStatus

Value = str | int | bool | Sequence[str] | None
Row = tuple[bytes | None, ...]

# Prepared statements live in the server's memory, per connection: about 100 kB each with their plan's text.
_MOST_PREPARED = 100
_numbers = count(1)
_prepared: WeakKeyDictionary[psycopg.Connection[Any], dict[str, bytes]] = WeakKeyDictionary()


def run_statement(sql: str, values: Sequence[Value] = ()) -> list[Row]:
    """Run ``sql`` inside the tenant's transaction and return its rows as text, a cell as bytes or None.

    Raises the matching ``psycopg.Error``; the transaction is lost then, as in any PostgreSQL.
    """
    session = _session()
    name = _prepare(session, sql)
    result = session.pgconn.exec_prepared(name, [_encoded(value) for value in values])
    _raise_for(session, result)
    columns = range(result.nfields)
    return [tuple(result.get_value(row, column) for column in columns) for row in range(result.ntuples)]


def _session() -> psycopg.Connection[Any]:
    """The request's connection, inside its tenant's transaction (opening Django's cursor enters it)."""
    connection.cursor().close()
    session = connection.connection
    if not isinstance(session, psycopg.Connection):
        raise TypeError("The gateway reads through psycopg 3 only.")
    return session


def _prepare(session: psycopg.Connection[Any], sql: str) -> bytes:
    known = _prepared.setdefault(session, {})
    name = known.get(sql)
    if name is None:
        if len(known) >= _MOST_PREPARED:
            oldest = known.pop(next(iter(known)))
            _raise_for(session, session.pgconn.exec_(b"DEALLOCATE " + oldest))
        name = b"vvg_%d" % next(_numbers)
        _raise_for(session, session.pgconn.prepare(name, sql.encode()))
        known[sql] = name
    return name


def _raise_for(session: psycopg.Connection[Any], result: Any) -> None:
    if result.status not in {ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK}:
        kind = errors.lookup(state.decode()) if (state := result.error_field(pq.DiagnosticField.SQLSTATE)) else None
        message = pq.error_message(result, encoding=session.info.encoding)
        raise (kind or psycopg.OperationalError)(message)


def _encoded(value: Value) -> bytes | None:
    if value is None:
        return None
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
