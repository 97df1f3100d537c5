"""Which headers of traces a contract names, in whatever place and letters."""

from __future__ import annotations

from typing import Any

import pytest

from vlavirgem_sandbox.contracts.trace_headers import TRACE_HEADERS, unread_trace_headers


@pytest.mark.parametrize(
    "document",
    [
        {"components": {"parameters": {"Id": {"name": "X-Request-Id", "in": "header"}}}},
        {"x-vlavirgem-when": {"header.x-request-id": "1"}},
        {"value": ["{{ header.X-REQUEST-ID }}"]},
    ],
    ids=["a parameter", "a condition", "a template"],
)
def test_a_header_that_the_contract_names_is_read_and_the_others_are_not(document: dict[str, Any]) -> None:
    assert unread_trace_headers(document) == TRACE_HEADERS - {"x-request-id"}


def test_a_contract_that_names_none_reads_none() -> None:
    assert unread_trace_headers({"info": {"title": "Aanvragen"}}) == TRACE_HEADERS
