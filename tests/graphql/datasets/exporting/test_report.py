"""The report beside an export says what an independent validator says of the same shapes."""

from __future__ import annotations

from typing import Any

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from vlavirgem_graphql.datasets.exporting.linked import triples_of
from vlavirgem_graphql.datasets.exporting.report import report_of, violations_in
from vlavirgem_graphql.exchange.kinds.namespaces import RDF, SHACL, SKOS
from vlavirgem_graphql.exchange.kinds.organisation import ORGANISATION
from vlavirgem_graphql.exchange.kinds.published.shapes import shapes_of
from vlavirgem_graphql.exchange.kinds.published.turtle_text import as_turtle

ONE = NamedNode("http://a.example/1")
NAME = NamedNode(SKOS + "prefLabel")
SITE = NamedNode("http://www.w3.org/ns/org#hasSite")
TYPE = NamedNode(RDF + "type")
WELL: list[Triple] = list(
    triples_of(ORGANISATION, [{"uri": ONE.value, "name": "Aalst", "sites": [{"street": "Markt"}]}])
)
SPOILED: dict[str, list[Triple]] = {
    "MinCount": [each for each in WELL if each.predicate != NAME],
    "MaxCount": [*WELL, *(Triple(ONE, NamedNode(SKOS + "notation"), Literal(code)) for code in ("1", "2"))],
    "UniqueLang": [*WELL, Triple(ONE, NAME, Literal("Oilsjt", language="nl"))],
    "Datatype": [*WELL, Triple(ONE, NamedNode(SKOS + "altLabel"), Literal("Alost"))],
    "NodeKind": [*WELL, Triple(ONE, NamedNode("http://xmlns.com/foaf/0.1/homepage"), Literal("www.aalst.be"))],
    "Class": [*WELL, Triple(ONE, SITE, NamedNode("http://a.example/elders"))],
}


def judged(triples: list[Triple]) -> set[str]:
    """The constraints that pyshacl finds broken, by SHACL's names."""
    pyshacl = pytest.importorskip("pyshacl", reason="the validator is not installed")
    _conforms, graph, _text = pyshacl.validate(
        as_turtle(triples).decode(),
        shacl_graph=shapes_of(ORGANISATION).decode(),
        data_graph_format="turtle",
        shacl_graph_format="turtle",
    )
    components = graph.objects(None, _uri("sourceConstraintComponent"))
    return {str(each).removeprefix(SHACL).removesuffix("ConstraintComponent") for each in components}


def _uri(name: str) -> Any:
    from rdflib import URIRef

    return URIRef(SHACL + name)


def test_an_export_fits_the_shapes_of_its_kind_for_both() -> None:
    assert violations_in(ORGANISATION, WELL) == []
    assert judged(WELL) == set()


@pytest.mark.parametrize("component", SPOILED)
def test_what_does_not_fit_is_found_by_both(component: str) -> None:
    found = {each.component for each in violations_in(ORGANISATION, SPOILED[component])}

    assert found == {component}
    assert judged(SPOILED[component]) == found


def test_the_report_is_one_that_programs_read() -> None:
    fault = violations_in(ORGANISATION, SPOILED["MinCount"])

    quads = list(parse(report_of(fault), format=RdfFormat.TURTLE))
    values = {quad.predicate.value.removeprefix(SHACL): quad.object for quad in quads}

    assert values["conforms"] == Literal("false", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#boolean"))
    assert values["focusNode"] == ONE
    assert values["resultPath"] == NAME
    assert isinstance(values["result"], BlankNode)
    assert b"sh:conforms true" in report_of([])
