"""A WSDL on a person's own disk with the files that it refers to, as the zip that the website takes."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path
from typing import Final

from vlavirgem_sandbox.catalogue.upload import ContractFile, refuse_size
from vlavirgem_sandbox.contracts.limits import MAX_SCHEMA_FILES
from vlavirgem_sandbox.contracts.soap.sources import locations_in
from vlavirgem_sandbox.contracts.soap.xml_text import XmlTrouble, decoded, parsed

_KINDS: Final = frozenset({".wsdl", ".xsd"})
_FOLDERS_UP: Final = 4
"""How far above a file a moved folder is looked for."""


def gathered(main: Path, *, samples: Path | None = None) -> ContractFile:
    """The WSDL, every ``.wsdl`` and ``.xsd`` that it refers to by a relative path, and the XML files under ``samples``.

    What is missing is left for the check of the contract to say. Raises Refusal for a file that is too large.
    """
    reached = _reached(main.resolve())
    beside = sorted(path.resolve() for path in samples.rglob("*.xml")) if samples is not None else []
    root = Path(os.path.commonpath([path.parent for path in (*reached, *beside)]))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in (*reached, *beside):
            refuse_size(path.stat().st_size, path.name)
            archive.writestr(path.relative_to(root).as_posix(), path.read_bytes())
    return ContractFile(data=packed.getvalue(), filename=f"{main.name}.zip")


def _reached(main: Path) -> list[Path]:
    waiting, found = [main], list[Path]()
    while waiting and len(found) <= MAX_SCHEMA_FILES:
        path = waiting.pop()
        if path in found:
            continue
        found.append(path)
        refuse_size(path.stat().st_size, path.name)
        try:
            root = parsed(decoded(path.read_bytes()))
        except XmlTrouble:
            continue  # the check of the contract says what is wrong with it
        waiting.extend(file for location in locations_in(root) if (file := _file(path, location)) is not None)
    return found


def _file(referring: Path, location: str) -> Path | None:
    """The file that a reference means: where it says, else under a folder further up, where such trees are cut up."""
    if not location or "://" in location or location.startswith(("/", "\\")):
        return None
    tail = location.replace("\\", "/").lstrip("./")
    folders = list(referring.parents)[: _FOLDERS_UP + 1]
    for candidate in (referring.parent / location, *(folder / tail for folder in folders)):
        file = candidate.resolve()
        if file.suffix.lower() in _KINDS and file.is_file():
            return file
    return None
