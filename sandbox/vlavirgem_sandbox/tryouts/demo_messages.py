"""What Mechelen tries of services that send messages: documents that are delivered, and addresses that change."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone

from vlavirgem_sandbox.tryouts.demo_counter import Counter
from vlavirgem_sandbox.tryouts.services_messages import PlanWish, plan_message, send_message
from vlavirgem_tenants.people.actors import Actor

DOCUMENTS: Final = ("digitaal", "documentlevering")
ADDRESSES: Final = ("digitaal", "adreswijzigingen")
DOCUMENTS_NAME: Final = "Attesten in de e-box"
ADDRESSES_NAME: Final = "Adressen bijhouden"
_DELIVERED: Final = "documentBezorgd (POST /documenten)"
_ADDED: Final = "adresToegevoegd (adressen/{nisCode}/wijzigingen)"
_CHANGED: Final = "adresGewijzigd (adressen/{nisCode}/wijzigingen)"
_RENAMED: Final = "straatHernoemd (adressen/{nisCode}/wijzigingen)"
_A_DAY: Final = 24 * 60
_TITLES: Final = ("Attest van woonst", "Uittreksel geboorteakte", "Attest gezinssamenstelling")


def deliver_documents(counter: Counter, actor: Actor) -> None:
    """Three documents last week; of each the try-out is told, two minutes later, that it was delivered."""
    counter.moment = timezone.now() - timedelta(days=6)
    wish = PlanWish(message=_DELIVERED, operation="POST /documenten", delay_seconds=120)
    plan_message(actor=actor, tryout=counter.tryout, wish=wish, made_at=counter.moment)
    for number, title in enumerate(_TITLES):
        document = {
            "title": title,
            "documentType": "attest",
            "recipient": f"TP-0004{number}",
            "language": "nl",
            "file": {"name": "attest.pdf", "mediaType": "application/pdf", "sizeInBytes": 48213 + number},
            "callbackUrl": "https://loket.mechelen.example/bezorgd",
        }
        counter.call("POST", "/documenten", body=document)


def follow_addresses(counter: Counter, actor: Actor) -> None:
    """Messages on a wish, one that Mechelen sends itself (first wrong, then right), and one a day from now on."""
    counter.moment = timezone.now() - timedelta(days=3)
    for hours, key in enumerate((_ADDED, _ADDED, _CHANGED, _RENAMED)):
        moment = counter.moment + timedelta(hours=hours)
        send_message(actor=actor, tryout=counter.tryout, key=key, sent_at=moment)
    counter.moment += timedelta(hours=5)
    counter.call("POST", "/adressen/meldingen", body={"addressId": "100234", "reason": "wrong-number"})
    told = {"addressId": "ADR-100234", "reason": "wrong-number", "remark": "Op de gevel staat 16."}
    counter.call("POST", "/adressen/meldingen", body=told)
    wish = PlanWish(message=_CHANGED, every_minutes=_A_DAY)
    plan_message(actor=actor, tryout=counter.tryout, wish=wish)
