"""Files that mean harm, for `prove imports`: written here, each for one way in which a reader of files can be hurt."""

from __future__ import annotations

from collections.abc import Iterator

from vlavirgem.cli.hostile import (
    archives,
    channels,
    damaged,
    documents,
    graphql_schemas,
    record_files,
    recordings,
    schemas,
    turtle,
    xml_files,
)
from vlavirgem.cli.hostile.case import Case


def corpus() -> Iterator[Case]:
    """All of them; the same each time."""
    for room in (
        documents,
        schemas,
        channels,
        damaged,
        xml_files,
        graphql_schemas,
        archives,
        recordings,
        turtle,
        record_files,
    ):
        yield from room.cases()
