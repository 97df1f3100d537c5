"""A SOAP contract made ready to serve calls: match, check, answer."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from lxml import etree
from xmlschema.validators import XsdElement

from vlavirgem_sandbox.contracts.authored.personas import Personas
from vlavirgem_sandbox.contracts.model import (
    Answer,
    CallRequest,
    Cause,
    JsonObject,
    Message,
    Operation,
    ParameterSummary,
    SentMessage,
    Violation,
)
from vlavirgem_sandbox.contracts.routing import Match, MethodNotAllowed
from vlavirgem_sandbox.contracts.served import Download, NoOperation, WrittenRefusal
from vlavirgem_sandbox.contracts.soap.checking import is_valid, violations_of
from vlavirgem_sandbox.contracts.soap.envelope import (
    BadEnvelope,
    Envelope,
    body_of,
    read_envelope,
    version_of,
    violation,
    wrapped,
)
from vlavirgem_sandbox.contracts.soap.faults import fault
from vlavirgem_sandbox.contracts.soap.generating import XmlGenerator
from vlavirgem_sandbox.contracts.soap.names import MEDIA_TYPES, SoapVersion, local_of
from vlavirgem_sandbox.contracts.soap.own_address import linked, with_own_address
from vlavirgem_sandbox.contracts.soap.request_values import echoed, values_in
from vlavirgem_sandbox.contracts.soap.samples import Samples
from vlavirgem_sandbox.contracts.soap.schemas import Schemas, build
from vlavirgem_sandbox.contracts.soap.sources import Sources, reached
from vlavirgem_sandbox.contracts.soap.wishes import Wishes
from vlavirgem_sandbox.contracts.soap.wsdl import WsdlMessage, WsdlOperation
from vlavirgem_sandbox.contracts.soap.xml_text import XmlTrouble, read_xml
from vlavirgem_sandbox.contracts.state import StateStore

PATH: Final = "/"
"""Every operation is called at the address of the try-out itself, as SOAP has it; what follows it is not looked at."""


@dataclass(frozen=True, kw_only=True)
class _Served:
    operation: Operation
    declared: WsdlOperation
    request: str
    """``{namespace}name`` of the element that asks for it."""


class SoapContract:
    """Serves one WSDL with its schemas. Safe to share between threads: what is made late is made once."""

    def __init__(self, document: JsonObject, *, judged: bool = False) -> None:
        """``judged``: look for mistakes in its schemas too; for a contract that was never accepted."""
        self.document = document
        self._judged = judged
        self.sources: Sources = reached(document["files"], document["main"])
        self.samples = Samples(document.get("samples") or [], document.get("templates") or {})
        self.personas = Personas(document)
        self._served = {each.operation.key: each for each in _listed(self.sources)}
        self.operations: tuple[Operation, ...] = tuple(each.operation for each in self._served.values())
        self._lock = threading.RLock()
        self._schemas: Schemas | None = None
        self._generator: XmlGenerator | None = None

    @classmethod
    def like(cls, other: SoapContract, document: JsonObject) -> SoapContract:
        """The contract of a document with the same files, and with samples: its schemas need not be built again."""
        made = cls(document, judged=other._judged)
        made._schemas, made._generator = other._schemas, other._generator
        return made

    @property
    def messages(self) -> tuple[Message, ...]:
        """None: a service of SOAP answers, and sends nothing by itself."""
        return ()

    def message(self, key: str, *, seed: int, number: int, cause: Cause | None = None) -> SentMessage | None:
        """Raises LookupError: it has no messages."""
        raise LookupError(key)

    def message_violations(self, key: str, sent: SentMessage) -> list[Violation]:
        """Raises LookupError: it has no messages."""
        raise LookupError(key)

    @property
    def schemas(self) -> Schemas:
        """Built at the first call: it takes about a second for a megabyte of XSD."""
        with self._lock:
            if self._schemas is None:
                self._schemas = build(self.sources.schemas(), judged=self._judged)
            return self._schemas

    @property
    def generator(self) -> XmlGenerator:
        """Makes requests and answers of this contract."""
        with self._lock:
            if self._generator is None:
                self._generator = XmlGenerator(self.schemas)
            return self._generator

    def match(self, call: CallRequest) -> Match:
        """Find the operation by the element in the body, which WS-I Basic Profile 1.1 (R2710) makes unique.

        Where two operations take the same element, SOAPAction decides. Raises :class:`MethodNotAllowed` or
        :class:`NoOperation`.
        """
        if call.method != "POST":
            raise MethodNotAllowed(("POST",))
        try:
            envelope = read_envelope(call)
        except BadEnvelope as bad:
            raise NoOperation([bad.violation]) from bad
        found = [each for each in self._served.values() if each.request == envelope.content.tag]
        if not found:
            raise NoOperation([self._unknown(envelope)])
        acted = [each for each in found if envelope.action and envelope.action in each.declared.actions.values()]
        return Match(operation=(acted or found)[0].operation, path_parameters={})

    def violations(self, match: Match, call: CallRequest) -> list[Violation]:
        """Of the version and SOAPAction, and of the body against its XSD."""
        envelope = read_envelope(call)
        served = self._served[match.operation.key]
        found = list(_of_protocol(envelope, served.declared, call))
        declared = self.schemas.elements.get(served.request)
        return [*found, *violations_of(declared, envelope.content)] if declared is not None else found

    def answer(self, match: Match, call: CallRequest, *, store: StateStore, seed: int, now: datetime) -> Answer:
        """The sample that the request asks for, else an answer made from the XSD, about the persona that it names.

        Raises :class:`~vlavirgem_sandbox.contracts.generating.outcome.Ungeneratable` for an operation that does not
        work; ``read_contract`` has marked those.
        """
        envelope = read_envelope(call)
        served = self._served[match.operation.key]
        if served.declared.answer is None:
            return Answer(status=202, headers=(), body=b"", content_type="", origin="generated")
        values = values_in(envelope.content)
        declared = self.schemas.elements[element_of(served.declared.answer)]
        sample = self._sample(match.operation.key, {text for _name, text in values}, declared)
        if sample is not None:
            content = sample
        else:
            told_apart = f"{seed}|{match.operation.key}|{sorted(values)}"
            persona = self.personas.among(text for _name, text in values)
            content = self.generator.element(declared, told_apart, Wishes(echo=echoed(values), persona=persona))
        return Answer(
            status=200,
            headers=(),
            body=wrapped(content, envelope.version),
            content_type=f"{MEDIA_TYPES[envelope.version]}; charset=utf-8",
            origin="example" if sample is not None else "generated",
        )

    def answer_violations(self, operation: Operation, answer: Answer) -> list[Violation]:
        """Of the body of an answer against its XSD."""
        expected = self._served[operation.key].declared.answer
        if expected is None:
            return []
        try:
            content = body_of(read_xml(answer.body))
        except XmlTrouble as trouble:
            return [violation("body", "/", trouble.message, "XML 1.0")]
        declared = self.schemas.elements.get(element_of(expected))
        if declared is None or content is None or content.tag != declared.name:
            message = _("The Body must hold '%(name)s'.") % {"name": local_of(element_of(expected))}
            return [violation("body", "/", message, self.sources.main)]
        return violations_of(declared, content)

    def refusal(self, members: JsonObject, call: CallRequest) -> WrittenRefusal:
        """A fault in the version that the caller speaks."""
        return fault(members, version_of(call))

    def description(self, *, base_url: str, path: str) -> Download | None:
        """The WSDL, or another of its files, with addresses of the try-out instead of relative paths."""
        text = self.sources.files.get(path or self.sources.main)
        if text is None:
            return None
        content = linked(text, path or self.sources.main, base_url=base_url).encode()
        return Download(content=content, content_type="text/xml; charset=utf-8", extension=".wsdl")

    def download(self, *, base_url: str) -> Download:
        """A zip with the WSDL and every file it needs, in their folders; the address in it is the try-out's."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for path, text in sorted(self.sources.files.items()):
                entry = zipfile.ZipInfo(path)  # without a date: the same contract gives the same file
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, with_own_address(text, base_url=base_url))
        return Download(content=packed.getvalue(), content_type="application/zip", extension=".zip")

    def declared(self, operation: Operation) -> WsdlOperation:
        """What the WSDL says of an operation."""
        return self._served[operation.key].declared

    def _sample(self, key: str, values: set[str], declared: XsdElement) -> etree._Element | None:
        """The best sample that its schema allows: not all of them were looked at when the contract was read."""
        for text in self.samples.answers_for(key, values):
            content = read_xml(text.encode())
            if is_valid(declared, content):
                return content
        return None

    def _unknown(self, envelope: Envelope) -> Violation:
        known = ", ".join(local_of(each.request) for each in self._served.values())
        name = etree.QName(envelope.content)
        message = _("The contract has no operation for '%(name)s' in namespace '%(namespace)s'; it knows: %(known)s.")
        named = {"name": name.localname, "namespace": name.namespace or "", "known": known[:500]}
        return violation("body", "/Envelope/Body", message % named, self.sources.main)


def element_of(message: WsdlMessage) -> str:
    """The element in the body that carries a message, ``{namespace}name``; empty when it carries none."""
    return message.wrapper or next((part.element for part in message.parts), "")


def _listed(sources: Sources) -> Iterator[_Served]:
    names = [each.name for each in sources.wsdl.operations]
    for each in sources.wsdl.operations:
        key = each.name if names.count(each.name) == 1 else f"{each.port_type}.{each.name}"
        versions = sorted(each.actions)
        operation = Operation(
            key=key[:300],
            operation_id=each.name,
            method="POST",
            path=PATH,
            summary=each.documentation[:200],
            description=each.documentation,
            tags=(each.port_type,) if each.port_type else (),
            parameters=_action_parameter(each),
            request_content_types=tuple(_content_type(each, version) for version in versions),
            answer_statuses=("200",) if each.answer is not None else ("202",),
        )
        yield _Served(operation=operation, declared=each, request=element_of(each.request))


def _action_parameter(declared: WsdlOperation) -> tuple[ParameterSummary, ...]:
    """SOAP 1.1 sends the action as a header of its own (section 6.1.1), between quotes."""
    if "1.1" not in declared.actions:
        return ()
    return (
        ParameterSummary(
            name="SOAPAction",
            location="header",
            required=True,
            description="",
            schema={"type": "string"},
            example=f'"{declared.actions["1.1"]}"',
        ),
    )


def _content_type(declared: WsdlOperation, version: SoapVersion) -> str:
    if version == "1.1" or not declared.actions[version]:
        return f"{MEDIA_TYPES[version]}; charset=utf-8"
    return f'{MEDIA_TYPES[version]}; charset=utf-8; action="{declared.actions[version]}"'


def _of_protocol(envelope: Envelope, declared: WsdlOperation, call: CallRequest) -> Iterator[Violation]:
    if envelope.version not in declared.actions:
        message = _("This operation is offered in SOAP %(versions)s, not in SOAP %(version)s.")
        named = {"versions": ", ".join(sorted(declared.actions)), "version": envelope.version}
        yield violation("content-type", "Content-Type", message % named, declared.port_type)
        return
    expected = declared.actions[envelope.version]
    sent = envelope.action
    if envelope.version == "1.1" and call.header("SOAPAction") is None:
        message = _('The header SOAPAction is missing; it must be "%(expected)s".') % {"expected": expected}
        yield violation("header", "SOAPAction", message, "SOAP 1.1 section 6.1.1")
    elif sent and expected and sent != expected:
        message = _('The action must be "%(expected)s".') % {"expected": expected}
        yield violation("header", "SOAPAction", message, declared.port_type)
