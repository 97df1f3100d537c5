"""The page on which what a try-out remembers becomes records: who gets in, what it shows, what it does and refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from typer.testing import CliRunner

from tests.sandbox.demo_contracts import demo_contract
from vlavirgem.cli.dataset import app
from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.from_state.services import foresee_records, make_records, read_collection
from vlavirgem_graphql.datasets.models import Dataset, DatasetRecord, TryOutSource
from vlavirgem_graphql.datasets.services import import_catalogue, open_dataset
from vlavirgem_graphql.exchange.kinds import find_kind
from vlavirgem_graphql.exchange.kinds.made.examples.reading import FIRST, example
from vlavirgem_graphql.exchange.services.kinds import close_kind, make_kind
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.catalogue.services import ServiceDetails, publish_service
from vlavirgem_sandbox.tryouts.models import StateDocument, TryOut
from vlavirgem_sandbox.tryouts.services import open_tryout
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

COLLECTION = "/verenigingen"
FITS = {"place_name": "/name", "place_registrationNumber": "/vCode"}
QUERIES_OF_A_PAGE = 18
SAMPLES = ["Buurtwerk Nekkerspoel", "Toneelkring De Dijlezonen"]
"""Associations of the contract, which its list shows beside those."""


def opened(agency: Tenant, brugge: Tenant) -> TryOut:
    """A try-out that remembers two good documents, one without a name and one about a real person."""
    with tenant_scope(agency):
        published = publish_service(
            actor=Actor.system(agency), file=demo_contract(), details=ServiceDetails(name="Register")
        ).version
    with tenant_scope(brugge):
        version = ServiceVersion.objects.select_related("service__owner").get(pk=published.pk)
        made = open_tryout(actor=Actor.system(brugge), version=version, name="Loket")
        documents: list[dict[str, Any]] = [
            {"vCode": "V1", "name": "Fanfare"},
            {"vCode": "V2", "name": "Koor"},
            {"vCode": "V3"},
            {"vCode": "V4", "name": "Club van 85.07.30-033.28"},
        ]
        for document in documents:
            StateDocument.objects.create(tryout=made, collection=COLLECTION, key=document["vCode"], document=document)
        StateDocument.objects.create(tryout=made, collection=f"deleted:{COLLECTION}", key="V9", document={})
    return made


@pytest.fixture
def tryout(agency: Tenant, brugge: Tenant) -> TryOut:
    return opened(agency, brugge)


def page_of(tryout: TryOut) -> str:
    return f"/data/tryouts/{tryout.public_id}/"


def test_a_developer_chooses_looks_ahead_and_makes_the_records(
    brugge: Tenant, tryout: TryOut, client_for: Callable[..., Client], django_assert_max_num_queries: Any
) -> None:
    client = client_for(brugge, Role.DEVELOPER)
    assert page_of(tryout) in client.get(f"/tryouts/{tryout.public_id}/remembered/").text
    choices = client.get(page_of(tryout)).text
    assert "?collection=%2Fverenigingen" in choices
    assert "6 documenten" in choices, "four written, and two samples of the contract"

    # When they look at what would become of each
    page = f"{page_of(tryout)}?collection={COLLECTION}"
    with django_assert_max_num_queries(QUERIES_OF_A_PAGE):
        shown = client.get(page).text
    assert all(words in shown for words in ("Fanfare", "Koor", "echte persoon"))
    assert "85.07.30" not in shown
    assert client.post(page, FITS | {"title": "Verenigingen"}).status_code == 200
    with tenant_scope(brugge):
        assert not Dataset.objects.exists(), "looking stores nothing"

    # Then making them gives a report of each, and the dataset says where it comes from
    report = client.post(page, FITS | {"title": "Verenigingen", "make": "1"}, follow=True)
    assert report.redirect_chain
    assert all(words in report.text for words in ("Fanfare", "Koor", "V3", "V4"))
    with tenant_scope(brugge):
        assert sorted(DatasetRecord.objects.values_list("title", flat=True)) == sorted(["Fanfare", "Koor", *SAMPLES])
        source = TryOutSource.objects.get()
        assert source.mapping == {"name": "/name", "registrationNumber": "/vCode"}
    dataset = client.get(f"/data/datasets/{source.dataset_id}/").text
    assert f"{page_of(tryout)}?collection=%2Fverenigingen" in dataset


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": "", **FITS}, "id_title"),
        ({"title": "Bezet", **FITS}, "Bezet"),
        ({"title": "Nieuw", "place_name": "/weg"}, "id_place_name"),
        ({"title": "Nieuw"}, "id_place_name"),
    ],
)
def test_what_is_wrong_is_told_at_the_field_and_nothing_is_made(
    brugge: Tenant, tryout: TryOut, client_for: Callable[..., Client], fields: dict[str, str], words: str
) -> None:
    with tenant_scope(brugge):
        open_dataset(actor=Actor.system(brugge), kind="association", title="Bezet")

    answer = client_for(brugge, Role.DEVELOPER).post(
        f"{page_of(tryout)}?collection={COLLECTION}", fields | {"make": "1"}
    )

    assert answer.status_code == 422
    assert words in answer.text
    with tenant_scope(brugge):
        assert not TryOutSource.objects.exists()
        assert not DatasetRecord.objects.exists()


def test_what_is_offered_is_what_the_list_of_the_try_out_shows(brugge: Tenant, tryout: TryOut) -> None:
    actor = Actor.system(brugge)
    with tenant_scope(brugge):
        before = read_collection(actor=actor, tryout=tryout, collection=COLLECTION)
        StateDocument.objects.create(tryout=tryout, collection=f"deleted:{COLLECTION}", key="V0001001", document={})
        changed = {"vCode": "V0001002", "name": "Buurtwerk Noord"}
        StateDocument.objects.create(tryout=tryout, collection=COLLECTION, key="V0001002", document=changed)
        after = read_collection(actor=actor, tryout=tryout, collection=COLLECTION)

    written = ["V1", "V2", "V3", "V4"]
    assert [each.content["vCode"] for each in before.documents] == ["V0001001", "V0001002", *written]
    assert [each.content["vCode"] for each in after.documents] == ["V0001002", *written]
    assert after.documents[0].content == changed


def test_a_reader_sees_neither_the_button_nor_the_page(
    brugge: Tenant, aalst: Tenant, tryout: TryOut, client_for: Callable[..., Client]
) -> None:
    reader = client_for(brugge, Role.READER)
    assert page_of(tryout) not in reader.get(f"/tryouts/{tryout.public_id}/remembered/").text
    assert reader.get(page_of(tryout)).status_code == 403
    assert client_for(brugge, Role.DEVELOPER).get(page_of(tryout)).status_code == 200
    assert client_for(aalst, Role.DEVELOPER).get(page_of(tryout)).status_code == 404, "a try-out of another"


def test_what_cannot_be_made_into_records_is_refused_with_its_reason(brugge: Tenant, tryout: TryOut) -> None:
    actor, kind = Actor.system(brugge), find_kind("association")
    with tenant_scope(brugge):
        with pytest.raises(Refusal) as empty:
            read_collection(actor=actor, tryout=tryout, collection="/weg")
        remembered = read_collection(actor=actor, tryout=tryout, collection=COLLECTION)
        with pytest.raises(Refusal) as unknown:
            make_records(actor=actor, remembered=remembered, kind=kind, mapping={"naam": "/name"}, title="A")
        with pytest.raises(Refusal) as unfit:
            make_records(actor=actor, remembered=remembered, kind=kind, mapping={"name": "/weg"}, title="A")
        with pytest.raises(Refusal) as nameless:
            make_records(actor=actor, remembered=remembered, kind=kind, mapping={"name": "/name"}, title=" ")
        with pytest.raises(Refusal) as no_kind:
            remembered.kind_for("vereniging")
        assert [each.value.code for each in (empty, unknown, unfit, nameless, no_kind)] == [
            "nothing-remembered",
            "unknown-field",
            "nothing-fits",
            "no-title",
            "unknown-kind",
        ]
        assert remembered.kind_for("association") == kind
        assert not Dataset.objects.exists()
        good = foresee_records(remembered, kind, {"name": "/name"})
        assert good.counts() == {"imported": 4, "refused": 2, "removed": 0}


def test_of_a_closed_kind_it_is_told_that_it_is_closed(
    brugge: Tenant, network: Tenant, tryout: TryOut, client_for: Callable[..., Client], actor_of: Callable[..., Actor]
) -> None:
    # Given a kind that the operator made, and records that were made of it
    with tenant_scope(network):
        make_kind(actor=actor_of(network), document=example(FIRST))
    client = client_for(brugge, Role.DEVELOPER)
    page = f"{page_of(tryout)}?collection={COLLECTION}"
    assert client.get(f"{page}&kind={FIRST}").status_code == 200
    assert f'value="{FIRST}"' in client.get(page).text

    # When it is closed
    with tenant_scope(network):
        close_kind(actor=actor_of(network), name=FIRST)

    # Then it is no choice any more, and who asks for it is told why; an open one is there as before
    refused = client.get(f"{page}&kind={FIRST}")
    assert refused.status_code == 400
    assert "Deze soort is gesloten" in refused.text
    assert f'value="{FIRST}"' not in client.get(page).text
    assert client.get(f"{page}&kind=association").status_code == 200
    assert "Er is geen soort met deze naam" in client.get(f"{page}&kind=weg").text


def test_documents_that_are_no_objects_are_told_of_one_by_one(
    brugge: Tenant, tryout: TryOut, client_for: Callable[..., Client]
) -> None:
    with tenant_scope(brugge):
        StateDocument.objects.create(tryout=tryout, collection="/lijsten", key="1", document=[{"name": "Koor"}, 5])

    page = client_for(brugge, Role.DEVELOPER).get(f"{page_of(tryout)}?collection=/lijsten")

    assert page.status_code == 200
    assert "geen document met velden" in page.text


def test_a_catalogue_is_not_imported_over_records_of_another_kind(brugge: Tenant, turtle: Callable[..., bytes]) -> None:
    actor = Actor.system(brugge)
    with tenant_scope(brugge):
        other = open_dataset(actor=actor, kind="association", title="Verenigingen")
        with pytest.raises(Refusal) as refused:
            import_catalogue(actor=actor, dataset=other, source=turtle(1), file_name="a.ttl")
        assert refused.value.code == "other-kind"
        own = open_dataset(actor=actor, kind="public-service", title="Producten")
        assert import_catalogue(actor=actor, dataset=own, source=turtle(1), file_name="a.ttl").counts["imported"] == 1


def test_a_terminal_looks_ahead_makes_them_and_refuses_a_mapping_that_is_none(own_database: str) -> None:
    brugge = find_tenant("brugge")
    tryout = opened(find_tenant("agentschap"), brugge)
    arguments = ["import", "tryout", tryout.public_id, "--tenant", brugge.slug, "--collection", COLLECTION, "--json"]

    ahead = CliRunner().invoke(app, [*arguments, "--dry-run", "--map", "purpose=/name"])
    made = CliRunner().invoke(app, [*arguments, "--title", "Verenigingen", "--map", "registrationNumber="])
    wrong = CliRunner().invoke(app, [*arguments, "--map", "name"])

    assert json.loads(ahead.stdout)["mapping"]["purpose"] == "/name"
    assert made.exit_code == 0, made.stderr
    told = json.loads(made.stdout)
    assert (told["kind"], told["counts"]["imported"], told["counts"]["refused"]) == ("association", 4, 2)
    assert wrong.exit_code == 1
    with tenant_scope(brugge):
        mapping = TryOutSource.objects.get().mapping
        assert mapping["name"] == "/name"
        assert "registrationNumber" not in mapping, "left out by hand"
