"""The reference pages that are made from the code: ``python tools/reference.py write|check``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "reference"
sys.path[:0] = [str(ROOT / room) for room in (".", "tenants", "sandbox", "cms", "graphql")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vlavirgem.settings.base")


def settings_page() -> str:
    """Every environment variable: name, default, meaning."""
    from vlavirgem.settings.environment import Environment

    lines = [
        "# Settings",
        "",
        "Environment variables, read once at the start; a wrong one stops it and is named with what is expected.",
        "Made from `vlavirgem/settings/environment.py` by `python tools/reference.py write`.",
        "",
        "| variable | default | meaning |",
        "| --- | --- | --- |",
    ]
    for name, field in Environment.model_fields.items():
        variable = field.validation_alias or f"VLAVIRGEM_{name.upper()}"
        default = (
            "`/var/lib/vlavirgem` as root, else `~/.local/share/vlavirgem`" if name == "home" else f"`{field.default}`"
        )
        default = "" if field.default in {"", None} and name != "home" else default
        lines.append(f"| `{variable}` | {default} | {field.description} |")
    return "\n".join(lines) + "\n"


def command_page() -> str:
    """Every command with its arguments and options."""
    import django

    django.setup()
    from typer.main import get_command

    from vlavirgem.cli import build

    lines = ["# The command line", "", "Made from the commands themselves by `python tools/reference.py write`.", ""]
    for path, command in _commands(get_command(build()), ("vlavirgem",)):
        lines += [f"## `{' '.join(path)}`", "", (command.help or "").strip(), ""]
        rows = [_row(parameter) for parameter in command.params if parameter.name != "help"]
        if rows:
            lines += ["| | |", "| --- | --- |", *rows, ""]
    return "\n".join(lines)


def _commands(command: Any, path: tuple[str, ...]) -> list[tuple[tuple[str, ...], Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        return [(path, command)]
    return [found for name in inner for found in _commands(inner[name], (*path, name))]


def _row(parameter: Any) -> str:
    is_option = parameter.param_type_name == "option"
    name = ", ".join(parameter.opts) if is_option else (parameter.metavar or parameter.name or "").upper()
    return f"| `{name}` | {(getattr(parameter, 'help', '') or '').replace('|', '/')} |"


def main(verb: str) -> int:
    """Write the pages, or say which are not as the code has it."""
    stale = []
    for name, make in {"settings.md": settings_page, "command-line.md": command_page}.items():
        page, text = PAGES / name, make()
        if verb == "write":
            page.write_text(text)
        elif not page.exists() or page.read_text() != text:
            stale.append(name)
    for name in stale:
        print(f"docs/reference/{name} is not as the code has it. Run: python tools/reference.py write")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))
