"""The kind ``pilot-result``: what a pilot of local governments came to, for whoever considers the same.

There is no OSLO profile for it; the names are those of Dublin Core and schema.org, and where these have none the field
has an address of ours.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.kinds.declaration import Kind
from vlavirgem_graphql.exchange.kinds.fields import address_of, code, day, decimal, group, html, identifier, text, words
from vlavirgem_graphql.exchange.kinds.namespaces import DCAT, DCT, FOAF, SCHEMA

_FIGURE = (
    words("name", SCHEMA + "name", _("Name"), "naam", "kpi", required=True),
    text("unit", SCHEMA + "unitText", _("Unit"), "eenheid"),
    decimal("baseline", "", _("Baseline"), "nulmeting"),
    decimal("target", "", _("Target"), "streefwaarde"),
    decimal("measured", SCHEMA + "value", _("Measured"), "meting", "waarde"),
)
_FINDING = (
    words("title", DCT + "title", _("Title"), "titel", "bevinding"),
    html("description", DCT + "description", _("Description"), "beschrijving"),
)

PILOT_RESULT = Kind(
    name="pilot-result",
    label=_("Result of a pilot"),
    plural=_("Results of pilots"),
    description=_("What pilots came to: what was measured and found, and what was decided."),
    type_name="PilotResult",
    connection_name="pilotResults",
    context_uri="",
    class_uri="",
    often_offered=("title", "summary", "decision", "themes", "leadPartner"),
    fields=(
        identifier(_("Identifier")),
        words("title", DCT + "title", _("Title"), "titel", "naam", required=True),
        html("summary", DCT + "abstract", _("Summary"), "samenvatting"),
        html("goal", "", _("Goal"), "doel", "doelstelling"),
        code("decision", "", _("Decision"), "beslissing"),
        html("reason", "", _("Reason for the decision"), "motivering", "reden"),
        words("leadPartner", SCHEMA + "sponsor", _("Lead partner"), "penhouder", "trekker"),
        code("themes", DCAT + "theme", _("Themes"), "themas", "thema", many=True),
        day("startDate", SCHEMA + "startDate", _("Began on"), "startdatum", "start"),
        day("endDate", SCHEMA + "endDate", _("Ended on"), "einddatum", "einde"),
        group("figures", SCHEMA + "measuredProperty", _("Figures"), "PilotResultFigure", _FIGURE, "kpis", "cijfers"),
        group("findings", DCT + "hasPart", _("Findings"), "PilotResultFinding", _FINDING, "bevindingen"),
        address_of("website", FOAF + "page", _("Website"), "url"),
    ),
)
