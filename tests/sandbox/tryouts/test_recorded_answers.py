"""What an agency recorded answers the calls of a municipality's try-out."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from tests.sandbox.contracts.recorded.recordings import GRANT, entry, har
from tests.sandbox.demo_contracts import demo_contract
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.catalogue.services import ServiceDetails, publish_service
from vlavirgem_sandbox.catalogue.upload import ContractFile
from vlavirgem_sandbox.tryouts.services import issue_key, open_tryout
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope


def test_the_recorded_call_is_answered_as_recorded_and_another_is_not(
    agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    with tenant_scope(agency):
        published = publish_service(
            actor=Actor.system(agency),
            file=demo_contract("energieadvies.yaml"),
            details=ServiceDetails(name="Advies"),
            recording=ContractFile(data=har(entry(), entry("/bestaat/niet")), filename="opname.har"),
        )
    with tenant_scope(aalst):
        version = ServiceVersion.objects.select_related("service__owner").get(pk=published.version.pk)
        tryout = open_tryout(actor=Actor.system(aalst), version=version)
        key = issue_key(actor=Actor.system(aalst), tryout=tryout, label="x").secret.text
    program = client_for(aalst, HTTP_X_API_KEY=key)
    address = f"{tryout.base_path}/maatregelen/MUUR/premie"

    same = program.get(f"{address}?incomeCategory=2")
    wrong = program.get(f"{address}?incomeCategory=9")

    assert (published.examples, published.left_out) == (1, 1)
    assert same.json() == GRANT
    assert wrong.status_code == 400
