"""What the gateway shows of a joint purchase to whom: the measure is what its pages show."""

from __future__ import annotations

import base64
from typing import Any

from tests.graphql.gateway.conftest import Api
from tests.graphql.gateway.domain_purchases import open_purchase
from vlavirgem_sandbox.purchases.models import Commitment
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope

QUERY = """{ jointPurchases(first: 5) { nodes { buyer { slug } participants { nodes { organisation { slug } } }
    commitments { nodes { quantity organisation { slug } } } awards { nodes { supplier unitPrice decidedBy } } } } }"""


def test_a_purchase_is_read_alike_by_who_takes_part_and_by_nobody_else(
    api: Api, api_for: Any, aalst: Tenant, brugge: Tenant, genk: Tenant
) -> None:
    purchase = open_purchase(brugge, aalst, left=genk)
    (seen,) = api.ask(QUERY)["data"]["jointPurchases"]["nodes"]
    assert api_for(brugge).ask(QUERY)["data"]["jointPurchases"]["nodes"] == [seen]
    assert seen["awards"]["nodes"] == [{"supplier": "Firma", "unitPrice": "12.50", "decidedBy": "Cis"}]
    assert api_for(genk).ask(QUERY)["data"]["jointPurchases"]["nodes"] == []
    asked = base64.b64encode(f"JointPurchase:{purchase.pk}".encode()).decode()
    assert api_for(genk).ask(f'{{ node(id: "{asked}") {{ id }} }}')["data"]["node"] is None
    assert api.ask(f'{{ node(id: "{asked}") {{ id }} }}')["data"]["node"] == {"id": asked}


def test_what_a_withdrawn_participant_left_counts_no_more_and_is_shown_to_nobody(
    api: Api, api_for: Any, aalst: Tenant, brugge: Tenant, genk: Tenant
) -> None:
    open_purchase(brugge, aalst, left=genk)
    (seen,) = api.ask(QUERY)["data"]["jointPurchases"]["nodes"]
    assert {one["organisation"]["slug"] for one in seen["commitments"]["nodes"]} == {"brugge", "aalst"}
    for tenant, found in ((genk, False), (aalst, True)):
        with tenant_scope(tenant):
            left = Commitment.objects.get(owner=tenant)
        asked = base64.b64encode(f"Commitment:{left.pk}".encode()).decode()
        answer = api_for(tenant).ask(f'{{ node(id: "{asked}") {{ id }} }}')
        assert (answer["data"]["node"] is not None) == found
