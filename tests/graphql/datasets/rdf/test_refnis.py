"""Out of REFNIS come the municipalities of today: a merger decides, not a date, and each fault of the file is told."""

from __future__ import annotations

from pathlib import Path

from vlavirgem_graphql.datasets.drafts import RecordDraft
from vlavirgem_graphql.datasets.formats import REFNIS, Source
from vlavirgem_graphql.datasets.rdf.refnis import read_municipalities
from vlavirgem_graphql.datasets.rdf.turtle import read_turtle
from vlavirgem_graphql.datasets.services import read_file
from vlavirgem_graphql.exchange.kinds.organisation import ORGANISATION

NOW, THEN = "9999-12-31T00:00:00+01:00", "2025-01-01T00:00:00+01:00"


def area(code: str, name: str, parent: str = "", *, ended: str = NOW, made_of: str = "", of: str = "2025") -> str:
    inside = f"skos:broader <http://refnis.example/{of}/{parent}> ;" if parent else ""
    merged = f"skos:narrowMatch <http://refnis.example/2019/{made_of}> ;" if made_of else ""
    return (
        f"<http://refnis.example/{of}/{code}> skos:inScheme <http://refnis.example/{of}> ; {inside} {merged} "
        f'skos:notation "{code}" ; skos:prefLabel "{name}"@nl , "{name} (fr)"@fr ; '
        f'schema:startDate "2019-01-01T00:00:00+01:00" ; schema:endDate "{ended}" .\n'
    )


REGIONS = (
    area("2000", "Vlaams Gewest")
    + area("3000", "Waals Gewest")
    + area("30000", "Provincie West-Vlaanderen", "2000")
    + area("37000", "Arrondissement Tielt", "30000")
    + area("50000", "Provincie Henegouwen", "3000")
    + area("51000", "Arrondissement Aat", "50000")
)


def read(*areas: str) -> dict[str, RecordDraft]:
    prefixes = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n@prefix schema: <https://schema.org/> .\n"
    graph = read_turtle((prefixes + REGIONS + "".join(areas)).encode())
    return {draft.title: draft for draft in read_municipalities(graph)}


def test_a_municipality_of_flanders_is_an_organisation_and_others_are_passed_over() -> None:
    found = read(area("37002", "Dentergem", "37000"), area("51004", "Aat", "51000"))

    assert list(found) == ["Dentergem"]
    assert found["Dentergem"].body == {
        "uri": "http://refnis.example/2025/37002",
        "name": "Dentergem",
        "otherNames": ["Dentergem (fr)"],
        "classification": "Gemeente",
        "nisCode": "37002",
        "province": "West-Vlaanderen",
        "district": "Tielt",
        "area": "http://refnis.example/2025/37002",
        "startDate": "2019-01-01",
    }
    assert found["Dentergem"].notes == ()


def test_what_was_merged_into_another_is_refused_whatever_its_date() -> None:
    found = read(
        area("37018", "Wingene", "37000"),
        area("37012", "Ruiselede", "37000", ended=THEN),
        area("37021", "Wingene en Ruiselede", "37000", made_of="37018"),
        area("37099", "Later", "37000", made_of="37012"),
    )

    assert [title for title, draft in found.items() if draft.refused] == ["Wingene", "Ruiselede"]
    assert "Wingene en Ruiselede" in found["Wingene"].refused
    assert found["Later"].body["formerly"] == ["http://refnis.example/2019/37012"]


def test_one_without_a_parent_is_placed_by_its_code_and_that_is_told() -> None:
    found = read(area("37021", "Wingene"), area("99999", "Nergens"))

    assert list(found) == ["Wingene"]
    assert found["Wingene"].body["district"] == "Tielt"
    assert len(found["Wingene"].notes) == 1


def test_one_that_ended_and_went_nowhere_is_current_and_that_is_told() -> None:
    found = read(area("37022", "Tielt", "37000", ended=THEN))

    assert not found["Tielt"].refused
    assert "2025-01-01" in found["Tielt"].notes[0]


def test_an_older_list_in_the_same_file_gives_no_municipalities() -> None:
    assert read(area("37018", "Wingene", "37000", of="2019")) == {}


def test_the_real_file_gives_exactly_285(shared_data: Path) -> None:
    content = (shared_data / "municipalities" / "refnis2025.ttl").read_bytes()

    drafts = read_file(REFNIS, Source(content=content, kind=ORGANISATION, base="http://a.example/id/"))

    stored = [draft for draft in drafts if not draft.refused]
    assert len(stored) == 285
    assert len({draft.body["nisCode"] for draft in stored}) == 285
    assert {draft.title for draft in drafts if draft.refused} == {"Moerbeke", "Sint-Amands"}
    assert {draft.title for draft in stored if draft.notes} == {"Wingene", "Tielt", "Tessenderlo-Ham"}
