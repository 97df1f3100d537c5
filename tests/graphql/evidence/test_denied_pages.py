"""Who is refused a page for want of a role sees under which id that is on record."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.test import Client

from vlavirgem_graphql.exchange.models import ExchangeEvent
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

PAGE = "/data/evidence/persons/"


def denials(tenant: Tenant) -> list[ExchangeEvent]:
    with tenant_scope(tenant):
        return list(ExchangeEvent.objects.filter(kind="denied"))


def test_a_refused_page_names_its_event_and_that_event_can_be_opened_and_proved(
    aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    reader = client_for(aalst, Role.READER)

    page = reader.get(PAGE, {"q": "wat iemand zocht"})

    (event,) = denials(aalst)
    assert page.status_code == 403
    assert f"/data/evidence/{event.pk}/" in page.text
    detail = json.loads(event.payload)["detail"]
    assert detail == {"page": PAGE, "method": "GET", "reason": "role-needed"}
    assert reader.get(f"/data/evidence/{event.pk}/").status_code == 200
    assert reader.get(f"/evidence/{event.pk}").json()["id"] == str(event.pk)


@pytest.mark.parametrize(
    ("headers", "place"),
    [({"HX-Request": "true"}, "This refusal is on record: {}"), ({"Accept": "application/json"}, '"evidence": "{}"')],
)
def test_programs_and_parts_of_pages_are_told_too(
    aalst: Tenant, client_for: Callable[..., Client], headers: dict[str, str], place: str
) -> None:
    said = client_for(aalst, Role.READER).get(PAGE, headers={"Accept-Language": "en", **headers}).text
    (event,) = denials(aalst)
    assert place.format(event.pk) in said


def test_who_may_see_the_page_or_is_not_signed_in_leaves_nothing_on_record(
    aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    assert client_for(aalst, Role.ADMINISTRATOR).get(PAGE).status_code == 200
    assert Client(headers={"host": aalst.host}).get(PAGE).status_code == 302
    assert denials(aalst) == []
