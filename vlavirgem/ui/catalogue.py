"""The living catalogue: every token and component on one page, drawn by the templates that pages use."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from vlavirgem.ui.components import Choice, Column, Facet, Fact, HistoryLine, Step, Table
from vlavirgem.ui.fields import AmountField, DayField
from vlavirgem.ui.states import State

COLOURS = (
    ("ground", "ground-sunk", "ground-raised", "ground-hover"),
    ("ink", "ink-soft", "line", "line-strong"),
    ("accent", "accent-strong", "accent-soft", "accent-line"),
    ("signal", "signal-soft", "good", "good-soft", "bad", "bad-soft"),
)
TEXT_SIZES = ("3xl", "2xl", "xl", "l", "m", "s")
ICONS = (
    *("start", "services", "tryouts", "pilots", "purchases", "knowledge", "data", "developers", "manage"),
    *("search", "add", "edit", "copy", "share", "download", "check", "info", "warning", "clock", "person", "leave"),
)
THEN = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)


class SampleForm(forms.Form):
    """One of each kind of field."""

    name = forms.CharField(label="Naam van de proefopstelling", help_text="Zo vinden collega's ze terug.")
    start = DayField(label="Begint op")
    amount = AmountField(label="Geraamd bedrag (euro)", required=False)
    service = forms.ChoiceField(label="Dienst", choices=[("", "Kies een dienst"), ("1", "Verenigingsregister")])
    phase = forms.ChoiceField(
        label="Fase", widget=forms.RadioSelect, choices=[("prepare", "Voorbereiding"), ("run", "Uitvoering")]
    )
    contract = forms.FileField(label="Contract", help_text="OpenAPI 3.0 of 3.1, JSON of YAML.", required=False)
    story = forms.CharField(label="Wat wil je leren?", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    told = forms.BooleanField(label="Ik gebruik alleen testgegevens.")


def style(request: HttpRequest) -> HttpResponse:
    """Show every token and component."""
    return render(request, "vlavirgem/style.html", {**_tokens(), **_values(), **_forms()})


def _tokens() -> dict[str, Any]:
    return {
        "themes": ("light", "dark"),
        "colours": COLOURS,
        "text_sizes": TEXT_SIZES,
        "icons": ICONS,
        "states": State.values,
    }


def _values() -> dict[str, Any]:
    table = Table([Column(_("Try-out")), Column(_("State"), state=True), Column(_("Calls"), number=True)])
    table.add("Verenigingen aan het loket", State.ACTIVE, "1.204", url="#table")
    table.add("Energieadvies", State.PAUSED, "88", url="#table")
    return {
        "table": table,
        "facts": [
            Fact("Eigenaar", "Stad Mechelen"),
            Fact("Dienst", "Verenigingsregister, versie 2", "#facts"),
            Fact("Laatste oproep", "20/11/2026 om 14:30"),
        ],
        "steps": [
            Step(title="Doel en grondslag", progress="done", url="#steps"),
            Step(title="Velden kiezen", progress="current", note="Je kiest er 4 van de 12."),
            Step(title="Ondertekenen", progress="later", note="Wacht op stad Brugge."),
        ],
        "facets": [
            Facet(
                name="state",
                label=_("State"),
                choices=[Choice(value=State.ACTIVE, label=State.ACTIVE.label, count=3)],
                chosen=State.ACTIVE,
            )
        ],
        "page": Paginator(range(1, 240), 20).page(4),
        "history": [
            HistoryLine(at=THEN, who="An Peeters", what="opende de proefopstelling", reason="Loket 2027"),
            HistoryLine(at=THEN, who="Bart Maes", what="trok een sleutel in"),
        ],
        "then": THEN,
        "cards": [
            {"kind": "oproepen", "label": "Oproepen", "title": "412 oproepen in november", "url": "#evidence"},
            {"label": "Meting", "title": "Doorlooptijd: 6 minuten", "url": "#evidence", "line": "streefwaarde 8"},
        ],
        "here": {"label": "Bevinding", "title": "Ambtenaren vullen het adres twee keer in"},
        "later_cards": [
            {"label": "Eis", "title": "E-12: adres uit het register halen", "url": "#evidence"},
            {"label": "Gunningscriterium", "title": "Gebruiksgemak, 25 punten", "url": "#evidence", "state": "active"},
        ],
    }


def _forms() -> dict[str, Any]:
    wrong = SampleForm({"name": "", "start": "31/02/2026", "service": "1"}, auto_id="wrong_%s")
    wrong.is_valid()
    return {"form": SampleForm(), "wrong_form": wrong}
