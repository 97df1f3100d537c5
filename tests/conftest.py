"""The ground of all tests: a database of their own behind the real wall, made once, copied for each session.

The embedded server is used unless ``VLAVIRGEM_TEST_DATABASE_ADMIN_URL`` names a superuser's login elsewhere. The made
database is kept between runs under the fingerprint of the migrations, so a second run starts in seconds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.utils.translation import override
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from psycopg import sql
from typer import Typer
from typer.testing import CliRunner, Result

from vlavirgem.database.bootstrap import GATE_SETTINGS, gate_setting
from vlavirgem_tenants.directory.finding import find_tenant, forget_hosts
from vlavirgem_tenants.directory.models import Tenant, TenantKind
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.models import User
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.provisioning.migrating import migrate_all, prepare_database
from vlavirgem_tenants.provisioning.tenants import TenantPlan, create_tenant
from vlavirgem_tenants.scope import tenant_scope

# A busy machine fails no test: how long an example takes is for `vlavirgem bench` to say.
hypothesis_settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("house")

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"
PASSWORD = "genoeg-letters-voor-een-test"
TENANTS = [
    TenantPlan(slug="net", name="Het netwerk", kind=TenantKind.NETWORK),
    TenantPlan(slug="agentschap", name="Proefagentschap", kind=TenantKind.AGENCY, ovo_code="OVO000001"),
    TenantPlan(slug="aalst", name="Aalst", kind=TenantKind.MUNICIPALITY, nis_code="41002"),
    TenantPlan(slug="brugge", name="Brugge", kind=TenantKind.MUNICIPALITY, nis_code="31005"),
    TenantPlan(slug="genk", name="Genk", kind=TenantKind.MUNICIPALITY, nis_code="71016"),
]


def _code_fingerprint() -> str:
    """One hash of all that decides what a freshly made database holds."""
    digest = hashlib.sha256()
    for room in ("vlavirgem", "tenants", "sandbox", "cms", "graphql"):
        for path in sorted((ROOT / room).rglob("*.py")):
            parts = path.parts
            if {"migrations", "models", "wall", "provisioning", "commons"} & set(parts) or path.stem in {
                "models",
                "provisioning",
                "base",
            }:
                digest.update(path.read_bytes())
    digest.update(Path(__file__).read_bytes())
    return digest.hexdigest()[:12]


def _use_database(name: str) -> None:
    connections["default"].close()
    connections.settings["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name
    settings.DATABASES["default"]["NAME"] = name
    forget_hosts()


def _admin(database: str = "postgres") -> psycopg.Connection:
    return psycopg.connect(**settings.ADMIN_ADDRESS.database(database).as_conninfo(), autocommit=True)


def _exists(name: str) -> bool:
    with _admin() as server:
        return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _copy(source: str, target: str) -> None:
    with _admin() as server:
        # Not in a transaction, and one at a time: the source must not be in use.
        server.execute("SELECT pg_advisory_lock(7391)")
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(target)))
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(target), sql.Identifier(source)))
        for setting in GATE_SETTINGS:
            server.execute(gate_setting(target, settings.DATABASE_ROLES, setting))
        owner, gate = settings.DATABASE_ROLES.owner, settings.DATABASE_ROLES.gate
        # Rights on the database itself are not copied with it.
        server.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(target)))
        server.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(*map(sql.Identifier, (target, gate))))
        server.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(*map(sql.Identifier, (target, owner))))


def _drop(name: str) -> None:
    with _admin() as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def made_database(django_db_blocker: Any) -> Iterator[str]:
    """The name of a database with the test tenants, made when the code's fingerprint changed. Never used itself."""
    server = settings.ENVIRONMENT.embedded
    with server.running(durable=False):
        name = f"vvg_made_{_code_fingerprint()}"
        with _admin() as lock:
            lock.execute("SELECT pg_advisory_lock(7390)")  # the workers of pytest-xdist make it once
            if not _exists(name):
                with django_db_blocker.unblock():
                    _make(name)
        yield name


def _make(name: str) -> None:
    draft = f"{name}_draft"
    _drop(draft)
    _use_database(draft)
    prepare_database()
    migrate_all()
    for plan in TENANTS:
        create_tenant(plan)
    for plan in TENANTS:
        _add_people(find_tenant(plan.slug))
    connections["default"].close()
    with _admin() as server:
        server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (draft, name))))


def _add_people(tenant: Tenant) -> None:
    from vlavirgem_tenants.people.services import add_person

    with tenant_scope(tenant):
        for role in Role:
            email = f"{role.value}@{tenant.slug}.example"
            add_person(
                actor=Actor.system(tenant),
                email=email,
                name=f"{role.label} {tenant.name}",
                roles=[role],
                password=PASSWORD,
            )


@pytest.fixture(scope="session")
def django_db_setup(made_database: str, worker_id: str, django_db_blocker: Any) -> Iterator[None]:
    """pytest-django's hook: this session's own copy."""
    name = f"vvg_run_{worker_id}"
    with django_db_blocker.unblock():
        _copy(made_database, name)
        _use_database(name)
        yield
        connections["default"].close()
        _drop(name)


@pytest.fixture(autouse=True)
def _no_remembered_hosts() -> None:
    forget_hosts()


@pytest.fixture
def own_database(made_database: str, worker_id: str, django_db_blocker: Any) -> Iterator[str]:
    """A copy for one test that commits for real: threads, connections that are lost, migrations."""
    name = f"vvg_own_{worker_id}"
    with django_db_blocker.unblock():
        before = connections.settings["default"]["NAME"]
        _copy(made_database, name)
        _use_database(name)
        yield name
        _use_database(before)
        _drop(name)


@pytest.fixture
def network(db: None) -> Tenant:
    return find_tenant("net")


@pytest.fixture
def agency(db: None) -> Tenant:
    return find_tenant("agentschap")


@pytest.fixture
def aalst(db: None) -> Tenant:
    return find_tenant("aalst")


@pytest.fixture
def brugge(db: None) -> Tenant:
    return find_tenant("brugge")


@pytest.fixture
def genk(db: None) -> Tenant:
    return find_tenant("genk")


@pytest.fixture
def actor_of() -> Callable[..., Actor]:
    """``actor_of(aalst, Role.BUYER)``: somebody who acts for a tenant in these roles."""

    def make(tenant: Tenant, *roles: Role) -> Actor:
        with tenant_scope(tenant):
            user = User.objects.get(username=f"{(roles or (Role.ADMINISTRATOR,))[0].value}@{tenant.slug}.example")
        return Actor(
            tenant=tenant, name=user.name, person_id=user.person_id, roles=frozenset(roles or (Role.ADMINISTRATOR,))
        )

    return make


@pytest.fixture
def client_for() -> Callable[..., Client]:
    """``client_for(aalst, Role.BUYER)``: a browser on the tenant's host, signed in; without a role: a stranger."""

    def make(tenant: Tenant, role: Role | None = None, **extra: Any) -> Client:
        client = Client(HTTP_HOST=tenant.host, **extra)
        if role is not None:
            with tenant_scope(tenant):
                client.force_login(User.objects.get(username=f"{role.value}@{tenant.slug}.example"))
        return client

    return make


@pytest.fixture
def command(settings: Any) -> Callable[..., Result]:
    """``command(app, "list", "--json")``: run a word of ``vlavirgem``; it finds the database running."""
    settings.ENVIRONMENT = SimpleNamespace(embedded=None)

    def run(app: Typer, *words: str, **more: Any) -> Result:
        return CliRunner().invoke(app, list(words), **more)

    return run


@pytest.fixture
def shared_data() -> Path:
    """The folder of real input; tests that need it are skipped where it is absent."""
    if not SHARED_DATA.exists():
        pytest.skip(f"no real input here: {SHARED_DATA} is absent")
    return SHARED_DATA


@pytest.fixture
def in_english() -> Iterator[None]:
    """What is called in the test itself speaks English, as a command does in a shell of which the language is C."""
    with override("en"):
        yield
