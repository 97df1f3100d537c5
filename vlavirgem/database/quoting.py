"""Names and texts, quoted for SQL that is put together as text: the one place where that is done.

Statements with values go with parameters. This is for what cannot have any: DDL, and statements that travel together.
"""

from __future__ import annotations


def identifier(name: str) -> str:
    """A name. Raises ValueError for one with a zero byte, which would end the statement there."""
    return '"' + _whole(name).replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text, right whether ``standard_conforming_strings`` is on or off. Raises ValueError as ``identifier``."""
    quoted = "'" + _whole(text).replace("'", "''") + "'"
    return " E" + quoted.replace("\\", "\\\\") if "\\" in quoted else quoted


def _whole(text: str) -> str:
    if "\0" in text:
        raise ValueError("A text for PostgreSQL cannot hold a zero byte.")
    return text
