"""The schemas of one contract, ready to check with: built by ``xmlschema`` from memory, patterns in linear time."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message as Headers
from typing import Any, Final
from urllib.error import URLError
from urllib.parse import unquote, urlsplit
from urllib.request import BaseHandler, OpenerDirector, Request
from urllib.response import addinfourl
from xml.sax.saxutils import quoteattr

import re2
import xmlschema
from elementpath.regex import RegexError, translate_pattern
from xmlschema.validators import XsdElement, XsdPatternFacets
from xmlschema.validators.builders import XsdBuilders

from vlavirgem_sandbox.contracts.limits import PATTERN_SIZE
from vlavirgem_sandbox.contracts.soap.names import XS
from vlavirgem_sandbox.contracts.soap.sources import address_of

_HOST: Final = "contract.invalid"
_ALL: Final = "all-schemas.xsd"
_OWN_SUFFIX = re.compile(r"\.(?:types|rpc)-\d+\.xsd\Z")


class _EveryText:
    """Stands for a pattern that the linear-time engine does not take: any text matches."""

    pattern = ""

    def match(self, text: str) -> object:
        return text is not None


class LinearPatterns(XsdPatternFacets):
    """``xs:pattern`` on RE2 in the place of Python's backtracking engine."""

    unchecked = False
    """True when one of the patterns could not be taken; it then lets everything pass."""

    def _parse_value(self, elem: Any) -> Any:
        try:
            return linear(str(elem.attrib.get("value", "")))
        except ValueError:
            self.unchecked = True
            return _EveryText()


def linear(pattern: str) -> Any:
    """The expression of an ``xs:pattern``, compiled by RE2. Raises ValueError when RE2 does not take it."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 8 * PATTERN_SIZE
    try:
        return re2.compile(rf"\A{bare_python(pattern)}\z", options)
    except re2.error as error:
        raise ValueError(str(error)) from error


def bare_python(pattern: str) -> str:
    """The expression in Python's syntax, as a group without anchors. Raises ValueError for what is no XSD pattern."""
    try:
        translated = translate_pattern(
            pattern, xsd_version="1.0", back_references=False, lazy_quantifiers=False, anchors=False
        )
    except (RegexError, RecursionError, OverflowError) as error:
        raise ValueError(str(error)) from error
    return str(translated).removeprefix("^").removesuffix(r"$(?!\n\Z)")


class _Schema(xmlschema.XMLSchema10):
    builders = XsdBuilders("1.0", LinearPatterns)


class _FromMemory(BaseHandler):
    """Opens the files of the contract, and nothing else: no other handler is asked."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files

    def default_open(self, request: Request) -> addinfourl:
        parts = urlsplit(request.full_url)
        path = unquote(parts.path).lstrip("/")
        if parts.hostname != _HOST or path not in self._files:
            raise URLError("not a file of this contract")
        return addinfourl(io.BytesIO(self._files[path].encode()), Headers(), request.full_url)


@dataclass(frozen=True, kw_only=True)
class Schemas:
    """Global elements by ``{namespace}name``, and what the engine could not make sense of."""

    elements: Mapping[str, XsdElement]
    engine: Any
    errors: list[Any] = field(default_factory=list)

    def substitutes(self, name: str) -> list[XsdElement]:
        """Elements that may stand in the place of a global element."""
        return [each for each in self.engine.maps.substitution_groups.get(name, ()) if not each.abstract]

    def unchecked_patterns(self) -> Iterator[LinearPatterns]:
        """Patterns that are not held against anything."""
        for schema in self.engine.maps.schemas:
            for component in schema.iter_components():
                patterns = getattr(component, "patterns", None)
                if isinstance(patterns, LinearPatterns) and patterns.unchecked:
                    yield patterns


def build(schemas: Mapping[str, tuple[str, str]], *, judged: bool) -> Schemas:
    """Build all schemas of :meth:`Sources.schemas` as one set.

    ``judged``: hold each file against the schema of schemas, which takes half of the time, and keep what is wrong as an
    error in its place that does not stop the others. Without, for files that were judged before.
    """
    files = {path: text for path, (_namespace, text) in schemas.items()}
    by_namespace: dict[str, list[str]] = {}
    for path, (namespace, _text) in schemas.items():
        by_namespace.setdefault(namespace, []).append(path)
    locations = {}
    for number, (namespace, paths) in enumerate(by_namespace.items(), start=1):
        gathered = f"namespace-{number}.xsd"
        files[gathered] = _gathering(namespace, paths)
        locations[namespace] = address_of(gathered)
    files[_ALL] = _importing(locations)
    opener = OpenerDirector()
    opener.add_handler(_FromMemory(files))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what could not be included or imported is an error or a problem of ours
        engine = _Schema(
            address_of(_ALL),
            validation="lax" if judged else "skip",
            locations=[*locations.items()],
            use_fallback=False,
            allow="remote",
            defuse="always",
            opener=opener,
        )
    return Schemas(elements=engine.maps.elements, engine=engine, errors=list(engine.maps.all_errors))


def file_of(component: Any) -> str:
    """The path of the file that a component stands in; the WSDL's own for a schema written in it."""
    url = getattr(getattr(component, "schema", None), "url", "") or ""
    return _OWN_SUFFIX.sub("", unquote(urlsplit(url).path).lstrip("/"))


def _gathering(namespace: str, paths: list[str]) -> str:
    target = f" targetNamespace={quoteattr(namespace)}" if namespace else ""
    included = "".join(f"<xs:include schemaLocation={quoteattr(address_of(path))}/>" for path in paths)
    return f'<xs:schema xmlns:xs="{XS}"{target}>{included}</xs:schema>'


def _importing(locations: Mapping[str, str]) -> str:
    imports = "".join(
        f"<xs:import{f' namespace={quoteattr(namespace)}' if namespace else ''} schemaLocation={quoteattr(location)}/>"
        for namespace, location in locations.items()
    )
    return f'<xs:schema xmlns:xs="{XS}" targetNamespace="urn:vlavirgem:all">{imports}</xs:schema>'
