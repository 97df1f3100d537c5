"""Records of our own datasets, written by a program: whole or not at all, never over somebody else's change."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from graphql_relay import to_global_id

from tests.graphql.gateway.conftest import Api
from vlavirgem_graphql.datasets.models import Dataset, DatasetRecord, ImportRun
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

OPEN = 'mutation { openDataset(kind: "association", title: "Verenigingen") { dataset { id recordCount } } }'
WRITE = """mutation($d: ID!, $r: [AssociationWrite!]!) { writeAssociations(dataset: $d, records: $r) {
  records { id key title version body dataset { id } } } }"""
REMOVE = """mutation($d: ID!, $r: [RecordToRemove!]!) { removeRecords(dataset: $d, records: $r) {
  dataset { recordCount } } }"""
READ = "query($d: ID!) { datasetRecords(dataset: $d) { nodes { id key title version } } }"


def club(number: int, **more: Any) -> dict[str, Any]:
    return {"uri": f"https://data.example.org/vereniging/{number}", "name": f"Club {number}", **more}


@pytest.fixture
def dataset(writer: Api) -> str:
    """The id of an empty dataset of associations."""
    made: str = writer.ask(OPEN)["data"]["openDataset"]["dataset"]["id"]
    return made


def write(api: Api, dataset: str, *records: dict[str, Any]) -> Any:
    return api.ask(WRITE, {"d": dataset, "r": list(records)})


def the_error(answer: dict[str, Any]) -> dict[str, Any]:
    (error,) = answer["errors"]
    assert answer["data"] is None
    found: dict[str, Any] = {**error["extensions"], "path": error.get("path"), "message": error["message"]}
    assert found["id"]
    return found


def test_a_written_record_comes_back_as_it_is_stored_and_can_be_read(writer: Api, dataset: str) -> None:
    # When two records are written
    answer = write(writer, dataset, {"record": club(2)}, {"record": club(1)})
    # Then they come back in the order in which they were given, each with its version, and are read like that
    first, second = answer["data"]["writeAssociations"]["records"]
    assert (first["title"], second["title"], first["dataset"]["id"]) == ("Club 2", "Club 1", dataset)
    assert first["body"] == club(2)
    read = writer.ask(READ, {"d": dataset})["data"]["datasetRecords"]["nodes"]
    assert {row["version"] for row in read} == {first["version"], second["version"]}


def test_a_dataset_with_the_same_title_comes_back(writer: Api, dataset: str) -> None:
    assert writer.ask(OPEN)["data"]["openDataset"]["dataset"] == {"id": dataset, "recordCount": 0}


def test_a_write_names_the_version_that_it_replaces(writer: Api, dataset: str) -> None:
    # Given a record
    (old,) = write(writer, dataset, {"record": club(1)})["data"]["writeAssociations"]["records"]
    # When it is written without a version, then the refusal tells which it is
    error = the_error(write(writer, dataset, {"record": club(1, name="Nieuw")}))
    assert (error["code"], error["field"], error["path"]) == (
        "VERSION_NEEDED",
        "records/0/version",
        ["writeAssociations"],
    )
    assert error["details"] == [{"version": old["version"]}]
    # And with that version it is changed
    (new,) = write(writer, dataset, {"record": club(1, name="Nieuw"), "version": old["version"]})["data"][
        "writeAssociations"
    ]["records"]
    assert (new["title"], new["id"], new["version"] != old["version"]) == ("Nieuw", old["id"], True)
    # And who still has the old one is told of the present one
    error = the_error(write(writer, dataset, {"record": club(1, name="Te laat"), "version": old["version"]}))
    assert (error["code"], error["details"], bool(error["remedy"])) == (
        "VERSION_CONFLICT",
        [{"version": new["version"]}],
        True,
    )


def test_a_record_is_removed_in_the_version_that_was_read(writer: Api, dataset: str) -> None:
    (old,) = write(writer, dataset, {"record": club(1)})["data"]["writeAssociations"]["records"]
    wrong = writer.ask(REMOVE, {"d": dataset, "r": [{"id": old["id"], "version": "0" * 64}]})
    assert the_error(wrong)["code"] == "VERSION_CONFLICT"
    gone = writer.ask(REMOVE, {"d": dataset, "r": [{"id": old["id"], "version": old["version"]}]})
    assert gone["data"]["removeRecords"]["dataset"]["recordCount"] == 0
    again = writer.ask(REMOVE, {"d": dataset, "r": [{"id": old["id"], "version": old["version"]}]})
    assert the_error(again)["code"] == "NOT_FOUND"
    anew = write(writer, dataset, {"record": club(1), "version": old["version"]})
    assert the_error(anew)["code"] == "VERSION_CONFLICT"


def test_a_document_is_done_whole_or_not_at_all(writer: Api, aalst: Tenant, dataset: str) -> None:
    # Given a document that makes a dataset, writes a good record and one that is refused, and goes on after it
    query = """mutation($d: ID!) {
      openDataset(kind: "association", title: "Tweede") { dataset { id } }
      good: writeAssociations(dataset: $d, records: [{record: {uri: "https://a.example/1", name: "A"}}]) { __typename }
      bad: writeAssociations(dataset: $d, records: [{record: {uri: "javascript:alert(1)", name: "B"}}]) { __typename }
      late: openDataset(kind: "association", title: "Derde") { dataset { id } }
    }"""
    # When it is sent
    answer = writer.ask(query, {"d": dataset})
    # Then both parts tell why they were not done, and nothing of it is there
    codes = {error["path"][0]: error["extensions"]["code"] for error in answer["errors"]}
    assert (answer["data"], codes) == (None, {"bad": "RECORD_REFUSED", "late": "NOT_DONE"})
    with tenant_scope(aalst):
        assert list(Dataset.objects.values_list("title", flat=True)) == ["Verenigingen"]
        assert not DatasetRecord.objects.exists()
    # And without its bad part it is done
    good = "\n".join(line for line in query.splitlines() if "bad:" not in line)
    assert len(writer.ask(good, {"d": dataset})["data"]) == 3


def test_what_may_be_shown_is_made_safe(writer: Api, dataset: str) -> None:
    record = club(1, name="Club <script>alert(1)</script>\u0007")
    (stored,) = write(writer, dataset, {"record": record})["data"]["writeAssociations"]["records"]
    assert stored["body"]["name"] == stored["title"] == "Club"


@pytest.mark.parametrize(
    ("record", "place"),
    [
        (club(1, name="Jan 85.07.30-033.28"), "records/0/record/name"),
        (club(1, uri="ftp://example.org/1"), "records/0/record/uri"),
        (club(1, uri="https://example.org/" + "a" * 2100), "records/0/record"),
        (club(1, uri=""), "records/0/record/uri"),
        (club(1, contactPoints=[{"website": "javascript:alert(1)"}]), "records/0/record/contactPoints/0/website"),
    ],
)
def test_a_record_that_cannot_be_stored_is_refused_with_its_place(
    writer: Api, aalst: Tenant, dataset: str, record: dict[str, Any], place: str
) -> None:
    error = the_error(write(writer, dataset, {"record": record}))
    assert (error["code"], error["field"].startswith(place), error["path"]) == (
        "RECORD_REFUSED",
        True,
        ["writeAssociations"],
    )
    with tenant_scope(aalst):
        assert not DatasetRecord.objects.exists()
        assert not ImportRun.objects.exists()


def test_removing_many_asks_as_much_of_the_database_as_removing_few(
    writer: Api, dataset: str, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    written = write(writer, dataset, *({"record": club(number)} for number in range(30)))
    named = [{"id": each["id"], "version": each["version"]} for each in written["data"]["writeAssociations"]["records"]]
    # When one of many is not there, then its place is told and none is gone
    strange = {**named[1], "id": to_global_id("DatasetRecord", str(uuid4()))}
    refused = the_error(writer.ask(REMOVE, {"d": dataset, "r": [named[0], strange]}))
    assert (refused["code"], refused["field"]) == ("NOT_FOUND", "records/1/id")
    # And all that are go at once
    with django_assert_max_num_queries(30):
        gone = writer.ask(REMOVE, {"d": dataset, "r": named})
    assert gone["data"]["removeRecords"]["dataset"]["recordCount"] == 0


def test_a_record_that_is_given_twice_is_refused(writer: Api, dataset: str) -> None:
    error = the_error(write(writer, dataset, {"record": club(1)}, {"record": club(1)}))
    assert (error["code"], error["field"]) == ("RECORD_TWICE", "records/1")


def test_each_write_has_its_report(writer: Api, aalst: Tenant, dataset: str) -> None:
    write(writer, dataset, {"record": club(1)}, {"record": club(2)})
    with tenant_scope(aalst):
        run = ImportRun.objects.get()
        assert (run.imported_by, run.counts["imported"], run.lines.count()) == ("sleutel proef", 2, 2)


def test_a_key_does_what_it_was_made_for(api: Api, aalst: Tenant, api_for: Any, dataset: str) -> None:
    # Given a key that only reads, and one for publishing only
    for key in (api, api_for(aalst, scopes=("publish",))):
        error = the_error(key.ask(OPEN))
        assert (error["code"], error["details"]) == ("KEY_SCOPE_NEEDED", [{"scope": "data"}])
        assert key.ask(READ, {"d": dataset})["errors"][0]["extensions"]["code"] == "KEY_SCOPE_NEEDED"
    # And one for data, which does it
    assert "errors" not in api_for(aalst, scopes=("data",)).ask(OPEN)


def test_a_member_acts_with_their_own_roles(aalst: Tenant, client_for: Any) -> None:
    body = json.dumps({"query": OPEN})
    done = client_for(aalst, Role.DEVELOPER).post("/graphql", body, content_type="application/json")
    assert done.json()["data"]["openDataset"]["dataset"]["id"]


def test_what_is_anothers_is_not_there(writer: Api, brugge: Tenant, api_for: Any, dataset: str) -> None:
    # Given the id of Aalst's dataset, and a program of Brugge that may write
    of_brugge = api_for(brugge, scopes=("data",))
    # Then to Brugge it is as an id that never was
    never = to_global_id("Dataset", "00000000-0000-4000-8000-000000000000")
    errors = [the_error(write(of_brugge, each, {"record": club(1)})) for each in (dataset, never)]
    assert [error["code"] for error in errors] == ["NOT_FOUND", "NOT_FOUND"]
    assert errors[0]["message"] == errors[1]["message"]
    assert of_brugge.ask(READ, {"d": dataset})["data"]["datasetRecords"]["nodes"] == []
    # And Aalst itself finds it
    assert "errors" not in write(writer, dataset, {"record": club(1)})
