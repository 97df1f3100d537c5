"""A chain that goes along with a blueprint: without keys, addresses and what nobody needs; and how it arrives."""

from __future__ import annotations

import json

import pytest

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.chains.arazzo.reading import check_arazzo
from vlavirgem_sandbox.chains.models import Chain, ChainState
from vlavirgem_sandbox.chains.services import Origin, new_chain
from vlavirgem_sandbox.chains.travelling import arrived_chains, chain_names, chain_to_travel, take_over
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_sandbox.tryouts.services import open_tryout
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

ORIGIN = Origin(owner="Mechelen", title="Loket zonder papier", url="/pilots/x/")


def test_chain_goes_along_with_the_services_in_the_place_of_its_tryouts(
    in_aalst: Tenant, chain: Chain, tryouts: dict[str, TryOut]
) -> None:
    # given
    chain.document["x-own"] = "Intern"
    chain.document["workflows"][0]["steps"][0]["x-note"] = "Intern"
    register = tryouts["Verenigingsregister"]
    chain.document["info"]["description"] = f"Zie https://aalst.example/try/{register.public_id}/verenigingen"
    chain.save()

    # when
    going = chain_to_travel(chain.pk)

    # then
    assert going is not None
    written = json.dumps(going.document)
    assert "Intern" not in written
    assert not any(tryout.public_id in written or str(tryout.pk) in written for tryout in tryouts.values())
    assert {source["url"] for source in going.document["sourceDescriptions"]} == {
        tryout.service_url for tryout in tryouts.values()
    }
    assert going.services["verenigingsregister"].version == 1
    assert check_arazzo(going.document).description is not None
    assert going.document["workflows"][0]["inputs"] == chain.document["workflows"][0]["inputs"]


def test_chain_with_a_key_in_it_stays(in_aalst: Tenant, chain: Chain) -> None:
    # given
    parameters = chain.document["workflows"][0]["steps"][0]["parameters"]
    parameters.append({"name": "X-Api-Key", "in": "header", "value": "geheim"})
    chain.save()

    # when
    with pytest.raises(Refusal) as refused:
        chain_to_travel(chain.pk)

    # then
    assert (refused.value.code, refused.value.place) == ("key-in-chain", "/workflows/0/steps/0/parameters/1/value")
    parameters[-1]["value"] = "$inputs.naam"
    chain.save()
    assert chain_to_travel(chain.pk) is not None


def test_chain_that_is_not_ready_cannot_go_along(in_aalst: Tenant, chain: Chain) -> None:
    draft = new_chain(actor=Actor.system(in_aalst), name="Leeg")
    assert chain_names() == {chain.pk: chain.name}
    assert chain_to_travel(draft.pk) is None


def test_chain_arrives_over_the_tryouts_that_fit_and_says_which_are_missing(
    aalst: Tenant, brugge: Tenant, chain: Chain
) -> None:
    # given
    with tenant_scope(aalst):
        going = chain_to_travel(chain.pk)
        assert going is not None
        own = take_over(actor=Actor.system(aalst), name=going.name, document=going.document, origin=ORIGIN)
        assert Chain.objects.get(pk=own).state == ChainState.ACTIVE

    # when
    with tenant_scope(brugge):
        arrived = take_over(actor=Actor.system(brugge), name=going.name, document=going.document, origin=ORIGIN)

        # then
        [told] = arrived_chains(ORIGIN.url)
        taken = Chain.objects.get(pk=arrived)
        assert (told.id, taken.state, taken.origin_owner) == (arrived, ChainState.DRAFT, "Mechelen")
        assert {service.name: service.url for service in told.missing} == {
            source: service.url for source, service in going.services.items()
        }
        assert taken.events.get().detail == "Mechelen: Loket zonder papier"


def test_tryout_opened_after_the_chain_arrived_is_named_as_the_one_that_fits(
    aalst: Tenant, brugge: Tenant, chain: Chain, tryouts: dict[str, TryOut]
) -> None:
    # given
    with tenant_scope(aalst):
        going = chain_to_travel(chain.pk)
    assert going is not None
    with tenant_scope(brugge):
        actor = Actor.system(brugge)
        take_over(actor=actor, name=going.name, document=going.document, origin=ORIGIN)

        # when
        version = ServiceVersion.objects.select_related("service__owner").get(pk=tryouts["Energieadvies"].version_id)
        open_tryout(actor=actor, version=version, name="Premies in Brugge")

        # then
        [told] = arrived_chains(ORIGIN.url)
        assert {service.name: service.fitting for service in told.missing} == {
            "verenigingsregister": "",
            "energieadvies": "Premies in Brugge",
            "documentlevering": "",
        }
