"""A write that is sent again under its Idempotency-Key is done once, and answered as it was."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.graphql.gateway.conftest import Api, code_of
from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_graphql.gateway.kept_answers import _LOCK, KEPT_FOR
from vlavirgem_graphql.gateway.models import GatewayKey, KeptAnswer
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope
from vlavirgem_tenants.wall.owner import owner_session

OPEN = 'mutation($t: String!) { openDataset(kind: "association", title: $t) { dataset { id } } }'


def send(api: Api, title: str, key: str = "bouw-17") -> Any:
    return api.post(OPEN, {"t": title}, **{"idempotency-key": key})


def titles_of(tenant: Tenant) -> list[str]:
    with tenant_scope(tenant):
        return list(Dataset.objects.values_list("title", flat=True))


def test_a_repeat_gets_the_first_answer_and_does_nothing(writer: Api, aalst: Tenant) -> None:
    # Given a write, and that its dataset got another title since
    first = send(writer, "Eerste")
    with tenant_scope(aalst):
        Dataset.objects.update(title="Hernoemd")
    # When it is sent again
    again = send(writer, "Eerste")
    # Then it is answered as it was, says so, and made nothing
    assert again.json() == first.json()
    assert ("Idempotency-Replayed" in first.headers, again.headers["Idempotency-Replayed"]) == (False, "true")
    assert titles_of(aalst) == ["Hernoemd"]


def test_the_key_may_stand_in_quotes_as_the_draft_has_it(writer: Api) -> None:
    send(writer, "Eerste")
    assert send(writer, "Eerste", '"bouw-17"').headers["Idempotency-Replayed"] == "true"


def test_another_key_or_another_program_is_another_write(writer: Api, aalst: Tenant, api_for: Any) -> None:
    send(writer, "Eerste")
    assert "Idempotency-Replayed" not in send(writer, "Eerste", "bouw-18").headers
    other = api_for(aalst, scopes=("data",))
    assert "Idempotency-Replayed" not in send(other, "Tweede").headers
    assert sorted(titles_of(aalst)) == ["Eerste", "Tweede"]


def test_a_key_that_came_with_another_request_is_refused(writer: Api, aalst: Tenant) -> None:
    send(writer, "Eerste")
    refused = send(writer, "Tweede")
    assert (refused.status_code, code_of(refused)) == (422, "IDEMPOTENCY_KEY_USED")
    assert titles_of(aalst) == ["Eerste"]


@pytest.mark.parametrize("key", ["x" * 201, "a\u00adb"])
def test_a_key_that_cannot_be_kept_is_refused(writer: Api, aalst: Tenant, key: str) -> None:
    refused = send(writer, "Eerste", key.encode().decode("latin-1"))
    assert (refused.status_code, code_of(refused)) == (422, "IDEMPOTENCY_KEY_UNREADABLE")
    assert titles_of(aalst) == []
    assert send(writer, "Eerste", "x" * 200).status_code == 200


def test_a_write_that_was_refused_may_be_sent_again(writer: Api, aalst: Tenant) -> None:
    assert "errors" in send(writer, "").json()
    assert "errors" not in send(writer, "Eerste").json()
    assert titles_of(aalst) == ["Eerste"]


def test_an_answer_is_kept_for_a_day(writer: Api, aalst: Tenant) -> None:
    # Given answers of a moment less, and of a moment more, than a day ago
    send(writer, "Jong", "jong")
    send(writer, "Oud", "oud")
    with tenant_scope(aalst):
        day = timezone.now() - KEPT_FOR
        KeptAnswer.objects.filter(idempotency_key="jong").update(answered_at=day + timedelta(minutes=1))
        KeptAnswer.objects.filter(idempotency_key="oud").update(answered_at=day)
    # Then the first is given, and the second write is done anew: the key serves another request
    assert send(writer, "Jong", "jong").headers["Idempotency-Replayed"] == "true"
    assert "errors" not in send(writer, "Nieuw", "oud").json()
    with tenant_scope(aalst):
        assert KeptAnswer.objects.count() == 2


def test_a_write_that_is_being_done_is_not_done_twice(writer: Api, aalst: Tenant) -> None:
    # Given that the same write is being done by another process
    with tenant_scope(aalst):
        caller = GatewayKey.objects.get().pk
    with owner_session() as other:
        other.execute(_LOCK.replace("_xact", ""), [f"gateway_kept_answer|{caller}|bouw-17"])
        # When it comes again, then it is told to come back
        refused = send(writer, "Eerste")
        assert (refused.status_code, code_of(refused)) == (409, "IDEMPOTENCY_KEY_AT_WORK")
        assert (refused.headers["Retry-After"], titles_of(aalst)) == ("1", [])
    # And once that is over it is done
    assert send(writer, "Eerste").status_code == 200


def test_a_query_is_asked_anew_each_time(writer: Api) -> None:
    key = {"idempotency-key": "lezen"}
    assert writer.post("{ datasets { totalCount } }", None, **key).json()["data"]["datasets"]["totalCount"] == 0
    send(writer, "Eerste")
    again = writer.post("{ datasets { totalCount } }", None, **key)
    assert again.json()["data"]["datasets"]["totalCount"] == 1
