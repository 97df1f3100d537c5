"""Requests that schemathesis makes of the whole schema: each is answered, however odd, and never by a fault of ours."""

from __future__ import annotations

from collections import Counter
from io import StringIO
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis_graphql import nodes

from vlavirgem_graphql.exchange.models import Agreement
from vlavirgem_graphql.gateway.key_scopes import KeyScope
from vlavirgem_graphql.schema.root import schema_text
from vlavirgem_tenants.directory.models import Tenant

_DAYS = st.dates().map(lambda day: day.isoformat())
_SCALARS = {
    "Date": _DAYS,
    "DateTime": st.datetimes(timezones=st.just(None)).map(lambda moment: f"{moment.isoformat()}Z"),
    "Decimal": st.decimals(allow_nan=False, allow_infinity=False).map(str),
    "JSON": st.text(max_size=20),
}


@pytest.fixture(scope="module")
def schema() -> Any:
    """The gateway's schema as schemathesis reads it."""
    for name, values in _SCALARS.items():
        schemathesis.graphql.scalar(name, (values | st.text(max_size=8)).map(nodes.String))
    return schemathesis.graphql.from_file(StringIO(schema_text("en")))


@pytest.mark.parametrize("examples", [60, pytest.param(5_000, marks=pytest.mark.long)])
def test_no_request_is_answered_with_a_fault_of_the_server(
    schema: Any, aalst: Tenant, brugge_agreement: Agreement, api_for: Any, settings: Any, examples: int
) -> None:
    # Given a program whose key may do all that a key can, and whose budget does not end
    del brugge_agreement
    settings.GATEWAY_POINTS_A_MINUTE = settings.GATEWAY_POINTS_AN_HOUR = 10**9
    program, told = api_for(aalst, may_introspect=True, scopes=tuple(KeyScope)), Counter[str]()

    @hypothesis_settings(
        max_examples=examples,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=examples < 1_000,
    )
    @given(case=schema.as_strategy())
    def ask(case: Any) -> None:
        answer = program.post(case.body)
        told[str(answer.status_code)] += 1
        assert answer.status_code < 500, case.body
        errors = answer.json().get("errors", [])
        told.update({each["extensions"]["code"] for each in errors})
        assert all(each["extensions"]["code"] != "INTERNAL_ERROR" for each in errors), (case.body, errors)

    # When schemathesis asks whatever it can think of, then each request has its answer
    ask()

    assert told.total() >= examples
    assert told["200"] > examples // 10, told
