"""From the bytes an agency uploads to a contract, or to the reasons why not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.archive import is_archive, unpacked
from vlavirgem_sandbox.contracts.asyncapi.reading import read_asyncapi
from vlavirgem_sandbox.contracts.authored import personas
from vlavirgem_sandbox.contracts.authored.persona_files import refuse_real_people
from vlavirgem_sandbox.contracts.bundling import bundled, is_openapi_archive
from vlavirgem_sandbox.contracts.compiled import CompiledContract
from vlavirgem_sandbox.contracts.digests import digest_of
from vlavirgem_sandbox.contracts.fields import text_at
from vlavirgem_sandbox.contracts.info import contact_of, mended_info
from vlavirgem_sandbox.contracts.model import Contract, Dialect, JsonObject, JsonValue, Problem
from vlavirgem_sandbox.contracts.openapi_tree import Tree
from vlavirgem_sandbox.contracts.own_address import without_own_address
from vlavirgem_sandbox.contracts.own_refusals import without_own_refusals
from vlavirgem_sandbox.contracts.problems import nothing_works
from vlavirgem_sandbox.contracts.rehearsal import rehearse
from vlavirgem_sandbox.contracts.sdl.reading import is_introspection, read_introspection, read_sdl
from vlavirgem_sandbox.contracts.sdl.sources import SUFFIXES, is_sdl_archive, looks_like_sdl
from vlavirgem_sandbox.contracts.soap.reading import read_soap
from vlavirgem_sandbox.contracts.soundness import reference_problems, refuse_unsound
from vlavirgem_sandbox.contracts.source_text import (
    SourceRefused,
    looks_like_xml,
    read_source,
    refusal,
    what_is_read,
)
from vlavirgem_sandbox.contracts.specification import check_specification
from vlavirgem_sandbox.contracts.swagger2.document import as_openapi

_WEB_PAGE = re.compile(rb"<(?:!doctype\s+)?html\b", re.IGNORECASE)
_VERSION = re.compile(r"3\.([01])(?:\.\d+)?(?:-\w+)?\Z")
_MOST_PROBLEMS: Final = 200


@dataclass(frozen=True, kw_only=True)
class ContractReport:
    """What reading a file gave."""

    contract: Contract | None
    """None when the file was refused; ``problems`` then says why."""
    problems: tuple[Problem, ...]


def read_contract(data: bytes, *, name: str = "") -> ContractReport:
    """Read an OpenAPI 3.0 or 3.1 contract, a Swagger 2.0 or an AsyncAPI 2 or 3 one, as JSON or YAML; a WSDL; or a
    GraphQL schema, in SDL or as the result of introspection.

    OpenAPI, Swagger, WSDL and SDL may also come in a zip, over several files; beside WSDL and SDL, with test personas.

    ``name`` is the file's name, for messages and for a contract without a title.

    Never raises on bad input: whatever is wrong comes back as problems. A contract with slips is read as far as its
    operations can work; it is refused when none can, or when it is hostile or something else than a contract.
    """
    try:
        if is_archive(data):
            files = unpacked(data)
            if is_sdl_archive(files):
                contract, problems = read_sdl(files, name=name)
            elif is_openapi_archive(files):
                contract, problems = _of_document(bundled(files, name=name), name)
            else:
                contract, problems = read_soap(files, name=name)
        elif looks_like_xml(data):
            _refuse_web_page(data)
            contract, problems = read_soap({f"{PurePosixPath(name).stem or 'contract'}.wsdl": data}, name=name)
        elif looks_like_sdl(data, name):
            contract, problems = read_sdl({_named(name): data}, name=name)
        else:
            contract, problems = _of_document(read_source(data), name)
    except SourceRefused as refused:
        return ContractReport(contract=None, problems=(refused.problem,))
    return ContractReport(contract=contract, problems=tuple(problems[:_MOST_PROBLEMS]))


def _named(name: str) -> str:
    """The file's name, such that it is read as a schema."""
    last = PurePosixPath(name).name or "contract.graphql"
    return last if last.lower().endswith(SUFFIXES) else f"{last}.graphql"


def _of_document(document: JsonObject, name: str) -> tuple[Contract | None, list[Problem]]:
    refuse_real_people(document.get(personas.EXTENSION), personas.PLACE)
    if "asyncapi" in document:
        return read_asyncapi(document, name)
    return read_introspection(document, name=name) if is_introspection(document) else _read(document, name)


def _refuse_web_page(data: bytes) -> None:
    if _WEB_PAGE.search(data[:1_000]):
        raise refusal(
            _("This is a web page, not a contract."),
            _("Upload the contract itself: an OpenAPI or AsyncAPI document, a WSDL or a GraphQL schema."),
        )


def _read(document: JsonObject, name: str) -> tuple[Contract | None, list[Problem]]:
    problems = []
    if "swagger" in document:
        problems.append(_require_swagger_2(document["swagger"]))
        document = as_openapi(document)
    document, said = _as_published(document)
    problems.extend(said)
    dialect = _dialect_of(document)
    problems.extend(mended_info(document, name))
    if not any(isinstance(document.get(part), dict) and document[part] for part in ("paths", "webhooks")):
        raise refusal(
            _("The contract has no paths, so there is nothing to call, and no webhooks."),
            _("Describe at least one path with one operation, or one webhook."),
            "/paths",
        )
    tree = Tree(document)
    refuse_unsound(tree)
    problems.extend(reference_problems(tree))
    rehearsed = rehearse(CompiledContract(document, tree=tree))
    problems.extend(rehearsed.problems)
    problems.extend(_not_said_before(check_specification(tree, dialect), problems))
    if not rehearsed.anything_works:
        problems.insert(0, nothing_works("/paths"))
        return None, problems
    info = document["info"]
    return (
        Contract(
            title=info["title"],
            version=info["version"],
            description=text_at(info, "description"),
            dialect=dialect,
            document=document,
            digest=digest_of(document),
            operations=rehearsed.operations,
            messages=rehearsed.messages,
            contact=contact_of(info),
            servers=_servers(document),
        ),
        problems,
    )


def _as_published(document: JsonObject) -> tuple[JsonObject, list[Problem]]:
    """Without what a try-out adds to the contract that its callers download."""
    published = without_own_refusals(without_own_address(document))
    if published is document:
        return document, []
    told = Problem(
        severity="warning",
        message=_("This contract comes from a try-out. The try-out's own address, keys and refusals are left out."),
        remedy=_("It works as it is. Name your own servers and security in the file that you keep."),
        place="",
    )
    return published, [told]


def _require_swagger_2(version: JsonValue) -> Problem:
    """Refuse older versions; of 2.0, say in what form it is read on."""
    if str(version) not in ("2", "2.0"):
        raise refusal(
            _("Swagger version '%(version)s' is not read; 2.0 is, and so are OpenAPI 3.0 and 3.1.")
            % {"version": str(version)[:40]},
            _("Convert the contract to OpenAPI 3.0 or 3.1."),
            "/swagger",
        )
    return Problem(
        severity="warning",
        message=_("This is Swagger 2.0. It is read as OpenAPI 3.0, and the places named here are those in that form."),
        remedy=_("It works as it is. Publish the next version as OpenAPI 3.0 or 3.1."),
        place="/openapi",
    )


def _dialect_of(document: JsonObject) -> Dialect:
    version = document.get("openapi")
    if version is None:
        raise refusal(
            _("This is no contract of a kind that is read: it has no field 'openapi', 'swagger' or 'asyncapi'."),
            what_is_read(),
        )
    # Written without quotes in JSON, 3.1 is a number.
    document["openapi"] = str(version)
    found = _VERSION.match(document["openapi"])
    if found is None:
        raise refusal(
            _("OpenAPI version '%(version)s' is not read; 3.0 and 3.1 are.") % {"version": str(version)[:40]},
            _("Convert the contract to OpenAPI 3.0 or 3.1."),
            "/openapi",
        )
    return "openapi-3.0" if found[1] == "0" else "openapi-3.1"


def _not_said_before(found: Iterator[Problem], problems: list[Problem]) -> Iterator[Problem]:
    """Leave out what the specification check finds where the engine has already said what is wrong."""
    places = {problem.place for problem in problems if problem.place}
    for problem in found:
        if not any(place.startswith(problem.place) for place in places):
            yield problem


def _servers(document: JsonObject) -> tuple[str, ...]:
    servers = document.get("servers")
    listed = servers if isinstance(servers, list) else []
    return tuple(server["url"] for server in listed if isinstance(server, dict) and isinstance(server.get("url"), str))
