"""How an export fits the shapes of its kind: a SHACL validation report, in Turtle.

What is checked are the constraints that ``published.shapes`` writes, on the statements that are exported; the tests
hold it against an independent validator. Source: Shapes Constraint Language (W3C, 2017), section 3.6.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from vlavirgem_graphql.datasets.rdf.turtle import Graph, Term, gathered, subject_name
from vlavirgem_graphql.exchange.kinds import FieldType, Kind, KindField
from vlavirgem_graphql.exchange.kinds.namespaces import RDF, SHACL, XSD
from vlavirgem_graphql.exchange.kinds.published.addresses import class_address, property_address, shapes_address
from vlavirgem_graphql.exchange.kinds.published.context import DATATYPES, is_node
from vlavirgem_graphql.exchange.kinds.published.turtle_text import as_turtle

_TYPE = NamedNode(RDF + "type")


@dataclass(frozen=True)
class Violation:
    """A statement, or a missing one, that a shape does not allow. ``component`` is SHACL's name of the constraint."""

    subject: str
    path: str
    shape: str
    component: str
    value: Term | None = None


def violations_in(kind: Kind, triples: Iterable[Triple]) -> list[Violation]:
    """Hold the statements of an export against the shapes of its kind."""
    graph = gathered(Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    classes = {class_address(kind), *(stands_for for _other, stands_for in kind.other_classes)}
    found: list[Violation] = []
    for subject in graph.triples:
        if classes & {term.value for term in graph.values(subject, RDF + "type") if isinstance(term, NamedNode)}:
            found += _of_node(graph, kind, subject, kind.type_name, kind)
    return found


def _of_node(graph: Graph, kind: Kind, subject: str, owner: str, fields: Iterable[KindField]) -> Iterator[Violation]:
    for field in fields:
        path = property_address(kind, field)
        if not path:
            continue
        shape = f"{shapes_address(kind)}#{owner}-{field.name}"
        values = graph.values(subject, path)
        if field.required and not values:
            yield Violation(subject, path, shape, "MinCount")
        if not field.many and not field.has_language and path != RDF + "type" and len(values) > 1:
            yield Violation(subject, path, shape, "MaxCount")
        if field.has_language and not field.many and _says_twice(values):
            yield Violation(subject, path, shape, "UniqueLang")
        for value in values:
            yield from _of_value(graph, kind, field, value, Violation(subject, path, shape, "", value))


def _of_value(graph: Graph, kind: Kind, field: KindField, value: Term, at: Violation) -> Iterator[Violation]:
    if field.type is FieldType.GROUP:
        name = "" if isinstance(value, Literal) else subject_name(value)
        types = {term.value for term in graph.values(name, RDF + "type") if isinstance(term, NamedNode)}
        if field.class_uri and field.class_uri not in types:
            yield Violation(at.subject, at.path, at.shape, "Class", value)
        if next(_of_node(graph, kind, name, field.group_name, field.fields), None) is not None:
            yield Violation(at.subject, at.path, at.shape, "Node", value)
    elif is_node(field):
        if not isinstance(value, NamedNode):
            yield Violation(at.subject, at.path, at.shape, "NodeKind", value)
    elif not isinstance(value, Literal) or value.datatype.value != _datatype(field):
        yield Violation(at.subject, at.path, at.shape, "Datatype", value)


def _datatype(field: KindField) -> str:
    return RDF + "langString" if field.has_language else DATATYPES.get(field.type, XSD + "string")


def _says_twice(values: Iterable[Term]) -> bool:
    languages = [value.language for value in values if isinstance(value, Literal) and value.language]
    return len(set(languages)) < len(languages)


def report_of(violations: list[Violation]) -> bytes:
    """The report as a Turtle file: whether all of it fits, and what does not."""
    return as_turtle(_report(violations))


def _report(violations: list[Violation]) -> Iterator[Triple]:
    report = BlankNode("report")
    yield Triple(report, _TYPE, _sh("ValidationReport"))
    conforms = Literal("false" if violations else "true", datatype=NamedNode(XSD + "boolean"))
    yield Triple(report, _sh("conforms"), conforms)
    for number, each in enumerate(violations):
        result = BlankNode(f"result{number}")
        yield Triple(report, _sh("result"), result)
        yield Triple(result, _TYPE, _sh("ValidationResult"))
        yield Triple(result, _sh("resultSeverity"), _sh("Violation"))
        yield Triple(result, _sh("focusNode"), NamedNode(each.subject))
        yield Triple(result, _sh("resultPath"), NamedNode(each.path))
        yield Triple(result, _sh("sourceShape"), NamedNode(each.shape))
        yield Triple(result, _sh("sourceConstraintComponent"), _sh(f"{each.component}ConstraintComponent"))
        if each.value is not None:
            yield Triple(result, _sh("value"), each.value)


def _sh(name: str) -> NamedNode:
    return NamedNode(SHACL + name)
