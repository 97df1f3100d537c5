"""The demo's services: three agencies, each with a contract of our own making."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from vlavirgem_sandbox.catalogue.models import Theme
from vlavirgem_sandbox.catalogue.services import ServiceDetails, publish_service
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
)


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
