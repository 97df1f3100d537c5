"""``personas.yaml`` (or ``.yml``, ``.json``): the test personas of a contract whose own language has no place for them.

It lies in the zip beside a WSDL or a GraphQL schema, in whatever folder, and holds what ``x-vlavirgem-personas`` holds:
the list itself, or an object with the list under that name.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.authored.personas import EXTENSION, Personas
from vlavirgem_sandbox.contracts.authored.publishing import problems_of_personas
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue, Problem
from vlavirgem_sandbox.contracts.source_text import SourceRefused, read_value, refusal
from vlavirgem_tenants.test_data_guard import find_real_numbers

FILE_NAMES: Final = ("personas.yaml", "personas.yml", "personas.json")
_SHOWN: Final = 10


def is_personas_file(path: str) -> bool:
    """Whether a file is one of test personas, by its name."""
    return posixpath.basename(path).lower() in FILE_NAMES


def personas_beside(files: Mapping[str, bytes]) -> tuple[JsonObject, list[Problem]]:
    """What the contract's document keeps of the file of test personas among these (nothing where there is none), and
    what is wrong with some of them.

    Raises SourceRefused for a file that cannot be read, for several of them, and for a number of somebody real.
    """
    paths = sorted(filter(is_personas_file, files))
    if not paths:
        return {}, []
    if len(paths) > 1:
        raise refusal(
            _("There are %(count)d files with test personas: %(files)s.")
            % {"count": len(paths), "files": ", ".join(paths[:_SHOWN])},
            _("Keep one of them, with all test personas in it."),
            paths[1],
        )
    written, place = _written(files[paths[0]], paths[0])
    refuse_real_people(written, place)
    personas = Personas({EXTENSION: written}, place=place)
    return {EXTENSION: written}, list(problems_of_personas(personas))


def refuse_real_people(written: JsonValue, place: str) -> None:
    """Test personas are shown to whoever tries the service: none of them may be somebody. Raises SourceRefused."""
    found = find_real_numbers(written, place=place)
    if found:
        raise refusal(
            _("A test persona has the national register number of a real person, or what may be one."),
            _("Use a test number: one whose month is raised by 60 or 80. Nothing of this contract was kept."),
            found[0].place,
        )


def _written(data: bytes, path: str) -> tuple[JsonValue, str]:
    """What stands in the file, and where."""
    try:
        read = read_value(data, remedy=_("Write the test personas in it, or leave the file out."))
    except SourceRefused as refused:
        problem = refused.problem
        raise refusal(
            problem.message, problem.remedy, f"{path} {problem.place}".strip(), detail=problem.detail
        ) from refused
    if isinstance(read, dict) and EXTENSION in read:
        return read[EXTENSION], f"{path} /{EXTENSION}"
    return read, f"{path} "
