"""From a graph to records: what a catalogue entry says ends up in the field of the kind, and what is odd is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import jsonschema_rs
import pytest

from vlavirgem_graphql.datasets.drafts import RecordDraft
from vlavirgem_graphql.datasets.rdf import records
from vlavirgem_graphql.datasets.rdf.records import read_records
from vlavirgem_graphql.datasets.rdf.turtle import read_turtle
from vlavirgem_graphql.exchange.kinds.public_service import PUBLIC_SERVICE

Turtle = Callable[..., bytes]
Entry = Callable[..., str]


def drafts_of(source: bytes) -> list[RecordDraft]:
    return list(read_records(read_turtle(source), PUBLIC_SERVICE))


def test_an_entry_becomes_a_record_with_the_fields_of_the_kind(turtle: Turtle, catalogue_entry: Entry) -> None:
    # Given an entry with a procedure, a contact point and an address
    more = """
        <http://purl.org/vocab/cpsv#follows> [ dct:title "Stap"@nl ; dct:description "<p>Kom langs</p>"@nl ;
            lpdc:hasWebsite [ dct:title "Afspraak"@nl ; schema:url "https://stad.example/afspraak" ] ] ;
        m8g:hasContactPoint [ schema:email "loket@stad.example" ; lpdc:address [
            <https://data.vlaanderen.be/ns/adres#Straatnaam> "Markt"@nl ] ] ;
        lpdc:forMunicipalityMerger false ; schema:dateCreated "2026-01-02T03:04:05Z"
            ^^<http://www.w3.org/2001/XMLSchema#dateTime> ;
    """

    # When it is read
    (draft,) = drafts_of(turtle(0, catalogue_entry(1, more=more)))

    # Then it stands in the kind's fields, fit for the kind's schema, without a remark
    assert draft.body == {
        "uri": "http://data.example.org/id/public-service/1",
        "title": "Dienst 1",
        "description": "<p>Uitleg 1</p>",
        "entryType": "InstancePublicService",
        "type": "Bewijs",
        "procedures": [
            {
                "title": "Stap",
                "description": "<p>Kom langs</p>",
                "websites": [{"title": "Afspraak", "url": "https://stad.example/afspraak"}],
            }
        ],
        "contactPoints": [{"email": "loket@stad.example", "addresses": [{"street": "Markt"}]}],
        "concept": "http://data.example.org/id/concept/1",
        "forMunicipalityMerger": False,
        "created": "2026-01-02T03:04:05Z",
    }
    jsonschema_rs.Draft202012Validator(PUBLIC_SERVICE.json_schema()).validate(draft.body)
    assert draft.notes == ()


def test_older_profiles_and_whole_addresses_are_read(turtle: Turtle, catalogue_entry: Entry) -> None:
    # Given an entry as the profile of 2022 has it, with an address in full and its province
    more = """
        <http://mu.semte.ch/vocabularies/lpdcExt/exception> "<p>Niet op zondag</p>"@nl ;
        <https://schema.org/startDate> "2026-01-02T03:04:05Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> ;
        <http://publications.europa.eu/resource/authority/language>
            <http://publications.europa.eu/resource/authority/language/NLD> ;
        <http://vocab.belgif.be/ns/publicservice#hasRequirement> [
            <http://www.w3.org/2004/02/skos/core#prefLabel> "Meerderjarig"@nl ] ;
        m8g:hasContactPoint [ <https://schema.org/telephone> "053000000" ; lpdc:address [
            <http://www.w3.org/ns/locn#adminUnitL2> "Oost-Vlaanderen"@nl ;
            <https://data.vlaanderen.be/ns/adres#volledigAdres> "Markt 1, 9300 Aalst"@nl ] ] ;
    """

    # When it is read
    (draft,) = drafts_of(turtle(0, catalogue_entry(1, more=more)))

    # Then all of it has its field, and nothing is remarked
    assert draft.body["exceptions"] == "<p>Niet op zondag</p>"
    assert draft.body["validFrom"] == "2026-01-02T03:04:05Z"
    assert draft.body["languages"] == ["NLD"]
    assert draft.body["requirements"] == [{"title": "Meerderjarig"}]
    (contact,) = draft.body["contactPoints"]
    assert contact["telephone"] == "053000000"
    assert contact["addresses"] == [{"province": "Oost-Vlaanderen", "fullAddress": "Markt 1, 9300 Aalst"}]
    assert draft.notes == ()


def test_two_variants_of_a_text_are_both_kept(turtle: Turtle, catalogue_entry: Entry) -> None:
    more = 'dct:title "Dienst voor jou"@nl-be-x-informal ;'

    (draft,) = drafts_of(turtle(0, catalogue_entry(1, more=more)))

    assert draft.title == "Dienst voor jou"
    assert draft.body["otherVariants"] == [{"property": "/title", "language": "nl", "value": "Dienst 1"}]


@pytest.mark.parametrize(
    ("more", "note"),
    [
        ("schema:startDate 'morgen' ;", "/validFrom"),
        ("m8g:hasCost <http://data.example.org/id/cost/absent> ;", "/costs"),
        ("<http://www.w3.org/2000/01/rdf-schema#seeAlso> [ schema:url 'javascript:alert(1)' ] ;", "/websites/0/url"),
        ("dct:creator <http://data.example.org/id/person/1> ; dct:rights 'x' ;", "creator, rights"),
        ("lpdc:regulation '<p>Wet</p><script>alert(1)</script>'@nl ;", "HTML"),
    ],
    ids=["no date", "dangling reference", "hostile address", "no field", "hostile html"],
)
def test_what_is_odd_is_left_out_and_told(turtle: Turtle, catalogue_entry: Entry, more: str, note: str) -> None:
    # Given an entry with one odd value, and its twin without
    odd, plain = drafts_of(turtle(0, catalogue_entry(1, more=more), catalogue_entry(2)))

    # Then the record is there, without the odd value, and the report names its place
    assert not odd.refused
    assert "javascript" not in str(odd.body)
    assert "<script" not in str(odd.body)
    assert any(note in told for told in odd.notes)
    assert plain.notes == ()


def test_an_entry_without_a_title_is_imported_with_a_remark(turtle: Turtle, catalogue_entry: Entry) -> None:
    untitled, titled = drafts_of(turtle(0, catalogue_entry(1, title=None), catalogue_entry(2)))

    assert not untitled.refused
    assert len(untitled.notes) == 1
    assert titled.notes == ()


def test_what_an_entry_only_refers_to_is_no_record_and_what_nobody_refers_to_is() -> None:
    service, cls = "http://a.example/service", "<https://productencatalogus.data.vlaanderen.be/ns/ipdc-lpdc#"
    concept = f"<http://a.example/concept> a {cls}ConceptualPublicService> ."
    named = (
        f"<{service}> a {cls}InstancePublicService> ; <http://purl.org/dc/terms/source> <http://a.example/concept> ."
    )

    assert [draft.key for draft in drafts_of(f"{concept} {named}".encode())] == [service]
    assert [draft.key for draft in drafts_of(concept.encode())] == ["http://a.example/concept"]


def test_an_entry_without_an_address_of_its_own_is_refused(turtle: Turtle) -> None:
    nameless, named = drafts_of(turtle(1, '[] a lpdc:InstancePublicService ; dct:title "Naamloos"@nl .'))[::-1]

    assert nameless.refused
    assert not named.refused


def test_parts_that_point_at_each_other_cannot_make_a_record_endless(
    turtle: Turtle, catalogue_entry: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given 100 requirements that each ask for the same 100 pieces of evidence
    monkeypatch.setattr(records, "MAX_PARTS", 1_000)
    evidence = ", ".join(f"<http://a.example/evidence/{number}>" for number in range(100))
    proofs = "".join(f'<http://a.example/evidence/{number}> dct:title "x" .\n' for number in range(100))
    requirements = "".join(
        f"<http://a.example/requirement/{number}> m8g:hasSupportingEvidence {evidence} .\n" for number in range(100)
    )
    asked = ", ".join(f"<http://a.example/requirement/{number}>" for number in range(100))
    more = f"<http://vocab.belgif.be/ns/publicservice#hasRequirement> {asked} ;"

    # When it is read
    bomb, plain = drafts_of(turtle(0, catalogue_entry(1, more=more), catalogue_entry(2), requirements, proofs))

    # Then that record is refused for its parts before all 10,000 are read, and its neighbour is not
    assert "1000" in bomb.refused
    assert not plain.refused


def test_all_real_catalogues_are_accounted_for(shared_data: Path) -> None:
    # Given the 15 files of 13 municipalities
    files = sorted((shared_data / "lpdc" / "instanties").glob("*.ttl"))
    assert len(files) == 15

    # When they are read
    drafts = [draft for file in files for draft in drafts_of(file.read_bytes())]

    # Then each of the 1,151 instances is a record that fits the kind: 10 without title, 179 without concept
    assert len({draft.key for draft in drafts}) == len(drafts) == 1_151
    assert not [draft for draft in drafts if draft.refused]
    assert sum(not draft.title for draft in drafts) == 10
    assert sum("concept" not in draft.body for draft in drafts) == 179
    assert sum("javascript:" in str(draft.body) or "<script" in str(draft.body) for draft in drafts) == 0
    validator = jsonschema_rs.Draft202012Validator(PUBLIC_SERVICE.json_schema())
    assert all(validator.is_valid(draft.body) for draft in drafts)
    assert len({file.name.partition("-from-")[2].partition("-to-")[0] for file in files}) == 13
