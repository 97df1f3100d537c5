"""The kind ``mandate``: an office that somebody holds in a public body, such as mayor or member of a council.

Source of the names: OSLO Besluit and Mandaat, as local governments publish their mandates. Who holds an office is
public by decree; here the holders are made up, as all people are.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.kinds.declaration import Kind
from vlavirgem_graphql.exchange.kinds.fields import address_of, code, day, identifier, number, text, words
from vlavirgem_graphql.exchange.kinds.namespaces import FOAF, MANDAAT, ORG, RDFS

MANDATE = Kind(
    name="mandate",
    label=_("Mandate"),
    plural=_("Mandates"),
    description=_("Who holds which office in a public body, from when until when, by OSLO's profile for mandates."),
    type_name="Mandate",
    connection_name="mandates",
    context_uri="https://data.vlaanderen.be/doc/applicatieprofiel/mandatendatabank",
    class_uri=MANDAAT + "Mandataris",
    often_offered=("title", "role", "body", "organisationName", "status"),
    fields=(
        identifier(_("Identifier")),
        words("title", RDFS + "label", _("Title"), "titel", "naam", required=True),
        code("role", ORG + "role", _("Office"), "mandaat", "functie", "bestuursfunctie"),
        text("holder", FOAF + "name", _("Who holds it"), "mandataris", "persoon"),
        words("party", MANDAAT + "lijstnaam", _("Party or list"), "fractie", "lijst", "partij"),
        words("body", "", _("Governing body"), "bestuursorgaan", "orgaan"),
        words("organisationName", "", _("Organisation that it belongs to"), "bestuur", "bestuurseenheid"),
        address_of("organisation", ORG + "postIn", _("Address of that organisation"), "bestuurseenheidUri"),
        words("portfolios", MANDAAT + "beleidsdomein", _("Fields of policy"), "beleidsdomeinen", many=True),
        code("status", MANDAAT + "status", _("Status"), "mandatarisstatus"),
        number("rank", MANDAAT + "rangorde", _("Rank"), "rangorde"),
        day("startDate", MANDAAT + "start", _("Began on"), "startdatum", "van"),
        day("endDate", MANDAAT + "einde", _("Ended on"), "einddatum", "tot"),
        address_of("replacedBy", MANDAAT + "isTijdelijkVervangenDoor", _("Replaced for a time by"), "vervangenDoor"),
    ),
)
