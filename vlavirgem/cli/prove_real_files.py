"""The second half of `vlavirgem prove imports`: real files, defects and all, through the importers and out again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.progress import track

from vlavirgem.cli.figures import Figure
from vlavirgem.cli.ground import fail
from vlavirgem_graphql.datasets.drafts import RecordDraft
from vlavirgem_graphql.datasets.exporting.linked import records_as_turtle, triples_of
from vlavirgem_graphql.datasets.exporting.report import violations_in
from vlavirgem_graphql.datasets.formats import CEVI, REFNIS, TURTLE, Format, Source
from vlavirgem_graphql.datasets.services import read_file
from vlavirgem_graphql.exchange.kinds import Kind
from vlavirgem_graphql.exchange.kinds.organisation import ORGANISATION
from vlavirgem_graphql.exchange.kinds.public_service import PUBLIC_SERVICE

MUNICIPALITIES: Final = 285
"""Of Flanders since the mergers of 1 January 2025."""
_BASE: Final = "https://imports.example/id/"
_CATALOGUES: Final = "lpdc/instanties"
# Counted in the text of the file, apart from the reader that is examined.
_INSTANCE: Final = re.compile(rb"#InstancePublicService>")
_SERVICE: Final = re.compile(rb"\sa <http://purl\.org/vocab/cpsv#PublicService>")
_PRODUCT: Final = re.compile(rb"<Product\s*>")


@dataclass
class Reading:
    """What came of the records of one or more files: how many they hold, and what was read, refused ones included."""

    held: int
    drafts: list[RecordDraft]

    @property
    def bodies(self) -> list[dict[str, object]]:
        """Of the records that are not refused."""
        return [draft.body for draft in self.drafts if not draft.refused]

    @property
    def refused(self) -> int:
        """How many are, each with its reason."""
        return len(self.drafts) - len(self.bodies)


def figures_of_real_files(folder: Path) -> list[Figure]:
    """Read what is in the folder (its layout is that of the developers' guide) and say what came of each record."""
    ipdc = _read(
        folder,
        ["ipdc/ipdc-diensten-2022.ttl"],
        TURTLE,
        PUBLIC_SERVICE,
        _SERVICE,
        "ipdc/ipdc-diensten-2022-codelijsten.ttl",
    )
    catalogues = [path.relative_to(folder).as_posix() for path in sorted((folder / _CATALOGUES).glob("*.ttl"))]
    lpdc = _read(folder, catalogues, TURTLE, PUBLIC_SERVICE, _INSTANCE)
    cevi = _read(folder, ["lpdc/LPDC_CEVI.xml"], CEVI, PUBLIC_SERVICE, _PRODUCT)
    refnis = _read(folder, ["municipalities/refnis2025.ttl"], REFNIS, ORGANISATION, None)
    return [
        *_accounted("services of IPDC", ipdc),
        *_accounted("services of LPDC", lpdc),
        *_accounted("products of CEVI", cevi),
        Figure(name="municipalities of REFNIS", value=len(refnis.bodies), unit="records"),
        _none("more or fewer municipalities than there are", abs(len(refnis.bodies) - MUNICIPALITIES)),
        _none("statements of LPDC that do not fit the shapes of their kind", _misfits(lpdc)),
        _none("services of IPDC that differ after an export and an import", _changed(ipdc)),
        _none("services of LPDC that differ after an export and an import", _changed(lpdc)),
    ]


def _read(
    folder: Path, names: list[str], form: Format, kind: Kind, mark: re.Pattern[bytes] | None, lists: str = ""
) -> Reading:
    reading = Reading(0, [])
    code_lists = _content(folder, lists) if lists else b""
    for name in track(names or [_CATALOGUES], "Reading", transient=True):
        content = _content(folder, name)
        reading.held += len(mark.findall(content)) if mark else 0
        source = Source(content=content, kind=kind, base=_BASE, code_lists=code_lists)
        reading.drafts += read_file(form, source)
    return reading


def _content(folder: Path, name: str) -> bytes:
    path = folder / name
    if not path.is_file():
        fail(f"There is no file {path}.", remedy="Name a folder with files as the developers' guide lists them.")
    return path.read_bytes()


def _accounted(name: str, reading: Reading) -> list[Figure]:
    return [
        Figure(name=f"{name} in the files", value=reading.held, unit="records"),
        Figure(name=f"{name} imported", value=len(reading.bodies), unit="records"),
        Figure(name=f"{name} refused, with the reason", value=reading.refused, unit="records"),
        _none(f"{name} of which nothing is said", abs(reading.held - len(reading.drafts))),
    ]


def _misfits(reading: Reading) -> int:
    return len(list(violations_in(PUBLIC_SERVICE, triples_of(PUBLIC_SERVICE, reading.bodies))))


def _changed(reading: Reading) -> int:
    """How many records are not the same once they were written as Turtle and read again."""
    before = {str(body["uri"]): body for body in reading.bodies}
    written = records_as_turtle(PUBLIC_SERVICE, before.values())
    read = list(TURTLE.read(Source(content=written, kind=PUBLIC_SERVICE, base=_BASE)))
    after = {draft.key: draft.body for draft in read}
    return sum(after.get(key) != body for key, body in before.items()) + len(after.keys() - before.keys())


def _none(name: str, value: int) -> Figure:
    return Figure(name=name, value=value, unit="records", limit=0)
