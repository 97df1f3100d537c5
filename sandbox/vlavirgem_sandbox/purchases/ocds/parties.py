"""Who takes part: the organisations that buy, and the bidders by their KBO number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from vlavirgem_sandbox.purchases.commitments import Demand
from vlavirgem_sandbox.purchases.models import Award, Bid, CallOff, JointPurchase
from vlavirgem_tenants.directory.models import Tenant

KBO_SCHEME = "BE-BCE_KBO"  # the code that org-id.guide gives to the Crossroads Bank for Enterprises


def tenant_reference(tenant: Tenant) -> dict[str, str]:
    """A tenant as OCDS refers to it."""
    return {"id": _tenant_id(tenant), "name": tenant.name}


def supplier_reference(bid: Bid) -> dict[str, str]:
    """A supplier as OCDS refers to it."""
    return {"id": f"{KBO_SCHEME}-{bid.kbo_number}", "name": bid.supplier}


def buying_along(purchase: JointPurchase, wanted: Iterable[Demand], placed: Iterable[CallOff]) -> list[Tenant]:
    """Who committed a quantity or called off, besides who runs the purchase; an invitation alone makes no buyer."""
    committed = [commitment.owner for demand in wanted for commitment in demand.commitments]
    found = dict.fromkeys([*committed, *(call_off.owner for call_off in placed)])
    return sorted((tenant for tenant in found if tenant.pk != purchase.owner_id), key=lambda tenant: tenant.name)


def parties(
    purchase: JointPurchase, along: Sequence[Tenant], bids: Iterable[Bid], awards: Iterable[Award]
) -> list[dict[str, Any]]:
    """Everybody that the release refers to, each once, with all roles."""
    winners = {award.bid_id for award in awards}
    return [
        _tenant_party(purchase.owner, ["buyer", "procuringEntity"]),
        *(_tenant_party(tenant, ["buyer"]) for tenant in along),
        *(_supplier_party(bid, wins=bid.pk in winners) for bid in bids),
    ]


def _tenant_id(tenant: Tenant) -> str:
    return f"{KBO_SCHEME}-{tenant.kbo_number}" if tenant.kbo_number else f"VVG-{tenant.slug}"


def _tenant_party(tenant: Tenant, roles: list[str]) -> dict[str, Any]:
    party: dict[str, Any] = {**tenant_reference(tenant), "roles": roles, "address": {"countryName": "België"}}
    if tenant.kbo_number:
        party["identifier"] = {"scheme": KBO_SCHEME, "id": tenant.kbo_number, "legalName": tenant.name}
    if tenant.ovo_code:
        party["additionalIdentifiers"] = [{"scheme": "BE-OVO", "id": tenant.ovo_code, "legalName": tenant.name}]
    return party


def _supplier_party(bid: Bid, *, wins: bool) -> dict[str, Any]:
    return {
        **supplier_reference(bid),
        "identifier": {"scheme": KBO_SCHEME, "id": bid.kbo_number, "legalName": bid.supplier},
        "roles": ["tenderer", "supplier"] if wins else ["tenderer"],
    }
