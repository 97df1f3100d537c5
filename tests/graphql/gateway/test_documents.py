"""What is kept of documents and statements: by weight and by use."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from graphql import build_schema

from vlavirgem.graphql_requests.documents import DocumentRefusedError
from vlavirgem.graphql_requests.limits import MOST_LISTED
from vlavirgem_graphql.gateway import statement
from vlavirgem_graphql.gateway.documents import Documents
from vlavirgem_graphql.gateway.statement import run_statement
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope

SCHEMA = build_schema("type Query { sum(of: [Int!]): Int }")


def summing(count: int) -> str:
    return "{ sum(of: [" + ",".join(["1"] * count) + "]) }"


def test_heavy_documents_take_the_place_of_many() -> None:
    # Given room for 100 tokens
    documents = Documents(SCHEMA, most=10, most_tokens=100)
    light = documents.read(summing(1), may_introspect=False)
    assert documents.read(summing(1), may_introspect=False) is light

    # When two heavy ones come that fit one at a time
    heavy = [documents.read(summing(count), may_introspect=False) for count in (60, 61)]

    # Then only the last is kept
    assert len(documents) == 1
    assert documents.read(summing(61), may_introspect=False) is heavy[1]
    assert documents.read(summing(1), may_introspect=False) is not light


def test_the_number_of_documents_is_limited_too_and_the_latest_used_stays() -> None:
    documents = Documents(SCHEMA, most=2, most_tokens=1_000)
    first = documents.read(summing(1), may_introspect=False)
    documents.read(summing(2), may_introspect=False)
    documents.read(summing(1), may_introspect=False)
    documents.read(summing(3), may_introspect=False)

    assert len(documents) == 2
    assert documents.read(summing(1), may_introspect=False) is first


def test_a_list_that_is_written_out_has_a_most() -> None:
    documents = Documents(SCHEMA)
    documents.read(summing(MOST_LISTED), may_introspect=False)

    with pytest.raises(DocumentRefusedError) as refused:
        documents.read(summing(MOST_LISTED + 1), may_introspect=False)
    assert refused.value.errors[0].extensions == {
        "code": "LIMIT_EXCEEDED",
        "limit": "listed",
        "most": MOST_LISTED,
        "found": MOST_LISTED + 1,
    }


def test_the_statement_that_was_used_longest_ago_makes_room(aalst: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    def prepared() -> list[str]:
        known: dict[Any, Any] = statement._prepared.get(connection.connection, {})
        return [sql for _schema, sql in known]

    with tenant_scope(aalst):
        run_statement("SELECT 1")
        monkeypatch.setattr(statement, "_MOST_PREPARED", len(prepared()) + 1)
        run_statement("SELECT 2")
        run_statement("SELECT 1")
        before = prepared()
        run_statement("SELECT 3")

        assert before[-2:] == ["SELECT 2", "SELECT 1"]
        assert prepared() == [*before[1:], "SELECT 3"]
