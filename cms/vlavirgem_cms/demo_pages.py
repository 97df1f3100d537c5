"""What the demo town's organisations wrote down, in our own words. Figures are made up for the demo."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from vlavirgem_cms.shared.themes import Theme

Block = dict[str, Any]


def heading(words: str) -> Block:
    """Return a heading."""
    return {"type": "heading", "value": words}


def text(*paragraphs: str) -> Block:
    """Return paragraphs; each may hold ``<b>`` and links."""
    return {"type": "paragraph", "value": "".join(f"<p>{words}</p>" for words in paragraphs)}


def steps(*pairs: tuple[str, str]) -> Block:
    """Return steps: a title and an explanation each."""
    entries = [{"title": title, "text": f"<p>{explanation}</p>"} for title, explanation in pairs]
    return {"type": "steps", "value": entries}


def callout(title: str, words: str) -> Block:
    """Return a call-out."""
    return {"type": "callout", "value": {"title": title, "text": f"<p>{words}</p>"}}


def quote(words: str, source: str) -> Block:
    """Return a quote."""
    return {"type": "quote", "value": {"text": words, "source": source}}


def table(caption: str, *rows: str) -> Block:
    """Return a table; cells are apart by a vertical bar."""
    return {"type": "table", "value": {"caption": caption, "rows": list(rows)}}


@dataclass(frozen=True, kw_only=True)
class DemoPage:
    """A knowledge page of the demo. ``partners`` shares it with those only, ``shared`` with the network.

    ``picture`` is the description of the drawing that goes with it; empty for none.
    """

    slug: str
    tenant: str
    title: str
    summary: str
    themes: tuple[Theme, ...]
    body: tuple[Block, ...]
    visitors: bool = False
    shared: bool = False
    partners: tuple[str, ...] = ()
    adopters: tuple[str, ...] = ()
    picture: str = ""


@dataclass(frozen=True, kw_only=True)
class DemoHome:
    """The public face of a demo organisation."""

    tenant: str
    lead: str
    intro: str
    body: tuple[Block, ...] = field(default=())


HOMES: tuple[DemoHome, ...] = (
    DemoHome(
        tenant="net",
        lead="De proeftuin van de Vlaamse gemeenten",
        intro="Gemeenten en agentschappen proberen hier samen diensten uit, delen wat ze leren en kopen samen aan. "
        "Elk bestuur heeft zijn eigen ruimte. Wat je niet deelt, ziet niemand anders.",
        body=(
            heading("Zo begin je"),
            steps(
                ("Kies je bestuur", "Ga naar het adres van je eigen bestuur, bijvoorbeeld dat van Mechelen of Aalst."),
                ("Meld je aan", "Je rol bepaalt wat je kunt doen: proberen, meten, schrijven of aankopen."),
                ("Probeer een dienst", "Open een proefopstelling uit de catalogus. Er kan niets stuk."),
            ),
        ),
    ),
    DemoHome(
        tenant="mechelen",
        lead="Mechelen probeert het eerst uit",
        intro="We testen samen met Aalst, Genk en Leuven hoe een vereniging zich aan het loket kan laten registreren. "
        "Wat we leren, schrijven we hier op.",
        body=(
            callout(
                "Nu bezig",
                "Het proefproject “Verenigingen registreren aan het loket” loopt. We meten hoe lang een registratie "
                "duurt en hoe vaak het in één keer lukt.",
            ),
        ),
    ),
    DemoHome(
        tenant="aalst",
        lead="Aalst leert van de buren",
        intro="We nemen deel aan proefprojecten van andere gemeenten en kiezen daarna wat bij ons past.",
    ),
    DemoHome(
        tenant="genk",
        lead="Genk kiest met kennis van zaken",
        intro="Eerst proberen met testgegevens, dan pas beslissen. We bouwen verder op wat anderen al opschreven.",
    ),
    DemoHome(
        tenant="brugge",
        lead="Brugge houdt zijn producten op orde",
        intro="We onderhouden één catalogus van onze dienstverlening en bieden die aan andere besturen aan.",
    ),
    DemoHome(
        tenant="leuven",
        lead="Leuven koopt samen aan",
        intro="Met andere gemeenten schrijven we één bestek, met eisen die we eerst hebben uitgeprobeerd.",
    ),
)

PAGES: tuple[DemoPage, ...] = (
    DemoPage(
        slug="verenigingenloket",
        tenant="mechelen",
        title="Wat we leerden van het verenigingenloket",
        summary="Een vereniging registreren aan het loket lukt in enkele minuten, als de loketbediende niets twee "
        "keer moet intikken. Dit zou een volgende gemeente anders aanpakken.",
        themes=(Theme.ASSOCIATIONS, Theme.DIGITAL),
        visitors=True,
        shared=True,
        adopters=("genk",),
        picture="Een loket met een wachtrij van drie mensen, en een klok erboven",
        body=(
            heading("Waarom we dit probeerden"),
            text(
                "Verenigingen kwamen bij ons aan het loket met papieren, en vertrokken met de boodschap dat ze het "
                "thuis zelf online moesten regelen. Wie geen bestuurslid met een computer had, kwam niet verder.",
                "In de proeftuin koppelden we ons loket aan het verenigingsregister van het Agentschap Binnenlands "
                "Bestuur, met <b>testgegevens</b>. Zo konden we oefenen zonder dat er een echte vereniging bij "
                "betrokken was.",
            ),
            heading("Hoe het nu gaat aan het loket"),
            steps(
                ("Zoek eerst", "Vaak bestaat de vereniging al onder een oude naam. Zoek op naam en op postcode."),
                ("Vul drie velden in", "Naam, doel en zetel volstaan om te beginnen. De rest kan later."),
                ("Toon het scherm", "Laat de vereniging meelezen voor je indient. Dat haalt tikfouten eruit."),
                ("Geef het nummer mee", "De vereniging vertrekt met haar nummer, op papier of in een bericht."),
            ),
            heading("Wat het opleverde"),
            table(
                "Metingen in de proeftuin, met testgegevens",
                "Wat we maten | Voor | Na",
                "Minuten per registratie | 19 | 6",
                "In één keer gelukt | 6 op 10 | 9 op 10",
                "Velden die je moet invullen | 14 | 3",
            ),
            quote("Ik hoef niet meer te zeggen: doe het thuis maar.", "Een loketbediende in de gebruikerstest"),
            callout(
                "Dit zouden we anders doen",
                "Spreek vooraf af wie een dubbele vereniging samenvoegt. Wij ontdekten pas in week drie dat niemand "
                "dat mocht.",
            ),
        ),
    ),
    DemoPage(
        slug="gebruikerstest",
        tenant="mechelen",
        title="Een gebruikerstest aan het loket in één namiddag",
        summary="Met vier collega's, drie opdrachten en een chronometer weet je in één namiddag waar een scherm "
        "mensen ophoudt.",
        themes=(Theme.DIGITAL, Theme.CITIZENS),
        shared=True,
        body=(
            text("Je hebt geen labo nodig. Een rustig loket, een proefopstelling en iemand die meeschrijft volstaan."),
            steps(
                ("Schrijf drie opdrachten", "Elk in één zin, zonder woorden die op het scherm staan."),
                ("Zwijg", "Wie test, denkt hardop. Wie begeleidt, helpt niet."),
                ("Noteer waar het stopt", "Schrijf op wat iemand zocht, niet wat jij vond dat hij moest zien."),
                ("Kies één ding", "Verander één ding en test opnieuw. Anders weet je niet wat hielp."),
            ),
            callout("Let op", "Gebruik verzonnen mensen en verenigingen. Echte gegevens horen niet in een test."),
        ),
    ),
    DemoPage(
        slug="catalogus-opkuisen",
        tenant="brugge",
        title="Onze productencatalogus op orde in vier stappen",
        summary="Van een catalogus vol lege titels en dode links naar één die andere besturen kunnen gebruiken.",
        themes=(Theme.DATA, Theme.DIGITAL),
        visitors=True,
        shared=True,
        adopters=("aalst",),
        body=(
            text("Voor we onze catalogus aan andere besturen aanboden, wilden we zelf durven te lezen wat erin stond."),
            steps(
                ("Laad hem in", "Het verslag van de import noemt elke fiche zonder titel of met vreemde opmaak."),
                ("Schrap eerst", "Een op vijf fiches ging over iets dat we al jaren niet meer doen."),
                ("Schrijf titels als vragen", "Wat zou een inwoner intikken? Dat is de titel."),
                ("Spreek een eigenaar af", "Elke fiche heeft één dienst die ze elk jaar naleest."),
            ),
            table("Onze catalogus", "Fiches | Voor | Na", "Zonder titel | 11 | 0", "Ouder dan drie jaar | 84 | 9"),
        ),
    ),
    DemoPage(
        slug="samen-bestek",
        tenant="leuven",
        title="Afspraken voor één gezamenlijk bestek",
        summary="Vijf afspraken die we vooraf maakten, zodat de groepsaankoop niet over vergaderingen ging.",
        themes=(Theme.PURCHASING,),
        partners=("mechelen", "aalst", "genk"),
        body=(
            text("Met vier gemeenten één bestek schrijven gaat vlot als je vooraf weet wie waarover beslist."),
            steps(
                ("Eén penhouder", "Die schrijft, de anderen lezen na binnen een week."),
                ("Eisen uit vaststellingen", "Een eis komt erin als iemand ze in de proeftuin heeft vastgesteld."),
                ("Honderd punten", "We verdelen de punten voor we een offerte gezien hebben."),
                ("Hoeveelheden per gemeente", "Ieder tekent in per perceel, en past dat aan tot de publicatie."),
                ("Wie afhaakt, zegt het", "Dat mag, tot de dag voor de publicatie, met één zin uitleg."),
            ),
        ),
    ),
    DemoPage(
        slug="energieadvies",
        tenant="aalst",
        title="Energieadvies aan het loket: eerste indrukken",
        summary="Notities van de eerste twee weken. Nog niet klaar om te delen.",
        themes=(Theme.ENERGY,),
        body=(
            text(
                "Inwoners vragen eerst wat het kost, en dan pas wat het opbrengt. De berekening in de proeftuin geeft "
                "die volgorde niet. We zetten de kost bovenaan en proberen opnieuw."
            ),
        ),
    ),
    DemoPage(
        slug="zo-werkt-delen",
        tenant="net",
        title="Zo werkt kennis delen in de proeftuin",
        summary="Wat anderen zien als je een pagina deelt, en hoe je ze weer intrekt.",
        themes=(Theme.DIGITAL,),
        visitors=True,
        shared=True,
        body=(
            text(
                "Een pagina is van je eigen bestuur. Anderen zien ze pas als je op <b>Delen met het netwerk</b> kiest."
            ),
            steps(
                ("Kies met wie", "Met iedereen in het netwerk, of alleen met de besturen die je aanduidt."),
                (
                    "Bekijk wat zij zien",
                    "Je krijgt vooraf te zien wat er gedeeld wordt. Afbeeldingen gaan mee als kopie.",
                ),
                ("Trek in wanneer je wilt", "De pagina is dan meteen weg bij de anderen. Hun eigen concept houden ze."),
            ),
        ),
    ),
    DemoPage(
        slug="register-in-de-proeftuin",
        tenant="abb",
        title="Het verenigingsregister in de proeftuin: wat we zien",
        summary="Welke fouten gemeenten het vaakst maken bij een eerste koppeling, en wat je eraan doet.",
        themes=(Theme.ASSOCIATIONS, Theme.DATA),
        shared=True,
        body=(
            text("We kijken mee met de proefopstellingen van onze dienst. Drie fouten komen telkens terug."),
            table(
                "De drie fouten die het vaakst terugkomen",
                "Fout | Wat je ziet | Wat je doet",
                "Geen versie meegestuurd | Foutcode 412 | Stuur If-Match mee met de laatste ETag",
                "Datum in het verkeerde formaat | De plaats staat in het antwoord | Schrijf jaar-maand-dag",
                "Initiator vergeten | Foutcode 400 | Noem het bestuur dat de vraag stelt",
            ),
        ),
    ),
)
