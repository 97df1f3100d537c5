"""The command `vlavirgem`: everything that is done to an installation from a terminal."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import typer

# A word, the module behind it, and what it is about. Each module has `app` (a group) or `command` (one command).
WORDS = {
    "up": "vlavirgem.cli.up",
    "demo": "vlavirgem.cli.demo",
    "doctor": "vlavirgem.cli.doctor",
    "migrate": "vlavirgem.cli.migrate",
    "tenant": "vlavirgem.cli.tenant",
    "service": "vlavirgem.cli.service",
    "tryout": "vlavirgem.cli.tryout",
    "chain": "vlavirgem.cli.chain",
    "dataset": "vlavirgem.cli.dataset",
    "agreement": "vlavirgem.cli.agreement",
    "kind": "vlavirgem.cli.kind",
    "key": "vlavirgem.cli.key",
    "schema": "vlavirgem.cli.schema",
    "evidence": "vlavirgem.cli.evidence",
    "purchase": "vlavirgem.cli.purchase",
    "bench": "vlavirgem.cli.bench",
    "prove": "vlavirgem.cli.prove",
}


def main() -> None:
    """Entry point of the command. Django is set up first, so that the modules can import models."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vlavirgem.settings.base")
    import django  # noqa: PLC0415 - after the settings are named

    from vlavirgem.settings.environment import SettingsError  # noqa: PLC0415

    try:
        django.setup()
    except SettingsError as error:
        sys.exit(str(error))
    from django.utils.translation import activate  # noqa: PLC0415 - as above

    from vlavirgem.cli.language import language_of  # noqa: PLC0415

    activate(language_of(os.environ))
    build()()


def build() -> typer.Typer:
    """The whole command with its groups."""
    app = typer.Typer(help="VlaVirGem: the trial town of the Flemish municipalities.", no_args_is_help=True)
    for word, module_name in WORDS.items():
        module = import_module(module_name)
        if hasattr(module, "app"):
            app.add_typer(module.app, name=word)
        else:
            app.command(word)(module.command)
    return app
