"""The pages on which endpoints are registered and removed."""

from __future__ import annotations

from django.test import Client

from tests.sandbox.endpoints.conftest import FILLED, PAGE, endpoint
from tests.sandbox.real_service import SECRET
from vlavirgem_tenants.directory.models import Tenant


def test_a_developer_registers_an_endpoint_and_nobody_reads_its_key(developer: Client, agency: Tenant) -> None:
    assert developer.get(PAGE).status_code == 200

    answer = developer.post(f"{PAGE}register/", FILLED, follow=True)

    page = answer.content.decode()
    assert "Acceptatie" in page
    assert SECRET not in page
    assert endpoint(agency).secret() == SECRET


def test_a_wrong_address_is_told_at_its_field_and_the_key_is_not_sent_back(developer: Client) -> None:
    answer = developer.post(f"{PAGE}register/", {**FILLED, "base_url": "acceptatie"})

    assert answer.status_code == 422
    assert SECRET not in answer.content.decode()


def test_an_endpoint_is_removed_after_a_question(developer: Client, agency: Tenant) -> None:
    developer.post(f"{PAGE}register/", FILLED)
    address = f"{PAGE}{endpoint(agency).pk}/remove/"

    assert developer.get(address).status_code == 200
    assert endpoint(agency).removed_at is None
    developer.post(address)

    assert endpoint(agency).removed_at is not None
    again = developer.post(address)
    assert (again.status_code, again["Location"]) == (302, PAGE)
    assert developer.get(address).status_code == 404
