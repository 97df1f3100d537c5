"""The 285 municipalities of Flanders since 1 January 2025: a table of facts that ships with the house.

NIS code and name are those of Statbel's REFNIS of 2025; KBO numbers those of the Crossroads Bank for Enterprises; OVO
codes those of the Flemish organisation register.
"""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from importlib.resources import files

from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal

COUNT = 285


@dataclass(frozen=True, kw_only=True)
class Municipality:
    """One municipality as the registers know it."""

    nis_code: str
    name: str
    province: str
    arrondissement: str
    kbo_number: str
    ovo_code: str
    postal_codes: tuple[str, ...]

    @property
    def slug(self) -> str:
        """The short name in addresses: small ASCII letters, digits and hyphens."""
        plain = unicodedata.normalize("NFKD", self.name).encode("ascii", "ignore").decode().lower()
        return "-".join("".join(c if c.isalnum() else " " for c in plain).split())


@lru_cache
def municipalities() -> tuple[Municipality, ...]:
    """All of them, in the order of their NIS codes."""
    text = files(__package__).joinpath("register.tsv").read_text(encoding="utf-8")
    return tuple(
        Municipality(
            nis_code=row["nis"],
            name=row["name"],
            province=row["province"],
            arrondissement=row["arrondissement"],
            kbo_number=row["kbo"],
            ovo_code=row["ovo"],
            postal_codes=tuple(row["postal_codes"].split()),
        )
        for row in csv.DictReader(text.splitlines(), delimiter="\t")
    )


def find_municipality(name_or_code: str) -> Municipality:
    """By NIS code, name or short name; raises Refusal (404) with the nearest names."""
    wanted = name_or_code.strip().casefold()
    for municipality in municipalities():
        if wanted in {municipality.nis_code, municipality.name.casefold(), municipality.slug}:
            return municipality
    near = [m.name for m in municipalities() if m.slug.startswith(wanted[:3])][:5]
    raise Refusal(
        _("There is no municipality “%(name)s” among the 285 of Flanders.") % {"name": name_or_code},
        remedy=_("Did you mean: %(names)s?") % {"names": ", ".join(near)} if near else _("Give its name or NIS code."),
        code="unknown-municipality",
        status=HTTPStatus.NOT_FOUND,
    )
