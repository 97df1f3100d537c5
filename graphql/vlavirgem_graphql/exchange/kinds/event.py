"""The kind ``event``: something that takes place, for whoever may come.

Source of the names: schema.org's Event, which CPSV-AP and the calendars of local governments use.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.kinds.declaration import Kind
from vlavirgem_graphql.exchange.kinds.fields import (
    address_of,
    code,
    group,
    html,
    identifier,
    moment,
    number,
    text,
    words,
    yes_or_no,
)
from vlavirgem_graphql.exchange.kinds.namespaces import ADRES, DCAT, LOCN, SCHEMA

_PLACE = (
    words("name", SCHEMA + "name", _("Name"), "naam"),
    words("street", LOCN + "thoroughfare", _("Street"), "straat", "straatnaam"),
    text("houseNumber", ADRES + "Adresvoorstelling.huisnummer", _("House number"), "huisnummer"),
    text("postalCode", LOCN + "postCode", _("Postal code"), "postcode"),
    words("municipality", ADRES + "gemeentenaam", _("Municipality"), "gemeente", "gemeentenaam"),
)

EVENT = Kind(
    name="event",
    label=_("Calendar event"),
    plural=_("Calendar events"),
    description=_("Events: what takes place when and where, for whom, and how to come."),
    type_name="CalendarEvent",
    connection_name="calendarEvents",
    context_uri="https://schema.org/Event",
    class_uri=SCHEMA + "Event",
    other_classes=(("https://schema.org/Event", SCHEMA + "Event"),),
    often_offered=("title", "description", "type", "startsAt", "endsAt", "organiser", "keywords"),
    fields=(
        identifier(_("Identifier")),
        words("title", SCHEMA + "name", _("Title"), "titel", "naam", "name", required=True),
        html("description", SCHEMA + "description", _("Description"), "beschrijving", "omschrijving"),
        code("type", SCHEMA + "additionalType", _("Type"), "soort"),
        moment("startsAt", SCHEMA + "startDate", _("Starts at"), "start", "begin", "startdatum"),
        moment("endsAt", SCHEMA + "endDate", _("Ends at"), "einde", "einddatum"),
        code("status", SCHEMA + "eventStatus", _("Status"), "state"),
        words("organiser", SCHEMA + "organizer", _("Organiser"), "organisator", "inrichter"),
        group(
            "places",
            SCHEMA + "location",
            _("Places"),
            "CalendarEventPlace",
            _PLACE,
            "locatie",
            class_uri=SCHEMA + "Place",
        ),
        address_of("online", SCHEMA + "url", _("Where to follow it online"), "link", "url"),
        address_of("registration", SCHEMA + "potentialAction", _("Where to register"), "inschrijven"),
        code("audiences", SCHEMA + "audience", _("Target audiences"), "doelgroepen", "doelgroep", many=True),
        words("keywords", DCAT + "keyword", _("Keywords"), "trefwoorden", "tags", many=True),
        yes_or_no("free", SCHEMA + "isAccessibleForFree", _("Free of charge"), "gratis"),
        words("price", SCHEMA + "price", _("Price"), "prijs"),
        number("capacity", SCHEMA + "maximumAttendeeCapacity", _("How many can come"), "capaciteit"),
        code("languages", SCHEMA + "inLanguage", _("Languages"), "taal", "talen", many=True),
    ),
)
