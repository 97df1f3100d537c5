"""The demo's services: three agencies, each with a contract of our own making."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from vlavirgem_sandbox.catalogue.describing import Description
from vlavirgem_sandbox.catalogue.models import Message, MessageKind, Service, Theme
from vlavirgem_sandbox.catalogue.services import ServiceDetails, publish_service
from vlavirgem_sandbox.catalogue.services_describing import describe_service, plan_line
from vlavirgem_sandbox.catalogue.services_feedback import ask, mark_replies_seen, plan_wish
from vlavirgem_sandbox.catalogue.upload import ContractFile
from vlavirgem_tenants.demo import DemoTown
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


@dataclass(frozen=True, kw_only=True)
class DemoService:
    """Which agency publishes which contract, and what it says of it."""

    agency: str
    filename: str
    details: ServiceDetails


SERVICES: Final = (
    DemoService(
        agency="abb",
        filename="verenigingsregister.yaml",
        details=ServiceDetails(
            name="Verenigingsregister",
            summary="Registreer een vereniging aan het loket, zoek ze op, pas haar gegevens aan of schrap ze.",
            theme=Theme.LEISURE,
        ),
    ),
    DemoService(
        agency="veka",
        filename="energieadvies.yaml",
        details=ServiceDetails(
            name="Energieadvies",
            summary="Bereken wat een maatregel aan een woning oplevert, en welke premie de eigenaar kan krijgen.",
            theme=Theme.ENVIRONMENT,
        ),
    ),
    DemoService(
        agency="digitaal",
        filename="documentlevering.yaml",
        details=ServiceDetails(
            name="Documentlevering",
            summary="Lever een document aan een burger of een bedrijf, en volg of het is aangekomen.",
            theme=Theme.GOVERNMENT,
        ),
    ),
    DemoService(
        agency="digitaal",
        filename="adreswijzigingen.yaml",
        details=ServiceDetails(
            name="Adreswijzigingen",
            summary="Krijg een bericht als er in je gemeente een adres bijkomt of verandert, en meld wat niet klopt.",
            theme=Theme.BUILDING,
        ),
    ),
    DemoService(
        agency="abb",
        filename="verenigingen-zoeken.graphql",
        details=ServiceDetails(
            name="Verenigingen zoeken",
            summary="Zoek verenigingen op naam, gemeente en activiteit, en bewaar je zoekopdracht.",
            theme=Theme.LEISURE,
        ),
    ),
)


REGISTER: Final = Description(
    audience=("municipalities", "suppliers"),
    licence="EUPL-1.2",
    contact_name="Het registerteam",
    contact_email="register@abb.example",
    support_hours="Werkdagen van 9 tot 17 u.",
)
WISH: Final = "Kan een afdeling van een vereniging ook aan het loket geregistreerd worden?"


def fill(town: DemoTown) -> None:
    """Publish each service. A contract that is there already changes nothing."""
    for service in SERVICES:
        contract = files("vlavirgem_sandbox.catalogue") / "demo_contracts" / service.filename
        actor = town.actor(service.agency, Role.DEVELOPER)
        with tenant_scope(actor.tenant):
            publish_service(
                actor=actor,
                file=ContractFile(data=contract.read_bytes(), filename=service.filename),
                details=service.details,
            )
    _describe_the_register(town)


def _describe_the_register(town: DemoTown) -> None:
    """What its publisher tells besides the contract, and a wish of Mechelen that stands on its roadmap."""
    publisher = town.actor("abb", Role.DEVELOPER)
    with tenant_scope(publisher.tenant):
        register = Service.objects.select_related("owner").get(owner=publisher.tenant, slug="verenigingsregister")
        if register.description:
            return
        describe_service(actor=publisher, service=register, description=REGISTER)
        plan_line(actor=publisher, service=register, when="2027-Q1", what="Zoeken op activiteit en postcode")
    asker = town.actor("mechelen", Role.PILOT_LEAD)
    with tenant_scope(asker.tenant):
        service = Service.objects.select_related("owner").get(pk=register.pk)
        wish = ask(actor=asker, service=service, kind=MessageKind.WISH, text=WISH, to_all=True)
    with tenant_scope(publisher.tenant):
        asked = Message.objects.select_related("service__owner").get(pk=wish.pk)
        plan_wish(actor=publisher, message=asked, when="2027-Q2", what="Afdelingen van een vereniging registreren")
    with tenant_scope(asker.tenant):
        mark_replies_seen(actor=asker, message=wish, replies=wish.replies.values_list("pk", flat=True))
