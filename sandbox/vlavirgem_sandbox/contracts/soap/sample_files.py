"""Finding the sample answers and example requests among the uploaded files (see ``samples`` for the rule)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from vlavirgem_sandbox.contracts.limits import MAX_JUDGED_ELEMENTS, MAX_SAMPLE_BYTES
from vlavirgem_sandbox.contracts.model import Operation, Problem
from vlavirgem_sandbox.contracts.soap.checking import violations_of
from vlavirgem_sandbox.contracts.soap.envelope import body_of
from vlavirgem_sandbox.contracts.soap.samples import values_of_paths
from vlavirgem_sandbox.contracts.soap.soap_contract import SoapContract, element_of
from vlavirgem_sandbox.contracts.soap.xml_text import XmlTrouble, parsed


@dataclass(kw_only=True)
class SampleFiles:
    """What was found, as the document keeps it."""

    answers: list[dict[str, Any]] = field(default_factory=list)
    templates: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    judged_elements: int = 0
    size: int = 0


def samples_among(texts: Mapping[str, str], contract: SoapContract) -> SampleFiles:
    """Samples that fit their schema, as far as the caps let them be looked at; of the others, a problem each."""
    found = SampleFiles()
    answers: dict[str, dict[str, str]] = {}
    for path in sorted(path for path in texts if path.lower().endswith(".xml")):
        content = _content(path, texts[path], found)
        if content is None:
            continue
        for operation in contract.operations:
            declared = contract.declared(operation)
            asks = content.tag == element_of(declared.request)
            is_answer = declared.answer is not None and content.tag == element_of(declared.answer)
            if not (asks or is_answer) or not _has_room(found, texts[path], path):
                continue
            if found.judged_elements <= MAX_JUDGED_ELEMENTS and not _fits(contract, content, path, operation, found):
                continue
            if asks:
                found.templates.setdefault(operation.key, _text(content))
            else:
                answers.setdefault(operation.key, {})[path] = _text(content)
    for key, by_path in answers.items():
        values = values_of_paths(by_path)
        found.answers += [
            {"operation": key, "values": list(values[path]), "text": text} for path, text in by_path.items()
        ]
    return found


def _content(path: str, text: str, found: SampleFiles) -> etree._Element | None:
    try:
        root = parsed(text)
    except XmlTrouble as trouble:
        found.problems.append(
            Problem(
                severity="warning",
                message=trouble.message,
                remedy=_("Repair the sample, or leave it out."),
                place=f"{path} {trouble.place}".strip(),
                detail=trouble.detail,
            )
        )
        return None
    body = body_of(root)
    return root if body is None else body


def _has_room(found: SampleFiles, text: str, path: str) -> bool:
    found.size += len(text)
    if found.size <= MAX_SAMPLE_BYTES:
        return True
    if found.size - len(text) <= MAX_SAMPLE_BYTES:
        found.problems.append(
            Problem(
                severity="warning",
                message=_("The samples come to more than %(limit)d MB; this one and those after it are left out.")
                % {"limit": MAX_SAMPLE_BYTES // 1_000_000},
                remedy=_("Put in only the samples that you need."),
                place=path,
            )
        )
    return False


def _fits(contract: SoapContract, content: etree._Element, path: str, operation: Operation, found: SampleFiles) -> bool:
    found.judged_elements += sum(1 for _element in content.iter())
    declared = contract.schemas.elements.get(str(content.tag))
    violations = violations_of(declared, content) if declared is not None else []
    if violations:
        found.problems.append(
            Problem(
                severity="warning",
                message=_("This sample does not satisfy its schema, so it is not used. %(reason)s")
                % {"reason": violations[0].message},
                remedy=_("Correct the sample or the schema."),
                place=f"{path} {violations[0].pointer}",
                operation=operation.key,
            )
        )
    return not violations


def _text(content: etree._Element) -> str:
    written: str = etree.tostring(content, encoding="unicode", with_tail=False)
    return written
