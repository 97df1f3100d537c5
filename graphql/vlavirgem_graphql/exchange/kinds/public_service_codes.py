"""Codes of IPDC's lists for the kind ``public-service``."""

from __future__ import annotations

from typing import Final

# Codes that IPDC's lists hold today and that files with the lists of 2022 use as well, under other addresses.
TYPES: Final = (
    "AdviesBegeleiding",
    "Bewijs",
    "FinancieelVoordeel",
    "FinancieleVerplichting",
    "InfrastructuurMateriaal",
    "Toelating",
    "Voorwerp",
)
THEMES: Final = (
    "BouwenWonen",
    "BurgerOverheid",
    "CultuurSportVrijeTijd",
    "EconomieWerk",
    "MilieuEnergie",
    "MobiliteitOpenbareWerken",
    "OnderwijsWetenschap",
    "WelzijnGezondheid",
)
AUDIENCES: Final = ("Burger", "LokaalBestuur", "Onderneming", "Organisatie", "Vereniging", "VlaamseOverheid")
