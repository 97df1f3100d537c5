"""The short way of a request with a key answers as the long way does, and commits a read with its record."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection

from tests.graphql.gateway.conftest import Api, agree, offer_records
from vlavirgem_graphql.exchange.models import Agreement, ExchangeEvent
from vlavirgem_graphql.gateway.services import make_key
from vlavirgem_graphql.gateway.short_way import ShortWay
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope
from vlavirgem_tenants.wall.postgresql.base import DatabaseWrapper

TITLES = "{ publicServices(first: 3) { nodes { title } } }"


def elsewhere(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Everything that is not answered by the short way."""
    start_response("418 elsewhere", [])
    return [environ["PATH_INFO"].encode()]


@dataclass
class Call:
    """One request through the short way."""

    host: str
    query: str = TITLES
    path: str = "/graphql"
    authorization: str = ""
    status: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        body = json.dumps({"query": self.query}).encode()
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": self.path,
            "SERVER_NAME": "x",
            "SERVER_PORT": "80",
            "HTTP_HOST": self.host,
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            "wsgi.url_scheme": "http",
        }
        if self.authorization:
            environ["HTTP_AUTHORIZATION"] = self.authorization
        # As Django's own test client: the test's transaction must outlive the request.
        kept = (
            patch.object(DatabaseWrapper, "close_if_unusable_or_obsolete")
            if connection.in_atomic_block
            else nullcontext()
        )
        with kept:
            self.body = b"".join(ShortWay(elsewhere)(environ, self._start))

    def _start(self, status: str, headers: list[tuple[str, str]]) -> None:
        self.status, self.headers = status, dict(headers)


def test_it_answers_as_the_long_way(api: Api, aalst: Tenant, brugge_agreement: Agreement) -> None:
    short = Call(aalst.host, authorization=f"Bearer {api.key}")
    long = api.post(TITLES)
    assert (short.status, json.loads(short.body)["data"]) == ("200 OK", long.json()["data"])
    assert len(json.loads(short.body)["data"]["publicServices"]["nodes"]) == 3
    for name in ("Content-Type", "Cache-Control", "X-Content-Type-Options", "Referrer-Policy"):
        assert short.headers[name].partition(";")[0] in long.headers[name] or name == "Content-Type"
    assert short.headers["X-Request-Id"]


def test_a_key_that_is_not_known_is_refused(aalst: Tenant) -> None:
    short = Call(aalst.host, authorization="Bearer vvg_nothing")
    assert (short.status, json.loads(short.body)["errors"][0]["extensions"]["code"]) == (
        "401 Unauthorized",
        "UNKNOWN_KEY",
    )


@pytest.mark.parametrize(("host", "status"), [("nobody.vvg.localhost", "404"), ("evil.example", "400")])
def test_a_host_that_is_nobodys_is_refused(aalst: Tenant, host: str, status: str) -> None:
    del aalst
    assert Call(host, authorization="Bearer vvg_nothing").status[:3] == status


@pytest.mark.parametrize(
    ("path", "authorization"), [("/graphql", ""), ("/graphql", "Basic x"), ("/data/", "Bearer vvg_x")]
)
def test_all_else_goes_the_long_way(path: str, authorization: str) -> None:
    call = Call("aalst.vvg.localhost", path=path, authorization=authorization)
    assert (call.status, call.body) == ("418 elsewhere", path.encode())


@pytest.mark.parametrize(
    ("query", "together", "events"),
    [
        (TITLES, True, 1),
        ("{ a: publicServices(first: 1) { nodes { title } } b: offers(first: 1) { nodes { id } } }", False, 1),
        ('{ publicServices(where: {title: {contains: "\\u0000"}}) { nodes { title } } }', False, 0),
    ],
)
def test_a_read_is_committed_with_its_record_where_nothing_follows(
    own_database: str, query: str, together: bool, events: int
) -> None:
    # Given a program of Aalst and an agreement with Brugge, in a database that commits
    del own_database
    aalst, brugge = find_tenant("aalst"), find_tenant("brugge")
    agree(aalst, offer_records(brugge, 3))
    with tenant_scope(aalst):
        _key, text = make_key(actor=Actor.system(aalst), label="proef")

    # When it reads
    with patch.object(DatabaseWrapper, "end_with", autospec=True, side_effect=DatabaseWrapper.end_with) as ended:
        Call(aalst.host, query, authorization=f"Bearer {text}")

    # Then the commit came along where that is the whole request, and either way nothing is left open
    assert ended.called is together
    assert connection.get_autocommit()
    with tenant_scope(aalst):
        assert ExchangeEvent.objects.filter(kind="read").count() == events


def test_a_revoked_key_is_refused_on_the_next_request(own_database: str) -> None:
    del own_database
    aalst = find_tenant("aalst")
    with tenant_scope(aalst):
        key, text = make_key(actor=Actor.system(aalst), label="proef")
    assert Call(aalst.host, "{ __typename }", authorization=f"Bearer {text}").status == "200 OK"
    with tenant_scope(aalst):
        type(key).objects.filter(pk=key.pk).update(revoked_at=key.created_at)
    assert Call(aalst.host, "{ __typename }", authorization=f"Bearer {text}").status == "401 Unauthorized"
