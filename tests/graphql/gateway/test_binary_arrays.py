"""Arrays in PostgreSQL's binary form are what they would have been as text."""

from __future__ import annotations

from uuid import UUID

import pytest

from vlavirgem_graphql.gateway.binary_arrays import text_array, uuid_array
from vlavirgem_graphql.gateway.statement import array_text, run_statement
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope


@pytest.mark.parametrize("members", [[], ["a,b"], ["", "é", 'a"b\\c', "NULL"], ["x"] * 1_000])
def test_texts_arrive_as_they_are(aalst: Tenant, members: list[str]) -> None:
    with tenant_scope(aalst):
        rows = run_statement(
            "select $1::text[] = $2::text[], cardinality($1)", [text_array(members), array_text(members)]
        )
    assert rows == [(b"t", b"%d" % len(members))]


@pytest.mark.parametrize("members", [[], [str(UUID(int=7))], [str(UUID(int=number << 100)) for number in range(300)]])
def test_identifiers_arrive_as_they_are(aalst: Tenant, members: list[str]) -> None:
    with tenant_scope(aalst):
        rows = run_statement(
            "select $1::uuid[] = $2::uuid[], cardinality($1)", [uuid_array(members), array_text(members)]
        )
    assert rows == [(b"t", b"%d" % len(members))]


def test_what_is_no_identifier_is_refused() -> None:
    with pytest.raises(ValueError, match="badly formed"):
        uuid_array(["x"])
