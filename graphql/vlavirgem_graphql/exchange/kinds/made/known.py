"""The kinds that were made, as this process knows them: read anew when the database has another mark for them.

Within a request there is one set of kinds from its beginning to its end (:func:`one_set_of_kinds`), whatever is made
meanwhile; outside one each question looks at the mark. Outside a tenant's scope, as while a process starts, there are
none.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Final

import orjson
from django.db import connection

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.exchange.kinds.declaration import Kind
from vlavirgem_graphql.exchange.kinds.made.document import kind_of
from vlavirgem_tenants.scope import NoTenantError, current_tenant

_MARK: Final = "SELECT mark::text FROM public.exchange_kind_mark"
# In one statement, so that the mark is that of these documents.
_READ: Final = """
SELECT mark.mark::text, made.document::text, made.is_closed FROM public.exchange_kind_mark mark CROSS JOIN LATERAL (
    SELECT DISTINCT ON (kind.name, kind.version) kind.name, kind.version, kind.document, kind.is_closed
    FROM public.exchange_kind_version kind ORDER BY kind.name, kind.version, kind.revision DESC
) made ORDER BY made.name, made.version
"""
_MOST_KEPT: Final = 4
_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class MadeKinds:
    """The kinds that stood under one mark of the database (empty: none was ever made), by name."""

    mark: str = ""
    kinds: Mapping[str, Kind] = field(default_factory=dict)


NONE_MADE: Final = MadeKinds()


@dataclass
class _Holder:
    made: MadeKinds | None = None


_held: ContextVar[_Holder | None] = ContextVar("made_kinds", default=None)
_kept: OrderedDict[str, MadeKinds] = OrderedDict()
_lock = Lock()


@contextmanager
def one_set_of_kinds() -> Iterator[None]:
    """Within the block the kinds are those of the first question; a new block within it has its own."""
    token = _held.set(_Holder())
    try:
        yield
    finally:
        _held.reset(token)


def made_kinds() -> MadeKinds:
    """The kinds that were made: those of this request, or as they are now."""
    holder = _held.get()
    if holder is None:
        return _present()
    if holder.made is None:
        holder.made = _present()
    return holder.made


def settle_kinds(mark: str) -> None:
    """Let this request's kinds be those of a mark that was read already, so that nobody asks the database again."""
    holder = _held.get()
    if holder is not None and holder.made is None:
        holder.made = _under(mark)


def look_again() -> None:
    """Within this request too a kind was made: the next question finds it."""
    holder = _held.get()
    if holder is not None:
        holder.made = None


def _present() -> MadeKinds:
    try:
        current_tenant()
    except NoTenantError:
        return NONE_MADE
    with connection.cursor() as cursor:
        cursor.execute(_MARK)
        row = cursor.fetchone()
    return _under(row[0] if row else "")


def _under(mark: str) -> MadeKinds:
    if not mark:
        return NONE_MADE
    with _lock:
        known = _kept.get(mark)
    if known is not None:
        return known
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        rows = cursor.fetchall()
    made = MadeKinds(rows[0][0] if rows else "", dict(_read(rows)))
    with _lock:
        made = _kept.setdefault(made.mark, made)  # another thread read the same meanwhile: a schema is made once
        while len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)
    return made


def _read(rows: list[tuple[str, str, bool]]) -> Iterator[tuple[str, Kind]]:
    """A document that an older program stored and this one cannot read is left out, and told in the log: all others
    go on."""
    for _mark, document, is_closed in rows:
        try:
            kind = kind_of(orjson.loads(document))
        except Refusal:
            _log.exception("A kind of record cannot be read any more.")
        else:
            yield kind.name, replace(kind, is_closed=is_closed)
