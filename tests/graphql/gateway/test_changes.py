"""Programs and people are told of what goes: in each answer, and on a page that is open to all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from graphql import GraphQLEnumType

from vlavirgem_graphql.deprecated import Deprecated
from vlavirgem_graphql.exchange.kinds import find_kind
from vlavirgem_graphql.exchange.models import Agreement
from vlavirgem_graphql.gateway.documents import documents_of
from vlavirgem_graphql.schema.history.deprecation import deprecated_places, mark_deprecated
from vlavirgem_graphql.schema.root import gateway_schema
from vlavirgem_tenants.directory.models import Tenant

CHANGES = "/developers/changes/"
OLD, NEW = "{ publicServices { nodes { title keywords } } }", "{ publicServices { nodes { title themes } } }"


@pytest.fixture
def keywords_go() -> Iterator[None]:
    """The field ``keywords`` of public services goes, in this process's schema."""
    schema, kind = gateway_schema().graphql, find_kind("public-service")
    said = Deprecated(since=date(2026, 11, 1), last_day=date(2027, 6, 30), instead="PublicService.themes")
    goes = replace(
        kind, fields=tuple(replace(part, deprecated=said) if part.name == "keywords" else part for part in kind)
    )
    mark_deprecated(schema, [goes])
    documents_of.cache_clear()
    yield
    for each in deprecated_places(schema):
        of_type: Any = schema.type_map[each.place.partition(".")[0]]
        part = (of_type.values if isinstance(of_type, GraphQLEnumType) else of_type.fields)["keywords"]
        part.deprecation_reason, part.extensions = None, {}
    documents_of.cache_clear()


@pytest.mark.usefixtures("keywords_go", "brugge_agreement")
def test_the_answer_to_an_old_document_has_the_data_and_tells_what_goes(api: Any, aalst: Tenant) -> None:
    answer = api.post(OLD)
    assert len(answer.json()["data"]["publicServices"]["nodes"]) == 7
    assert answer.json()["extensions"]["deprecated"] == [
        {"place": "PublicService.keywords", "lastDay": "2027-06-30", "instead": "PublicService.themes"}
    ]
    assert answer["Sunset"] == "Wed, 30 Jun 2027 22:00:00 GMT"
    assert answer["Deprecation"] == "@1793491200"
    assert answer["Link"] == f'<{aalst.address}{CHANGES}>; rel="deprecation sunset"'
    assert "RateLimit" in answer


@pytest.mark.usefixtures("keywords_go")
def test_the_answer_to_any_other_document_tells_nothing_of_it(api: Any, brugge_agreement: Agreement) -> None:
    del brugge_agreement
    answer = api.post(NEW)
    assert answer.status_code == 200
    assert not {"Sunset", "Deprecation", "Link"} & set(answer.headers)
    assert "deprecated" not in answer.json()["extensions"]


@pytest.mark.usefixtures("keywords_go", "brugge_agreement")
def test_a_stream_tells_what_goes_before_its_first_event(api: Any) -> None:
    stream = api.post("subscription { publicServiceEvents { record { keywords } } }", accept="text/event-stream")
    assert stream["Sunset"] == "Wed, 30 Jun 2027 22:00:00 GMT"
    stream.close()


@pytest.mark.usefixtures("keywords_go")
def test_the_page_tells_a_stranger_what_goes_and_what_changed(aalst: Tenant, client_for: Any) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = client_for(aalst).get(CHANGES, headers={"accept-language": "en"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "<code>PublicService.keywords</code>" in text
    assert "<code>PublicService.themes</code>" in text
    assert "The schema is published" in text
    assert len(asked) <= 8


def test_the_page_says_so_when_nothing_goes(aalst: Tenant, client_for: Any) -> None:
    page = client_for(aalst).get(CHANGES, headers={"accept-language": "en"}).content.decode()
    assert "Nothing is deprecated at this moment." in page
    assert "<table" not in page
