"""Validators that have no part in making or checking our answers and messages: `prove contracts` holds those to them.

OpenAPI by ``jsonschema`` with the dialects of ``openapi-schema-validator``, AsyncAPI by its draft 7; SOAP by libxml2;
GraphQL by a walk of its own over the data.
They are fit for a person's own terminal only: their patterns may backtrack.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any, Protocol

from jsonschema import Draft7Validator
from lxml import etree
from openapi_schema_validator import OAS30ReadValidator, OAS31Validator
from referencing import Registry
from referencing.jsonschema import DRAFT7, DRAFT202012

from vlavirgem.cli.graphql_judge import GraphQLJudge
from vlavirgem_sandbox.contracts.asyncapi.asyncapi_contract import AsyncApiContract
from vlavirgem_sandbox.contracts.compiled import CompiledContract
from vlavirgem_sandbox.contracts.media_types import is_json
from vlavirgem_sandbox.contracts.model import Answer, Operation, SentMessage
from vlavirgem_sandbox.contracts.pointers import to_fragment
from vlavirgem_sandbox.contracts.sdl.graphql_contract import GraphQLContract
from vlavirgem_sandbox.contracts.soap.envelope import body_of
from vlavirgem_sandbox.contracts.soap.names import XS
from vlavirgem_sandbox.contracts.soap.soap_contract import SoapContract, element_of

_CONTRACT = "urn:contract"
_BODILESS = frozenset({204, 205, 304})


class Judge(Protocol):
    """Tells of one contract's answers whether they are valid."""

    def complaint(self, operation: Operation, answer: Answer) -> str | None:
        """Why the answer is not what the contract promises; empty when it is, None when this judge cannot tell."""

    def message_complaint(self, key: str, sent: SentMessage) -> str | None:
        """The same of a message that the service sends by itself."""


class OpenApiJudge:
    """Judges JSON answers against the schema that the contract has for their status and media type."""

    def __init__(self, compiled: CompiledContract) -> None:
        self._compiled = compiled
        document = compiled.tree.document
        self._kind = OAS30ReadValidator if str(document.get("openapi")).startswith("3.0") else OAS31Validator
        self._registry: Any = Registry().with_resource(_CONTRACT, DRAFT202012.create_resource(document))

    def complaint(self, operation: Operation, answer: Answer) -> str | None:
        """See :class:`Judge`."""
        rule = self._compiled.answer_rules(operation).for_status(answer.status)
        if rule is None:
            return f"status {answer.status} is not in the contract"
        if not rule.media or answer.status in _BODILESS:
            return "a body where the contract has none" if answer.body else ""
        media = rule.rule_for(answer.content_type)
        if media is None:
            return f"media type {answer.content_type!r} is not in the contract"
        if not media.schema_pointer or not is_json(answer.content_type):
            return None
        schema = {"$ref": f"{_CONTRACT}{to_fragment(media.schema_pointer)}"}
        validator = self._kind(schema, registry=self._registry)
        found = next(iter(validator.iter_errors(json.loads(answer.body))), None)
        return f"{found.json_path}: {found.message}" if found is not None else ""

    def message_complaint(self, key: str, sent: SentMessage) -> str | None:
        """See :class:`Judge`."""
        rule = self._compiled.outbox.maker(key).media.get(sent.content_type)
        if rule is None or not rule.schema_pointer or not is_json(sent.content_type):
            return None
        return self._message_fault(rule.schema_pointer, json.loads(sent.body))

    def _message_fault(self, pointer: str, value: Any) -> str:
        validator = self._kind({"$ref": f"{_CONTRACT}{to_fragment(pointer)}"}, registry=self._registry)
        found = next(iter(validator.iter_errors(value)), None)
        return f"{found.json_path}: {found.message}" if found is not None else ""


class AsyncApiJudge(OpenApiJudge):
    """Judges messages against the payload's schema in the AsyncAPI document itself, as the draft 7 that it is."""

    def __init__(self, compiled: AsyncApiContract) -> None:
        super().__init__(compiled)
        self._source: Any = Registry().with_resource(_CONTRACT, DRAFT7.create_resource(compiled.source))

    def _message_fault(self, pointer: str, value: Any) -> str:
        payload = self._compiled.tree.nodes[pointer].reference
        where = payload.target if payload is not None and payload.target is not None else pointer
        validator = Draft7Validator({"$ref": f"{_CONTRACT}{to_fragment(where)}"}, registry=self._source)
        found = next(iter(validator.iter_errors(value)), None)
        return f"{found.json_path}: {found.message}" if found is not None else ""


class SoapJudge:
    """Judges the element in the body against the XSD files, written to a folder for libxml2."""

    def __init__(self, compiled: SoapContract, folder: Path) -> None:
        self._compiled = compiled
        self._schemas: dict[str, etree.XMLSchema] = {}
        self._folder = folder
        for path, (_namespace, text) in compiled.sources.schemas().items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(etree.tostring(_without_remote_references(text)))

    def complaint(self, operation: Operation, answer: Answer) -> str | None:
        """See :class:`Judge`."""
        promised = self._compiled.declared(operation).answer
        if promised is None:
            return None
        content = body_of(etree.fromstring(answer.body))
        if content is None or content.tag != element_of(promised):
            return "the body does not hold the element of the answer"
        try:
            schema = self._schema(str(etree.QName(content).namespace or ""))
        except etree.XMLSchemaParseError:
            return None  # libxml2 does not take a set of schemas of which one part is wrong
        return "" if schema.validate(content) else str(schema.error_log[0].message)

    def message_complaint(self, key: str, sent: SentMessage) -> str | None:
        """Nothing: a service of SOAP sends no messages by itself."""

    def _schema(self, namespace: str) -> etree.XMLSchema:
        """The schemas of the namespace; what they import comes along."""
        if namespace not in self._schemas:
            root = etree.Element(f"{{{XS}}}schema", nsmap={"xs": XS})
            if namespace:
                root.set("targetNamespace", namespace)
            for path, (each, _text) in self._compiled.sources.schemas().items():
                if each == namespace:
                    etree.SubElement(root, f"{{{XS}}}include", schemaLocation=str(self._folder / path))
            self._schemas[namespace] = etree.XMLSchema(root)
        return self._schemas[namespace]


def judge_of(compiled: object, folder: Path) -> Judge:
    """The judge for a contract; ``folder`` is its own to write in."""
    if isinstance(compiled, GraphQLContract):
        return GraphQLJudge(compiled)
    if isinstance(compiled, SoapContract):
        return SoapJudge(compiled, Path(tempfile.mkdtemp(dir=folder)))
    if isinstance(compiled, AsyncApiContract):
        return AsyncApiJudge(compiled)
    if isinstance(compiled, CompiledContract):
        return OpenApiJudge(compiled)
    raise TypeError(compiled)


def _without_remote_references(text: str) -> etree._Element:
    root = etree.fromstring(text, etree.XMLParser(no_network=True, resolve_entities=False))
    for element in root.iter(f"{{{XS}}}import", f"{{{XS}}}include", f"{{{XS}}}redefine"):
        if "://" in element.get("schemaLocation", ""):
            del element.attrib["schemaLocation"]
    return root
