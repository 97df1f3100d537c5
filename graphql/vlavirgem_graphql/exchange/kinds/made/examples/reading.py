"""The examples as documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from vlavirgem_graphql.exchange.kinds.made.document import read_document

FIRST: Final = "speelterrein"


def example_text(name: str) -> str:
    """The text of an example, as its author wrote it."""
    return (Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8")


def example(name: str) -> dict[str, Any]:
    """An example as a document."""
    return read_document(example_text(name).encode())
