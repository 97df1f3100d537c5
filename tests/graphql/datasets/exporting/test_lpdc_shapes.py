"""An export of a real catalogue fits the SHACL of IPDC-LPDC but for named differences, here and in the guide."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from vlavirgem_graphql.datasets.exporting.linked import records_as_turtle, triples_of
from vlavirgem_graphql.datasets.exporting.report import violations_in
from vlavirgem_graphql.datasets.formats import TURTLE, Source
from vlavirgem_graphql.datasets.services import read_file
from vlavirgem_graphql.exchange.kinds.namespaces import SHACL
from vlavirgem_graphql.exchange.kinds.public_service import PUBLIC_SERVICE

CATALOGUE = "20241127141756-transfer-instances-from-meulebeke-to-tielt.ttl"
# What the source itself lacks or says: entries that were still being written, parts without a title.
NAMED = {
    ("title", "MinCount"),
    ("description", "MinCount"),
    ("hasCompetentAuthority", "MinCount"),
    ("spatial", "MinCount"),
    ("url", "MinCount"),
}


def bodies_of(catalogue: Path) -> list[dict[str, object]]:
    drafts = read_file(TURTLE, Source(content=catalogue.read_bytes(), kind=PUBLIC_SERVICE, base="http://a.example/"))
    assert not [draft for draft in drafts if draft.refused]
    return [draft.body for draft in drafts]


def differences(shared_data: Path, bodies: list[dict[str, object]]) -> Counter[tuple[str, str]]:
    """Where an export does not fit the SHACL of IPDC-LPDC: property and constraint, by an independent judge."""
    pyshacl = pytest.importorskip("pyshacl", reason="the validator is not installed")
    from rdflib import URIRef

    shapes = (shared_data / "oslo" / "ipdc-lpdc" / "instantie-shape.ttl").read_text()
    _conforms, graph, _text = pyshacl.validate(
        records_as_turtle(PUBLIC_SERVICE, bodies).decode(),
        # The shapes aim at the snapshots of IPDC's stream of changes; an export holds the services themselves.
        shacl_graph=shapes.replace("lpdcExt:InstancePublicServiceSnapshot", "lpdcExt:InstancePublicService"),
        data_graph_format="turtle",
        shacl_graph_format="turtle",
    )
    component = URIRef(SHACL + "sourceConstraintComponent")
    return Counter(
        (_last_name(graph.value(result, URIRef(SHACL + "resultPath"))), _last_name(graph.value(result, component)))
        for result in graph.subjects(component, None)
    )


def test_a_real_catalogue_fits_the_shapes_of_its_kind(shared_data: Path) -> None:
    bodies = bodies_of(shared_data / "lpdc" / "instanties" / CATALOGUE)

    assert violations_in(PUBLIC_SERVICE, triples_of(PUBLIC_SERVICE, bodies)) == []


def test_a_real_catalogue_fits_the_shapes_of_ipdc_but_for_what_its_source_lacks(shared_data: Path) -> None:
    found = differences(shared_data, bodies_of(shared_data / "lpdc" / "instanties" / CATALOGUE)[:30])

    assert set(found) <= NAMED, found


@pytest.mark.long
def test_so_does_every_real_catalogue(shared_data: Path) -> None:
    found: Counter[tuple[str, str]] = Counter()
    for catalogue in sorted((shared_data / "lpdc" / "instanties").glob("*.ttl")):
        found += differences(shared_data, bodies_of(catalogue))

    assert set(found) == NAMED, found


def _last_name(address: object) -> str:
    return str(address).replace("#", "/").rsplit("/", 1)[-1].removesuffix("ConstraintComponent")
