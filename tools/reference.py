"""What is published of the code, made from it: ``python tools/reference.py write|check``.

``compare [REVISION]`` holds the gateway's schema against the one of a revision of the repository (HEAD).
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "reference"
SCHEMA = "schema.graphql"
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


def schema_file() -> str:
    """The whole schema of the gateway, with the kinds that come with the house."""
    import django

    django.setup()
    from vlavirgem_graphql.schema.root import schema_text

    return schema_text("en").rstrip() + "\n"


FILES = {"settings.md": settings_page, "command-line.md": command_page, SCHEMA: schema_file}


def unannounced(older: str) -> int:
    """How many changes of the schema break clients of an older one and are announced nowhere; says which."""
    newer = schema_file()
    from vlavirgem_graphql.schema.history.comparison import compare

    found = compare(older, newer).unannounced()
    for sentence in found:
        print(f"This breaks clients of the gateway: {sentence}")
    if found:
        print(
            "Keep what was there and deprecate it, or announce it: the same sentences in `breaks` of an Announcement "
            "in graphql/vlavirgem_graphql/schema/history/announced.py."
        )
    return len(found)


def compare_with(revision: str) -> int:
    """Hold the schema against that of a revision; 0 where the repository has none."""
    name = f"{revision}:docs/reference/{SCHEMA}"
    shown = subprocess.run(["git", "show", name], cwd=ROOT, capture_output=True, text=True, check=False)
    if shown.returncode:
        print(f"There is no {name} to compare the schema with.")
        return 0
    return 1 if unannounced(shown.stdout) else 0


def write() -> int:
    """Write the files; not one of them when the schema would break clients unannounced."""
    published = PAGES / SCHEMA
    if published.exists() and unannounced(published.read_text()):
        return 1
    for name, make in FILES.items():
        (PAGES / name).write_text(make())
    return 0


def check() -> int:
    """Say which files are not as the code has it."""
    stale = [
        name for name, make in FILES.items() if not (PAGES / name).exists() or (PAGES / name).read_text() != make()
    ]
    for name in stale:
        print(f"docs/reference/{name} is not as the code has it. Run: python tools/reference.py write")
    return 1 if stale else 0


def main(verb: str = "check", *arguments: str) -> int:
    """The exit code of what is asked for."""
    if verb == "compare":
        return compare_with(*arguments or ("HEAD",))
    return write() if verb == "write" else check()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
