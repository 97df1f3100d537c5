#!/usr/bin/env python
"""Django's own commands (makemigrations, shell, check). For everything else there is `vlavirgem`."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path[:0] = [str(ROOT / room) for room in (".", "tenants", "sandbox", "cms", "graphql")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vlavirgem.settings.base")

from django.core.management import execute_from_command_line  # noqa: E402 - the paths come first

if __name__ == "__main__":
    execute_from_command_line(sys.argv)
