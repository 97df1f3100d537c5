"""The demo town's organisations and people. What they do there is told by each room's own ``demo.py``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from vlavirgem_tenants.directory.models import Tenant, TenantKind
from vlavirgem_tenants.municipalities.register import find_municipality
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.models import User
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.people.services import add_person
from vlavirgem_tenants.provisioning.tenants import TenantPlan, create_tenant
from vlavirgem_tenants.scope import tenant_scope
from vlavirgem_tenants.wall.connection import this_connection

DEMO_PASSWORD = "proeftuin-2026"  # noqa: S105 - printed on the terminal; the demo holds test data only

_MUNICIPAL_ROLES = (Role.ADMINISTRATOR, Role.PILOT_LEAD, Role.BUYER, Role.EDITOR, Role.DEVELOPER, Role.READER)
_AGENCY_ROLES = (Role.ADMINISTRATOR, Role.DEVELOPER, Role.READER)
# Fictitious people, by role and place in the town.
_FIRST_NAMES = (
    "Amina",
    "Bram",
    "Chantal",
    "Dries",
    "Els",
    "Farid",
    "Griet",
    "Hanne",
    "Imran",
    "Jozefien",
    "Kobe",
    "Lotte",
)
_LAST_NAMES = ("Achterberg", "Beeldens", "Claeskens", "Duynslager", "Everwijn", "Fonteyne", "Goedleven")


@dataclass(frozen=True)
class Place:
    """An organisation of the demo town; ``plan`` is None for a municipality, which the register knows."""

    slug: str
    roles: tuple[Role, ...]
    plan: TenantPlan | None = None


def _other(slug: str, name: str, kind: TenantKind, roles: tuple[Role, ...], ovo: str = "") -> Place:
    return Place(slug, roles, TenantPlan(slug=slug, name=name, kind=kind, ovo_code=ovo))


TOWN: tuple[Place, ...] = (
    _other("net", "VlaVirGem-netwerk", TenantKind.NETWORK, (Role.ADMINISTRATOR, Role.EDITOR)),
    _other("abb", "Agentschap Binnenlands Bestuur", TenantKind.AGENCY, _AGENCY_ROLES, "OVO001835"),
    _other("veka", "Vlaams Energie- en Klimaatagentschap", TenantKind.AGENCY, _AGENCY_ROLES),
    _other("digitaal", "Digitaal Vlaanderen", TenantKind.AGENCY, _AGENCY_ROLES, "OVO002949"),
    *(
        Place(slug, _MUNICIPAL_ROLES)
        for slug in ("mechelen", "aalst", "genk", "leuven", "brugge", "geel", "zottegem", "diksmuide")
    ),
)


@dataclass(frozen=True)
class DemoTown:
    """The town, for the rooms that fill it."""

    tenants: dict[str, Tenant]

    def tenant(self, slug: str) -> Tenant:
        """An organisation by its short name."""
        return self.tenants[slug]

    def actor(self, slug: str, role: Role) -> Actor:
        """The demo person who has ``role`` there."""
        tenant = self.tenants[slug]
        with tenant_scope(tenant):
            return Actor.of_user(tenant, User.objects.get(username=demo_email(slug, role)))


def demo_email(slug: str, role: Role) -> str:
    """The sign-in name of the demo person with ``role``."""
    return f"{role.value}@{slug}.example"


def build_town(say: Callable[[str], None]) -> DemoTown:
    """Make the organisations and people that are not there yet."""
    this_connection().set_schema_to_public()
    with transaction.atomic():
        known = {tenant.slug: tenant for tenant in Tenant.objects.all()}
    for number, place in enumerate(TOWN):
        say(place.slug)
        tenant = known.get(place.slug)
        if tenant is None:
            plan = place.plan or TenantPlan.of_municipality(find_municipality(place.slug))
            tenant = known[place.slug] = create_tenant(plan)
        with tenant_scope(tenant):
            present = set(User.objects.values_list("username", flat=True))
            for role in place.roles:
                if demo_email(place.slug, role) not in present:
                    _add(tenant, role, number)
    return DemoTown(known)


def _add(tenant: Tenant, role: Role, number: int) -> None:
    order = list(Role).index(role)
    first, last = (number + 5 * order) % len(_FIRST_NAMES), (2 * number + order) % len(_LAST_NAMES)
    add_person(
        actor=Actor.system(tenant),
        email=demo_email(tenant.slug, role),
        name=f"{_FIRST_NAMES[first]} {_LAST_NAMES[last]}",
        roles=[role],
        password=DEMO_PASSWORD,
    )
