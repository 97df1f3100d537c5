"""From uploaded files to a SOAP contract, or to the reasons why not."""

from __future__ import annotations

import logging
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.authored.persona_files import personas_beside
from vlavirgem_sandbox.contracts.digests import digest_of
from vlavirgem_sandbox.contracts.file_paths import without_common_folder
from vlavirgem_sandbox.contracts.generating.outcome import TooLarge, Ungeneratable
from vlavirgem_sandbox.contracts.limits import MAX_OPERATIONS, MAX_REHEARSED_ELEMENTS
from vlavirgem_sandbox.contracts.model import Contract, JsonObject, Operation, Problem, RequestExample
from vlavirgem_sandbox.contracts.problems import not_tried, nothing_works
from vlavirgem_sandbox.contracts.soap.components import trouble_in
from vlavirgem_sandbox.contracts.soap.envelope import wrapped
from vlavirgem_sandbox.contracts.soap.main_file import main_wsdl
from vlavirgem_sandbox.contracts.soap.names import WSDL_2, SoapVersion
from vlavirgem_sandbox.contracts.soap.sample_files import samples_among
from vlavirgem_sandbox.contracts.soap.schema_caps import refuse_costly
from vlavirgem_sandbox.contracts.soap.schemas import file_of
from vlavirgem_sandbox.contracts.soap.soap_contract import PATH, SoapContract, element_of
from vlavirgem_sandbox.contracts.soap.sources import reached
from vlavirgem_sandbox.contracts.soap.wsdl import WsdlOperation
from vlavirgem_sandbox.contracts.soap.xml_text import XmlTrouble, decoded, parsed, read_xml
from vlavirgem_sandbox.contracts.source_text import refusal

_log = logging.getLogger(__name__)
_CONTRACT_FILES: Final = (".wsdl", ".xsd", ".xml")
_DIALECT: Final = "wsdl-1.1"


def read_soap(files: Mapping[str, bytes], *, name: str) -> tuple[Contract | None, list[Problem]]:
    """Read the one service among the files. Raises SourceRefused when there is none, or several.

    ``name`` is that of the uploaded file: for messages, and the contract's where it has no name of its own.
    """
    texts, problems = _texts(files)
    main = main_wsdl(texts, name)
    _refuse_other_versions(texts, main)
    sources = reached(texts, main)
    problems += sources.problems
    refuse_costly(parsed(text) for _namespace, text in sources.schemas().values())
    document: JsonObject = {"kind": "wsdl", "main": main, "files": sources.files, "samples": [], "templates": {}}
    contract = _compiled(document)
    problems += _of_bindings(contract)
    if not contract.operations:
        raise refusal(
            _("The WSDL has no operation with a SOAP binding, so there is nothing to call."),
            _("Describe a binding for SOAP 1.1 or 1.2 and a service that offers it."),
            main,
        )
    samples = samples_among(texts, contract)
    personas, said = personas_beside(files)
    problems += [*samples.problems, *said]
    document |= {"samples": samples.answers, "templates": samples.templates} | personas
    contract = SoapContract.like(contract, document)
    _refuse_too_many(contract)
    operations = list(_rehearsal(contract, problems))
    problems += _unchecked(contract)
    if not any(operation.works for operation in operations):
        problems.insert(0, nothing_works(main))
        return None, problems
    return _contract(contract, operations, name), problems


def _texts(files: Mapping[str, bytes]) -> tuple[dict[str, str], list[Problem]]:
    """The XML files as text; what cannot be read is a problem of its place, and only stops what needs it."""
    paths = without_common_folder(path for path in files if path.lower().endswith(_CONTRACT_FILES))
    found, problems = {}, []
    for path, short in paths.items():
        try:
            found[short] = decoded(files[path])
        except XmlTrouble as trouble:
            if len(paths) == 1:
                raise refusal(trouble.message, _("Save the file as plain XML in UTF-8."), short) from trouble
            remedy = _("Save the file as plain XML in UTF-8.")
            problems.append(Problem(severity="error", message=trouble.message, remedy=remedy, place=short))
    return found, problems


def _refuse_other_versions(texts: Mapping[str, str], main: str) -> None:
    if WSDL_2 in texts[main][:4_000] and "schemas.xmlsoap.org/wsdl/" not in texts[main]:
        raise refusal(_("This is WSDL 2.0; WSDL 1.1 is read."), _("Publish the service's WSDL 1.1 document."), main)


def _compiled(document: JsonObject) -> SoapContract:
    contract = SoapContract(document, judged=True)
    try:
        contract.schemas.errors  # noqa: B018 - built here, so that what stops it is said here
    except Exception as error:  # a third party's code over a stranger's document: it may stumble in any way
        _log.info("xmlschema stumbled over a contract", exc_info=True)
        raise refusal(
            _("The schemas of this WSDL cannot be used together."),
            _("Check the XSD files with a tool of your own, and repair what it names."),
            document["main"],
            detail=str(error).split("\n", 1)[0][:300],
        ) from error
    return contract


def _refuse_too_many(contract: SoapContract) -> None:
    if len(contract.operations) > MAX_OPERATIONS:
        raise refusal(
            _("The contract has more than %(limit)d operations.") % {"limit": MAX_OPERATIONS},
            _("Split the contract over several services."),
            contract.sources.main,
        )


def _of_bindings(contract: SoapContract) -> Iterator[Problem]:
    for name in contract.sources.wsdl.skipped_bindings:
        yield Problem(
            severity="warning",
            message=_("The binding '%(name)s' is no SOAP binding; it is left out.") % {"name": name},
            remedy=_("Nothing, if the service is also offered over SOAP."),
            place=contract.sources.main,
        )


def _rehearsal(contract: SoapContract, problems: list[Problem]) -> Iterator[Operation]:
    untried = 0
    for operation in contract.operations:
        if contract.generator.elements_made > MAX_REHEARSED_ELEMENTS:
            untried += 1
            yield operation
        else:
            yield _tried(contract, operation, problems)
    if untried:
        problems.append(not_tried(untried, contract.sources.main))


def _tried(contract: SoapContract, operation: Operation, problems: list[Problem]) -> Operation:
    """The operation with what a dry run found: whether it works, and an example call."""
    declared = contract.declared(operation)
    why_not, place = _trouble(contract, declared)
    if not why_not:
        try:
            return replace(operation, request_example=_rehearsed(contract, operation, declared))
        except TooLarge:
            why_not = _("The smallest message that its schema allows is too large, or never ends.")
        except Exception as error:  # as above; and Ungeneratable, which says the rule
            if not isinstance(error, Ungeneratable):
                _log.info("xmlschema stumbled over an operation", exc_info=True)
            why_not = _("No message can be made that satisfies '%(rule)s' in its schema.") % {"rule": str(error)[:100]}
    problems.append(
        Problem(
            severity="error",
            message=_("The operation cannot answer. %(reason)s") % {"reason": why_not},
            remedy=_("Complete or correct the WSDL or the XSD that is named, and upload the contract again."),
            place=place or contract.sources.main,
            operation=operation.key,
        )
    )
    return replace(operation, works=False, why_not=why_not)


def _trouble(contract: SoapContract, declared: WsdlOperation) -> tuple[str, str]:
    """Why an operation cannot be served, and the file to look at; empty when it can."""
    reasons = {
        "encoded": _("It uses SOAP encoding (rpc/encoded), which no schema can check; only literal use is served."),
        "message": _("The WSDL refers to a message that it does not describe."),
        "parts": _("A document style message must have exactly one part that names an element."),
    }
    if declared.trouble:
        return reasons[declared.trouble], ""
    for message in (declared.request, declared.answer):
        if message is None:
            continue
        element = contract.schemas.elements.get(element_of(message))
        if element is None:
            named = {"name": element_of(message) or "?"}
            return _("The schemas have no element '%(name)s'.") % named, ""
        words, place = trouble_in(contract.schemas, element)
        if words:
            return _("A schema that it needs has a mistake: %(reason)s") % {"reason": words[:200]}, place
    return "", ""


def _rehearsed(contract: SoapContract, operation: Operation, declared: WsdlOperation) -> RequestExample:
    """Make what the operation will have to make, and an example call. Raises Ungeneratable."""
    if declared.answer is not None:
        contract.generator.element(contract.schemas.elements[element_of(declared.answer)], operation.key)
    version: SoapVersion = "1.1" if "1.1" in declared.actions else "1.2"
    template = contract.samples.templates.get(operation.key)
    if template is None:
        request = contract.generator.element(contract.schemas.elements[element_of(declared.request)], operation.key)
    else:
        request = read_xml(template.encode())
    headers = (("SOAPAction", f'"{declared.actions["1.1"]}"'),) if version == "1.1" else ()
    return RequestExample(
        path=PATH,
        headers=headers,
        content_type=operation.request_content_types[0],
        body=wrapped(request, version, readable=True).decode(),
        is_made_up=template is None,
    )


def _unchecked(contract: SoapContract) -> Iterator[Problem]:
    for pattern in contract.schemas.unchecked_patterns():
        yield Problem(
            severity="warning",
            message=_("The pattern %(pattern)s cannot be checked safely (too large, or no pattern of XML Schema).")
            % {"pattern": ", ".join(map(str, pattern.regexps))[:200]},
            remedy=_("Write the pattern in a simpler way. Until then it is not checked."),
            place=file_of(pattern),
        )


def _contract(contract: SoapContract, operations: list[Operation], name: str) -> Contract:
    wsdl = contract.sources.wsdl
    title = (wsdl.services[0] if wsdl.services else "") or wsdl.name or posixpath.splitext(name)[0]
    document: dict[str, Any] = contract.document
    return Contract(
        title=title,
        version="1",
        description=wsdl.documentation,
        dialect=_DIALECT,
        document=document,
        digest=digest_of(document),
        operations=tuple(operations),
        servers=tuple(wsdl.addresses),
    )
