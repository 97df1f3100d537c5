"""What the demo's purchase says: made-up suppliers and figures, in our own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from vlavirgem_sandbox.purchases.models import Rule, TermName
from vlavirgem_sandbox.purchases.services.specification import LotText

# Figures of Belgian and European procurement law as we read them on the day of writing; no advice.
TERMS: Final = (
    (
        TermName.STANDSTILL_DAYS,
        Decimal(15),
        date(2017, 6, 30),
        "Wet van 17 juni 2013 (motivering, informatie en rechtsmiddelen), artikel 11",
    ),
    (
        TermName.EU_THRESHOLD,
        Decimal(221_000),
        date(2024, 1, 1),
        "Richtlijn 2014/24/EU, artikel 4, zoals herzien voor 2024",
    ),
    (
        TermName.EU_THRESHOLD,
        Decimal(216_000),
        date(2026, 1, 1),
        "Richtlijn 2014/24/EU, artikel 4, zoals herzien voor 2026",
    ),
    (
        TermName.SMALL_CONTRACT,
        Decimal(30_000),
        date(2017, 6, 30),
        "Wet van 17 juni 2016 inzake overheidsopdrachten, artikel 92",
    ),
)

LOTS: Final = (
    LotText(
        title="Loketprogramma voor verenigingen",
        unit="licenties",
        ceiling=Decimal(150),
        estimated_value=Decimal(90_000),
        description="Een licentie is één medewerker aan de balie, voor vier jaar, met onderhoud.",
    ),
    LotText(
        title="Opleiding van baliemedewerkers",
        unit="dagen",
        ceiling=Decimal(40),
        estimated_value=Decimal(32_000),
        description="Een dag ter plaatse, voor hoogstens twaalf mensen.",
    ),
)

# The text, and the lot by its place (None: for all lots). Each rests on the finding of the pilot at the same place.
REQUIREMENTS: Final = (
    ("Het programma controleert adres en soort van de vereniging vóór het een aanvraag verstuurt.", 0),
    ("Elke aanvraag volgt het contract van het Verenigingsregister; een fout komt met plaats en reden terug.", None),
    ("Een medewerker vindt een vereniging op een deel van haar naam, binnen twee seconden.", 0),
)

# Title, weight, rule, explanation, and the requirement by its place.
CRITERIA: Final = (
    ("Prijs", 50, Rule.PRICE, "De prijs per eenheid, zonder btw.", None),
    ("Controle vooraf", 30, Rule.QUALITY, "Hoe helpt het programma om fouten te vermijden vóór het verstuurt?", 0),
    ("Gemak aan de balie", 20, Rule.QUALITY, "Hoe vlot registreert een nieuwe medewerker een vereniging?", 2),
)

# Per participant, for each lot: how much, and the decision behind it (empty: not binding).
COMMITMENTS: Final[dict[str, tuple[tuple[Decimal, str], ...]]] = {
    "mechelen": (
        (Decimal(45), "College van 2 november 2026, nr. 2026-1187"),
        (Decimal(10), "College van 2 november 2026, nr. 2026-1187"),
    ),
    "aalst": ((Decimal(40), "College van 9 november 2026, nr. 31"), (Decimal(8), "")),
    "genk": ((Decimal(25), ""), (Decimal(6), "")),
    "leuven": ((Decimal(30), "Gemeenteraad van 26 oktober 2026, nr. 14"), (Decimal(12), "")),
}


@dataclass(frozen=True, kw_only=True)
class ReceivedBid:
    """A bid of the demo: a price per lot, an answer per quality criterion, and per evaluator points with a reason."""

    supplier: str
    kbo_number: str
    prices: tuple[Decimal, ...]
    answers: tuple[str, ...]
    scores: tuple[tuple[tuple[Decimal, str], ...], ...]


BIDS: Final = (
    ReceivedBid(
        supplier="Loketbouwers cv",
        kbo_number="0123456749",
        prices=(Decimal("540.00"), Decimal("780.00")),
        answers=(
            "Elk veld wordt nagekeken terwijl je typt, met de lijsten van het register.",
            "Drie schermen, te bedienen met het toetsenbord. Een oefenloket hoort erbij.",
        ),
        scores=(
            ((Decimal(8), "Kijkt alle velden na; het adres pas bij het bewaren."), (Decimal("8.5"), "Weinig klikken.")),
            ((Decimal("8.5"), "De meldingen zijn duidelijk."), (Decimal(8), "Na een uur kan een nieuwe collega het.")),
        ),
    ),
    ReceivedBid(
        supplier="Balie & Byte bv",
        kbo_number="0999999922",
        prices=(Decimal("465.00"), Decimal("825.00")),
        answers=(
            "De aanvraag wordt als geheel nagekeken bij het versturen.",
            "Eén lang formulier met uitleg naast elk veld.",
        ),
        scores=(
            (
                (Decimal(5), "Fouten komen pas na het versturen, zoals in ons proefproject."),
                (Decimal(6), "Lang formulier."),
            ),
            ((Decimal("5.5"), "Een lijst met fouten, maar zonder plaats."), (Decimal("6.5"), "Uitleg is goed.")),
        ),
    ),
    ReceivedBid(
        supplier="Civica Noord nv",
        kbo_number="0888888895",
        prices=(Decimal("620.00"), Decimal("695.00")),
        answers=(
            "Nakijken per veld, met een voorstel bij een schrijffout in straat of gemeente.",
            "Zoeken op een deel van de naam, met de laatst bezochte verenigingen bovenaan.",
        ),
        scores=(
            ((Decimal(9), "Stelt de juiste straat voor."), (Decimal(7), "Veel schermen, wel snel zoeken.")),
            ((Decimal(9), "Beste controle van de drie."), (Decimal("7.5"), "Zoeken gaat snel.")),
        ),
    ),
)
