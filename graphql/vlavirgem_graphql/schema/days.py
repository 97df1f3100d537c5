"""Today, for rules that hang on a day."""

from __future__ import annotations

from typing import Final

from django.conf import settings

from vlavirgem.database.quoting import literal

# SQL of the day that it is where the organisations are, as ``timezone.localdate`` has it.
TODAY: Final = f"(now() at time zone {literal(settings.TIME_ZONE)})::date"
