"""What is no code of its list comes in as it is, with a remark, and goes out as it came: no address is made up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pyoxigraph import Literal, NamedNode

from vlavirgem_graphql.datasets.checking import checked
from vlavirgem_graphql.datasets.drafts import RecordDraft
from vlavirgem_graphql.datasets.exporting.contents import Contents, Record
from vlavirgem_graphql.datasets.exporting.feed import as_feed
from vlavirgem_graphql.datasets.exporting.linked import as_json_ld, node_of, records_as_turtle, triples_of
from vlavirgem_graphql.datasets.exporting.report import violations_in
from vlavirgem_graphql.datasets.exporting.tables import as_csv, as_xlsx
from vlavirgem_graphql.datasets.formats import FEED, JSON_LD, TABLE, TURTLE, Format, Source
from vlavirgem_graphql.datasets.models import Dataset, DatasetRecord, ImportLine
from vlavirgem_graphql.datasets.rdf.records import read_records
from vlavirgem_graphql.datasets.rdf.turtle import Graph, read_turtle
from vlavirgem_graphql.datasets.services import each_checked, import_file, read_file
from vlavirgem_graphql.datasets.unlisted_codes import FIRST_CODES, MOST_VALUES
from vlavirgem_graphql.exchange.kinds import FieldType, Kind
from vlavirgem_graphql.exchange.kinds.declaration import KindField
from vlavirgem_graphql.exchange.kinds.fields import code, group, identifier, words
from vlavirgem_graphql.exchange.kinds.namespaces import DCT
from vlavirgem_graphql.exchange.kinds.public_service import PUBLIC_SERVICE
from vlavirgem_graphql.exchange.kinds.published.addresses import property_address, property_addresses
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

URI = "http://data.example.org/id/public-service/1"
ELSEWHERE = "http://elders.example/lijst/9"
LISTS = {
    field.name: field
    for field in PUBLIC_SERVICE
    if field.type is FieldType.CODE and field.concepts and field.name != PUBLIC_SERVICE.class_field
}
BODY: dict[str, Any] = {"uri": URI, "title": "Dienst", "entryType": "InstancePublicService"}
# By where they stand: a code of today, one that its list does not have, of another list, and no address at all.
UNLISTED: dict[str, Any] = {
    "type": "Leen en koop",
    "themes": sorted(["BouwenWonen", LISTS["themes"].concepts + "Onzin", ELSEWHERE, "Welzijn of zo"]),
    "languages": sorted(["NLD", "nl"]),
}
WRITERS: dict[str, tuple[Format, Callable[[Kind, list[dict[str, Any]]], bytes]]] = {
    "turtle": (TURTLE, records_as_turtle),
    "json-ld": (JSON_LD, as_json_ld),
    "ldes": (
        FEED,
        lambda kind, bodies: as_feed(
            Contents(kind=kind, address=URI, records=[Record(body, timezone.now()) for body in bodies])
        ),
    ),
    "csv": (TABLE, as_csv),
    "xlsx": (TABLE, as_xlsx),
}


def read_back(form: Format, content: bytes) -> RecordDraft:
    (draft,) = read_file(form, Source(content=content, kind=PUBLIC_SERVICE, base="http://a.example/"))
    return draft


def turtle_of(field: KindField, term: str) -> bytes:
    """A service with one value in one field."""
    return (
        f'<{URI}> a <{PUBLIC_SERVICE.class_uri}> ; <{DCT}title> "Dienst"@nl ;'
        f" <{property_address(PUBLIC_SERVICE, field)}> {term} ."
    ).encode()


@pytest.mark.parametrize("form", WRITERS)
def test_what_goes_out_comes_in_as_it_was_with_a_remark_for_each_field(form: str) -> None:
    reader, write = WRITERS[form]

    draft = read_back(reader, write(PUBLIC_SERVICE, [BODY | UNLISTED]))

    assert draft.refused == ""
    assert {name: draft.body[name] for name in UNLISTED} == UNLISTED
    remarks = [note for note in draft.notes if "Kies uit" in note]
    assert len(remarks) == len(UNLISTED)
    themes = next(note for note in remarks if "Thema" in note)
    assert all(f"“{value}”" in themes for value in UNLISTED["themes"] if value != "BouwenWonen")
    assert "WelzijnGezondheid" in themes, "what to do: the codes that there are"
    assert "“BouwenWonen”" not in themes


@pytest.mark.parametrize("form", WRITERS)
def test_a_record_with_codes_of_its_lists_has_no_remark(form: str) -> None:
    reader, write = WRITERS[form]
    listed = {
        name: [field.known_codes[0]] if field.many else field.known_codes[0]
        for name, field in LISTS.items()
        if field.known_codes
    }

    draft = read_back(reader, write(PUBLIC_SERVICE, [BODY | listed]))

    assert draft.body == BODY | listed
    assert not [note for note in draft.notes if "lijst" in note]


@pytest.mark.parametrize("name", LISTS)
def test_each_field_with_a_list_keeps_an_address_an_address_and_a_text_a_text(name: str) -> None:
    field = LISTS[name]
    path = NamedNode(property_address(PUBLIC_SERVICE, field))
    for term in (NamedNode(field.concepts + "Onzin"), NamedNode(ELSEWHERE), NamedNode("urn:x:9"), Literal("Onzin")):
        draft = read_back(TURTLE, turtle_of(field, str(term)))

        assert draft.refused == ""
        remark = next(note for note in draft.notes if "Bewaard zoals het was" in note)
        assert str(field.label) in remark
        assert term.value in remark
        out = list(triples_of(PUBLIC_SERVICE, [draft.body]))
        assert [each.object for each in out if each.predicate == path] == [term]
        broken = [(each.path, each.component, each.value) for each in violations_in(PUBLIC_SERVICE, out)]
        assert broken == ([(path.value, "NodeKind", term)] if isinstance(term, Literal) else [])


def test_a_text_that_is_a_code_is_read_as_one_and_that_is_told() -> None:
    draft = read_back(TURTLE, turtle_of(LISTS["themes"], '"Welzijn en gezondheid"@nl'))

    assert draft.body["themes"] == ["WelzijnGezondheid"]
    assert any("“Welzijn en gezondheid”" in note and "WelzijnGezondheid" in note for note in draft.notes)
    (theme,) = node_of(PUBLIC_SERVICE, draft.body)["themes"]
    assert theme["@id"] == LISTS["themes"].concepts + "WelzijnGezondheid"


def test_what_says_what_a_record_is_must_be_a_code() -> None:
    wrong = checked(RecordDraft(key=URI, body=BODY | {"entryType": "Product"}), PUBLIC_SERVICE)
    right = checked(RecordDraft(key=URI, body=BODY | {"entryType": "ConceptualPublicService"}), PUBLIC_SERVICE)

    assert "InstancePublicService, ConceptualPublicService" in wrong.refused
    assert wrong.place == "/entryType"
    assert right.refused == ""
    stored_before = node_of(PUBLIC_SERVICE, BODY | {"entryType": "Product"})
    assert stored_before["@type"] == "PublicService", "no class is made up either"


def test_a_remark_stays_short_however_much_there_is() -> None:
    values = [f"{number}{'x' * 150}" for number in range(MOST_VALUES + 1)]
    body = BODY | {"yourEuropeCategories": values}

    (remark,) = checked(RecordDraft(key=URI, body=body), PUBLIC_SERVICE).notes

    assert remark.count("“") == MOST_VALUES + 1
    assert values[0] not in remark
    assert "ReizenDocumenten" in remark
    assert remark.count(",") == MOST_VALUES + FIRST_CODES, "of a long list the first, and where the others are"


def forest_of(wood: KindField) -> Kind:
    """A kind with a part that has a code of a list that is not known here."""
    trees = group("trees", "http://a.example/tree", "Trees", "Tree", (wood,))
    return Kind(
        name="forest",
        label="Forest",
        plural="Forests",
        description="",
        type_name="Forest",
        connection_name="forests",
        context_uri="",
        class_uri="http://a.example/Forest",
        fields=(identifier("Identifier"), words("title", DCT + "title", "Title"), trees),
    )


def test_a_list_that_is_not_known_takes_any_code_and_no_sentence() -> None:
    kind = forest_of(code("wood", "", "Wood", concepts="http://a.example/w/"))

    def notes(wood: str) -> tuple[str, ...]:
        body = {"uri": URI, "title": "Bos", "trees": [{"wood": "Eik"}, {"wood": wood}]}
        return checked(RecordDraft(key=URI, body=body), kind).notes

    assert notes("Beuk") == notes("A:1(b),+@=") == notes("http://a.example/w/Beuk") == ()
    assert notes("http://a.example/w/x://y") == (), "an address of the list, of which nobody knows what it has"
    (remark,) = notes("Een beuk")
    assert remark.startswith("“Trees: Wood”")
    assert "“Een beuk”" in remark


@pytest.mark.parametrize("said", ["A:1", "a(b),c", "a+b", "a@b", "a=b", "a%20b"])
def test_a_code_of_a_list_that_is_not_known_goes_out_as_the_address_by_which_it_came(said: str) -> None:
    kind = forest_of(code("wood", "http://a.example/of", "Wood", concepts="http://a.example/w/"))
    body = {"uri": URI, "title": "Bos", "trees": [{"wood": said}]}

    turtle = records_as_turtle(kind, [body])
    (draft,) = each_checked(read_records(read_turtle(turtle, base="http://a.example/"), kind), kind)

    assert f"<http://a.example/w/{said}>".encode() in turtle
    assert (draft.body, draft.refused) == (body, "")
    assert not [note for note in draft.notes if "lijst" in note]


@pytest.mark.parametrize("said", ["a%", "a[b", "urn:x:9", "http://elders.example/9"])
def test_what_is_no_code_of_a_list_that_is_not_known_goes_out_as_it_is(said: str) -> None:
    kind = forest_of(code("wood", "http://a.example/of", "Wood", concepts="http://a.example/w/"))

    turtle = records_as_turtle(kind, [{"uri": URI, "title": "Bos", "trees": [{"wood": said}]}])

    assert b"http://a.example/w/" not in turtle
    (draft,) = read_records(read_turtle(turtle, base="http://a.example/"), kind)
    assert draft.body["trees"] == [{"wood": said}]


def test_the_report_of_an_import_has_the_remark_and_the_record_is_there(
    brugge: Tenant, dataset_of: Callable[..., Dataset]
) -> None:
    with tenant_scope(brugge):
        dataset = dataset_of(brugge, 1)
        source = Source(content=turtle_of(LISTS["type"], '"Onzin"'), kind=PUBLIC_SERVICE, base="http://a.example/")
        run = import_file(actor=Actor.system(brugge), dataset=dataset, form=TURTLE, source=source, file_name="a.ttl")

        line = ImportLine.objects.get(run=run, key=URI)
        assert (line.outcome, run.counts["changed"]) == ("changed", 1)
        assert "“Onzin”" in line.reason
        assert DatasetRecord.objects.get(key=URI).body["type"] == "Onzin"


@pytest.mark.parametrize("files", ["lpdc/concept-voorbeelden/concept-*.ttl", "ipdc/ipdc-diensten-2022.ttl"])
def test_each_concept_that_a_real_entry_names_goes_out_as_it_came(shared_data: Path, files: str) -> None:
    remarked = 0
    for path in shared_data.glob(files):
        graph = read_turtle(path.read_bytes(), base="http://a.example/")
        drafts = list(each_checked(read_records(graph, PUBLIC_SERVICE), PUBLIC_SERVICE))
        remarked += sum("Kies uit" in note for draft in drafts for note in draft.notes)
        for draft in drafts:
            assert concepts_in(gathered_again(draft), draft.key) == concepts_in(graph, draft.key), draft.key
    assert remarked, "some of them are of no list of today"


def concepts_in(graph: Graph, subject: str) -> dict[str, set[str]]:
    """What an entry says by the field that has a list, whatever the property is called."""
    said = {
        name: {term.value for uri in property_addresses(PUBLIC_SERVICE, field) for term in graph.values(subject, uri)}
        for name, field in LISTS.items()
    }
    return {name: values for name, values in said.items() if values}


def gathered_again(draft: RecordDraft) -> Graph:
    return read_turtle(records_as_turtle(PUBLIC_SERVICE, [draft.body]))
