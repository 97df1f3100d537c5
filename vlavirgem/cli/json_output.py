"""What a command prints for programs."""

from __future__ import annotations

import json
from typing import Any

import typer


def print_json(told: Any) -> None:
    """Print what is told as JSON, in the words that it is told in."""
    typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
