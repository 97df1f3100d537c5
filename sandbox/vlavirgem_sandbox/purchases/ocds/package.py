"""The package and its one release, put together from the sections."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from vlavirgem_sandbox.purchases.commitments import demands
from vlavirgem_sandbox.purchases.models import JointPurchase, Stage
from vlavirgem_sandbox.purchases.ocds import outcome
from vlavirgem_sandbox.purchases.ocds.parties import buying_along, parties, tenant_reference
from vlavirgem_sandbox.purchases.ocds.planning import planning
from vlavirgem_sandbox.purchases.ocds.tender import tender

VERSION = "1.1"
# A publisher's real prefix is given out by the Open Contracting Partnership; a rehearsal must not look like one.
OCID_PREFIX = "ocds-vvg000"


def release_package(purchase: JointPurchase) -> dict[str, Any]:
    """The whole purchase as the current tenant may see it, ready for ``json.dumps``.

    Source: Open Contracting Data Standard 1.1.5, release package schema. A file made on demand is dated with the last
    change to what it holds.
    """
    release = _release(purchase)
    return {
        "uri": purchase.owner.address + reverse("purchases:ocds", args=[purchase.pk]),
        "version": VERSION,
        "publishedDate": release["date"],
        "publisher": _publisher(purchase),
        "releases": [release],
    }


def _release(purchase: JointPurchase) -> dict[str, Any]:
    wanted = demands(purchase)
    requirements = list(purchase.requirements.all().with_text())
    bids = list(purchase.bids.all())
    awards = list(purchase.awards.select_related("lot", "bid"))
    contracts = list(purchase.call_offs.select_related("lot", "owner").order_by("created_at"))
    changed = max([purchase.updated_at, *(placed.updated_at for placed in contracts)])
    ocid = f"{OCID_PREFIX}-{purchase.pk}"
    release: dict[str, Any] = {
        "ocid": ocid,
        "id": f"{ocid}-{changed:%Y%m%d%H%M%S}",
        "date": changed.isoformat(),
        "tag": _tags(purchase, awarded=bool(awards), called_off=bool(contracts)),
        "initiationType": "tender",
        "language": "nl",
        "parties": parties(purchase, buying_along(purchase, wanted, contracts), bids, awards),
        "buyer": tenant_reference(purchase.owner),
        "planning": planning(purchase, wanted, requirements),
        "tender": tender(
            purchase,
            lots=[demand.lot for demand in wanted],
            requirements=requirements,
            criteria=list(purchase.criteria.all()),
            bids=bids,
        ),
    }
    if awards:
        release["awards"] = [outcome.award(purchase, made) for made in awards]
    if contracts:
        release["contracts"] = [outcome.contract(placed) for placed in contracts]
    return release


def _tags(purchase: JointPurchase, *, awarded: bool, called_off: bool) -> list[str]:
    """OCDS 1.1, code list releaseTag: every section that the release is about."""
    tags = ["planning"]
    if purchase.stage != Stage.PREPARING:
        tags.append("tender")
    if awarded:
        tags.append("award")
    if called_off:
        tags.append("contract")
    return tags


def _publisher(purchase: JointPurchase) -> dict[str, str]:
    publisher = {"name": purchase.owner.name}
    if purchase.owner.kbo_number:
        publisher |= {"scheme": "BE-BCE_KBO", "uid": purchase.owner.kbo_number}
    return publisher
