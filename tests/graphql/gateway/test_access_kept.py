"""What a tenant may read is kept between requests, and never longer than it holds."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.graphql.gateway.conftest import agree
from vlavirgem_graphql.exchange.models import AccessMark, Agreement, Grant, Offer
from vlavirgem_graphql.gateway import access
from vlavirgem_graphql.gateway.access import Mark, access_under
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope

SERVICES = "{ publicServices { nodes { title } } }"


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The tenants whose grants were read, in turn."""
    found: list[int] = []
    find = access._find

    def noted(tenant_id: int) -> Any:
        found.append(tenant_id)
        return find(tenant_id)

    monkeypatch.setattr(access, "_find", noted)
    return found


def test_grants_are_read_once_for_many_requests(
    api: Any, aalst: Tenant, brugge_agreement: Agreement, looked_up: list[int]
) -> None:
    for _ in range(3):
        api.ask(SERVICES)

    assert looked_up == [aalst.pk]


def test_a_new_agreement_is_read_under_at_once(
    api: Any, aalst: Tenant, brugge_agreement: Agreement, genk_offer: Offer, looked_up: list[int]
) -> None:
    before = api.ask("{ publicServices { totalCount } }")["data"]["publicServices"]["totalCount"]
    agree(aalst, genk_offer)

    after = api.ask("{ publicServices { totalCount } }")["data"]["publicServices"]["totalCount"]

    assert after > before
    assert len(looked_up) == 2


def test_an_offer_that_is_withdrawn_is_gone_from_the_next_request(
    api: Any, brugge: Tenant, brugge_agreement: Agreement, brugge_offer: Offer
) -> None:
    assert api.ask(SERVICES)["data"]["publicServices"]["nodes"]

    with tenant_scope(brugge):
        Offer.objects.filter(pk=brugge_offer.pk).update(withdrawn_at=brugge_offer.published_at)

    assert api.ask(SERVICES)["errors"][0]["extensions"]["code"] == "AGREEMENT_REQUIRED"


def test_the_end_of_an_agreement_ends_what_was_kept_under_the_same_mark(
    aalst: Tenant, brugge_agreement: Agreement, looked_up: list[int]
) -> None:
    with tenant_scope(aalst):
        mark = str(AccessMark.objects.get().mark)
        grant = Grant.objects.get()
        end = int(grant.valid_until.timestamp() * 1_000_000)

        access_under(Mark(mark, end - 2), aalst.pk)
        access_under(Mark(mark, end - 1), aalst.pk)
        assert len(looked_up) == 1
        access_under(Mark(mark, end), aalst.pk)

    assert len(looked_up) == 2


def test_after_a_minute_grants_are_read_again_whatever_the_mark(
    aalst: Tenant, brugge_agreement: Agreement, looked_up: list[int]
) -> None:
    with tenant_scope(aalst):
        mark = str(AccessMark.objects.get().mark)

        access_under(Mark(mark, 0), aalst.pk)
        access_under(Mark(mark, 59_999_999), aalst.pk)
        assert len(looked_up) == 1
        access_under(Mark(mark, 60_000_000), aalst.pk)

    assert len(looked_up) == 2


def test_a_tenant_reads_its_own_mark_and_no_other(aalst: Tenant, brugge: Tenant, brugge_agreement: Agreement) -> None:
    with tenant_scope(brugge):
        assert not AccessMark.objects.filter(owner=aalst).exists()
    with tenant_scope(aalst):
        assert AccessMark.objects.filter(owner=aalst).exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE public.exchange_access_mark SET mark = gen_random_uuid()",
        "DELETE FROM public.exchange_access_mark",
        "SELECT public.exchange_mark_access(ARRAY[1])",
    ],
)
def test_no_tenant_changes_a_mark_by_itself(aalst: Tenant, brugge_agreement: Agreement, statement: str) -> None:
    with tenant_scope(aalst):
        before = AccessMark.objects.get().mark
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

        assert AccessMark.objects.get().mark == before
