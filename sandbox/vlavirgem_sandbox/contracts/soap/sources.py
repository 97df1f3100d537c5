"""The files of one SOAP contract: which are reached from the WSDL, and the schemas they hold as files of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from django.utils.translation import gettext as _
from lxml import etree

from vlavirgem_sandbox.contracts.file_paths import referred
from vlavirgem_sandbox.contracts.limits import MAX_SCHEMA_BYTES, MAX_SCHEMA_FILES, MAX_SCHEMA_NODES
from vlavirgem_sandbox.contracts.model import Problem
from vlavirgem_sandbox.contracts.soap.names import XS, local_of, namespace_of
from vlavirgem_sandbox.contracts.soap.wsdl import Wsdl, WsdlMessage, imports_of, read_wsdl, schemas_in
from vlavirgem_sandbox.contracts.soap.xml_text import XmlTrouble, parsed
from vlavirgem_sandbox.contracts.source_text import refusal

_X = f"{{{XS}}}"
_REFERRING = (f"{_X}import", f"{_X}include", f"{_X}redefine")


@dataclass(kw_only=True)
class Sources:
    """What stands in the files that a WSDL reaches."""

    main: str
    files: dict[str, str] = field(default_factory=dict)
    """Text by path; only what is reached."""
    roots: dict[str, etree._Element] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    wsdl: Wsdl = field(default_factory=lambda: Wsdl(name=""))

    def schemas(self) -> dict[str, tuple[str, str]]:
        """Namespace and text of every schema, by path: XSD files, and those in ``wsdl:types`` as files beside it."""
        found: dict[str, tuple[str, str]] = {}
        for path, root in self.roots.items():
            if root.tag == f"{_X}schema":
                found[path] = (root.get("targetNamespace", ""), self.files[path])
            for number, schema in enumerate(schemas_in(root), start=1):
                text = etree.tostring(schema, encoding="unicode", with_tail=False)
                found[f"{path}.types-{number}.xsd"] = (schema.get("targetNamespace", ""), text)
        for number, (namespace, text) in enumerate(_wrappers(self.wsdl), start=1):
            found[f"{self.main}.rpc-{number}.xsd"] = (namespace, text)
        return found


def reached(files: Mapping[str, str], main: str) -> Sources:
    """Follow every reference from the main file. Raises SourceRefused when that cannot be read, or for size."""
    sources = Sources(main=main)
    available = dict(files)
    waiting = [main]
    nodes = 0
    while waiting:
        path = waiting.pop()
        if path in sources.files:
            continue
        root = _read(sources, path, available[path])
        if root is None:
            continue
        sources.files[path], sources.roots[path] = available[path], root
        nodes += sum(1 for _element in root.iter())
        _refuse_size(sources, nodes)
        for location, place in _references(path, root):
            target = referred(path, location)
            if target in available:
                waiting.append(str(target))
            elif target is not None and (elsewhere := _elsewhere(target, location, files)):
                sources.problems.append(_moved(location, elsewhere, place))
                available[target] = available[elsewhere]
                waiting.append(target)
            elif location:
                sources.problems.append(_unreached(location, place, is_remote=_is_remote(location)))
    wsdls = [root for path, root in sources.roots.items() if root.tag != f"{_X}schema"]
    sources.wsdl = read_wsdl(wsdls)
    return sources


def locations_in(root: etree._Element) -> Iterator[str]:
    """Where a file says that the files it needs are."""
    yield from (location for location, _place in _references("", root))


def _read(sources: Sources, path: str, text: str) -> etree._Element | None:
    try:
        return parsed(text)
    except XmlTrouble as trouble:
        remedy = _("Repair the file and upload the contract again.")
        place = f"{path} {trouble.place}".strip()
        if path == sources.main:
            raise refusal(trouble.message, remedy, place, detail=trouble.detail) from trouble
        problem = Problem(severity="error", message=trouble.message, remedy=remedy, place=place, detail=trouble.detail)
        sources.problems.append(problem)
        return None


def _refuse_size(sources: Sources, nodes: int) -> None:
    size = sum(map(len, sources.files.values()))
    if len(sources.files) > MAX_SCHEMA_FILES or size > MAX_SCHEMA_BYTES or nodes > MAX_SCHEMA_NODES:
        raise refusal(
            _("The WSDL with its schemas is too large: more than %(files)d files, %(size)d MB or %(nodes)d elements.")
            % {"files": MAX_SCHEMA_FILES, "size": MAX_SCHEMA_BYTES // 1_000_000, "nodes": MAX_SCHEMA_NODES},
            _("Publish the parts as services of their own, each with the schemas it needs."),
            sources.main,
        )


def _references(path: str, root: etree._Element) -> Iterator[tuple[str, str]]:
    """Location and place of each reference to another file."""
    for location in imports_of(root):
        yield location, path
    for element in root.iter(*_REFERRING):
        yield (
            element.get("schemaLocation", ""),
            _("%(path)s, line %(line)d") % {"path": path, "line": element.sourceline},
        )


def _is_remote(location: str) -> bool:
    return "://" in location or location.startswith(("//", "urn:"))


def _elsewhere(target: str, location: str, files: Mapping[str, str]) -> str | None:
    """The one file that ends in what the reference names, where the folders around it were moved."""
    tail = "/" + location.replace("\\", "/").lstrip("./")
    found = [path for path in files if f"/{path}".endswith(tail)] if len(tail) > 1 else []
    return found[0] if len(found) == 1 and found[0] != target else None


def _moved(location: str, elsewhere: str, place: str) -> Problem:
    return Problem(
        severity="warning",
        message=_("The file '%(location)s' is not where the reference says; '%(path)s' is taken for it.")
        % {"location": location[:200], "path": elsewhere},
        remedy=_("Correct the reference, or move the file."),
        place=place,
    )


def _unreached(location: str, place: str, *, is_remote: bool) -> Problem:
    named = {"location": location[:200]}
    if is_remote:
        return Problem(
            severity="warning",
            message=_("'%(location)s' lies outside the contract. Such files are never fetched.") % named,
            remedy=_("Put the file in the archive, and refer to it by its relative path."),
            place=place,
        )
    return Problem(
        severity="warning",
        message=_("The file '%(location)s' is missing.") % named,
        remedy=_("Upload a zip with the WSDL and every file it refers to, in their own folders."),
        place=place,
    )


def _wrappers(wsdl: Wsdl) -> Iterator[tuple[str, str]]:
    """The elements around the parts of rpc messages, which no schema declares, as a schema."""
    for operation in wsdl.operations:
        for message in (operation.request, operation.answer):
            if message is not None and message.wrapper:
                yield namespace_of(message.wrapper), _wrapper(message)


def _wrapper(message: WsdlMessage) -> str:
    namespace = namespace_of(message.wrapper)
    schema = etree.Element(f"{_X}schema", nsmap={"xs": XS})
    if namespace:
        schema.set("targetNamespace", namespace)
    element = etree.SubElement(schema, f"{_X}element", name=local_of(message.wrapper))
    sequence = etree.SubElement(etree.SubElement(element, f"{_X}complexType"), f"{_X}sequence")
    for number, part in enumerate(message.parts):
        named = part.type or part.element
        declared = etree.SubElement(sequence, f"{_X}element", nsmap={f"p{number}": namespace_of(named) or XS})
        text = f"p{number}:{local_of(named)}" if namespace_of(named) else local_of(named)
        if part.type:
            declared.set("name", part.name)
            declared.set("type", text)
        else:
            declared.set("ref", text)
    for other in sorted({namespace_of(part.type or part.element) for part in message.parts}):
        if other not in {XS, "", namespace}:
            schema.insert(0, etree.Element(f"{_X}import", namespace=other))
    written: str = etree.tostring(schema, encoding="unicode")
    return written


def address_of(path: str) -> str:
    """The made-up address under which the schema engine finds a file of the contract; nothing answers there."""
    return f"http://contract.invalid/{quote(path)}"
