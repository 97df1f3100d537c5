"""A contract on a person's own disk with the files that it refers to, as the zip that the website takes."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from vlavirgem_sandbox.catalogue.upload import ContractFile, refuse_size
from vlavirgem_sandbox.contracts.authored.persona_files import is_personas_file
from vlavirgem_sandbox.contracts.limits import MAX_SCHEMA_FILES
from vlavirgem_sandbox.contracts.sdl.sources import SUFFIXES as _GRAPHQL
from vlavirgem_sandbox.contracts.soap.sources import locations_in
from vlavirgem_sandbox.contracts.soap.xml_text import XmlTrouble, decoded, parsed

_XML: Final = frozenset({".wsdl", ".xsd"})
_JSON_OR_YAML: Final = frozenset({".json", ".yaml", ".yml"})
_CONTRACTS: Final = frozenset({*_JSON_OR_YAML, ".wsdl", *_GRAPHQL, ".zip"})
_REFERENCE = re.compile(rb"\$ref[\"']?[ \t]*:[ \t]*[\"']?([^\"'\s#{}\[\],]{1,500})")
_FOLDERS_UP: Final = 4
"""How far above a file a moved folder is looked for."""


def contract_files_in(folder: Path) -> list[Path]:
    """The files of a folder, and of those below it, that may be contracts by their names, in order."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in _CONTRACTS and path.is_file() and not is_personas_file(path.name)
    )


def gathered(main: Path, *, samples: Path | None = None) -> ContractFile:
    """The file with every file of its kind that it refers to by a relative path, and the XML files under ``samples``;
    a WSDL and a GraphQL schema with the test personas that lie beside them, too.

    A file that needs no other stays as it is, and so does a zip. What is missing is left for the check of the contract
    to say. Raises Refusal for a file that is too large.
    """
    if main.suffix.lower() == ".zip":
        refuse_size(main.stat().st_size, main.name)
        return ContractFile(data=main.read_bytes(), filename=main.name)
    reached = _reached(main.resolve())
    beside = sorted(path.resolve() for path in samples.rglob("*.xml")) if samples is not None else []
    beside += _personas_beside(main.resolve())
    if len(reached) + len(beside) == 1:
        return ContractFile(data=main.read_bytes(), filename=main.name)
    root = Path(os.path.commonpath([path.parent for path in (*reached, *beside)]))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in (*reached, *beside):
            refuse_size(path.stat().st_size, path.name)
            archive.writestr(path.relative_to(root).as_posix(), path.read_bytes())
    return ContractFile(data=packed.getvalue(), filename=f"{main.name}.zip")


def _personas_beside(main: Path) -> list[Path]:
    """OpenAPI and AsyncAPI name their test personas themselves."""
    if main.suffix.lower() in _JSON_OR_YAML:
        return []
    return sorted(path for path in main.parent.iterdir() if is_personas_file(path.name) and path.is_file())


def _reached(main: Path) -> list[Path]:
    waiting, found = [main], list[Path]()
    while waiting and len(found) <= MAX_SCHEMA_FILES:
        path = waiting.pop()
        if path in found:
            continue
        found.append(path)
        refuse_size(path.stat().st_size, path.name)
        waiting.extend(file for location in _locations(path) if (file := _file(path, location)) is not None)
    return found


def _locations(path: Path) -> Iterator[str]:
    """Where the file says that other files are."""
    if path.suffix.lower() in _JSON_OR_YAML:
        yield from (found.decode("utf-8", errors="replace") for found in _REFERENCE.findall(path.read_bytes()))
        return
    try:
        yield from locations_in(parsed(decoded(path.read_bytes())))
    except XmlTrouble:
        return  # the check of the contract says what is wrong with it


def _file(referring: Path, location: str) -> Path | None:
    """The file that a reference means: where it says, else under a folder further up, where such trees are cut up."""
    if not location or "://" in location or location.startswith(("/", "\\")):
        return None
    kinds = _XML if referring.suffix.lower() in _XML else _JSON_OR_YAML
    tail = location.replace("\\", "/").lstrip("./")
    folders = list(referring.parents)[: _FOLDERS_UP + 1]
    for candidate in (referring.parent / location, *(folder / tail for folder in folders)):
        file = candidate.resolve()
        if file.suffix.lower() in kinds and file.is_file():
            return file
    return None
