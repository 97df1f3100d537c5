"""A peer of `bench gateway`: one hand-written statement that yields the finished bytes, behind a bare WSGI app.

No authentication, no agreement, no row-level security (a superuser's login), no record of the reading, no GraphQL:
what the same rows cost when nothing stands between the socket and PostgreSQL.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from typing import Any, Final

import psycopg
from psycopg import RawCursor

# Written as well as we can: the body taken apart by one call, JSON put together as text, one row.
_PAGE: Final = """
select concat('{"data":{"publicServices":{"nodes":[', string_agg(concat(
    '{"uri":', b.uri, ',"title":', b.title, ',"description":', b.description, ',"type":', b.type,
    ',"themes":', b.themes, ',"targetAudiences":', b."targetAudiences", ',"updatedAt":', to_json(r.updated_at),
    ',"provider":{"name":', to_json(t.name), '}',
    %(lists)s
    ',"costs":[', (
        select string_agg(concat('{"title":', c.title, ',"description":', c.description, '}'), ',')
        from jsonb_to_recordset(b.costs) c(title jsonb, description jsonb)),
    ']}'
), ',' order by r.updated_at desc, r.id desc), ']}}}')
from (
    select * from exchange_record where kind = 'public-service' order by updated_at desc, id desc limit %(rows)s
) r
join directory_tenant t on t.id = r.owner_id
cross join lateral jsonb_to_record(r.body) b(
    uri jsonb, title jsonb, description jsonb, type jsonb, themes jsonb, "targetAudiences" jsonb, %(columns)s
    costs jsonb
)
"""
_LISTS: Final = """
    ',"requirements":[', (
        select string_agg(concat('{"title":', q.title, ',"description":', q.description, ',"evidence":[', (
            select string_agg(concat('{"title":', e.title, '}'), ',') from jsonb_to_recordset(q.evidence) e(title jsonb)
        ), ']}'), ',') from jsonb_to_recordset(b.requirements) q(title jsonb, description jsonb, evidence jsonb)),
    '],"procedures":[', (
        select string_agg(concat('{"title":', p.title, ',"description":', p.description, ',"websites":[', (
            select string_agg(concat('{"url":', w.url, '}'), ',') from jsonb_to_recordset(p.websites) w(url jsonb)
        ), ']}'), ',') from jsonb_to_recordset(b.procedures) p(title jsonb, description jsonb, websites jsonb)),
    ']',
"""
STATEMENTS: Final = {
    "/whole": _PAGE % {"rows": 100, "lists": _LISTS, "columns": "requirements jsonb, procedures jsonb,"},
    "/listed": _PAGE % {"rows": 1000, "lists": "", "columns": ""},
}
_local = threading.local()


def application(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    """Answer with the rows of one of STATEMENTS, by the path; any other path says that the server is there."""
    statement = STATEMENTS.get(environ["PATH_INFO"])
    body: bytes = b"{}" if statement is None else _session().execute(statement).pgresult.get_value(0, 0)
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def _session() -> Any:
    session: Any = getattr(_local, "session", None)
    if session is None:
        settings = "-c jit=off -c plan_cache_mode=force_generic_plan"
        session = _local.session = psycopg.connect(
            os.environ["PEER_DATABASE"],
            autocommit=True,
            prepare_threshold=0,
            cursor_factory=RawCursor,
            options=settings,
        )
    return session
