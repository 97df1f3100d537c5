"""The kind ``association``: an association as a register knows it.

Source of the names: the OSLO application profile for associations without legal personality (Feitelijke Verenigingen)
and the Registered Organization Vocabulary (regorg) that it builds on. People are no part of it: who represents an
association is asked at the register itself.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.kinds.declaration import Kind
from vlavirgem_graphql.exchange.kinds.fields import address_of, code, day, group, identifier, moment, text, words
from vlavirgem_graphql.exchange.kinds.namespaces import ADMS, ADRES, DCT, FOAF, LOCN, ORG, REGORG, SCHEMA, SKOS

_LOCATION = (
    words("street", LOCN + "thoroughfare", _("Street"), "straat", "straatnaam", "thoroughfare"),
    text("houseNumber", ADRES + "Adresvoorstelling.huisnummer", _("House number"), "huisnummer"),
    text("box", ADRES + "Adresvoorstelling.busnummer", _("Box"), "bus", "busnummer"),
    text("postalCode", LOCN + "postCode", _("Postal code"), "postcode", "zip"),
    words("municipality", ADRES + "gemeentenaam", _("Municipality"), "gemeente", "gemeentenaam", "city"),
    code("nisCode", DCT + "spatial", _("NIS code"), "nis", "niscode"),
)
_CONTACT_POINT = (
    text("email", SCHEMA + "email", _("E-mail"), "e-mail", "mail"),
    text("telephone", SCHEMA + "telephone", _("Telephone"), "telefoon", "phone"),
    address_of("website", FOAF + "page", _("Website"), "url", "homepage"),
)

ASSOCIATION = Kind(
    name="association",
    label=_("Association"),
    plural=_("Associations"),
    description=_("Associations as a register knows them, by OSLO's profile for associations; without people."),
    type_name="Association",
    connection_name="associations",
    context_uri="https://data.vlaanderen.be/context/Feitelijke-Verenigingen-ap.jsonld",
    class_uri="https://data.vlaanderen.be/ns/FeitelijkeVerenigingen#Vereniging",
    title_field="name",
    often_offered=("name", "registrationNumber", "legalForm", "purpose", "activities", "status"),
    fields=(
        identifier(_("Identifier")),
        words("name", SKOS + "prefLabel", _("Name"), "naam", required=True),
        words("shortName", SKOS + "altLabel", _("Short name"), "korteNaam"),
        text("registrationNumber", REGORG + "registration", _("Registration number"), "vCode", "number", "code"),
        text("enterpriseNumber", ADMS + "identifier", _("Enterprise number"), "kboNummer", "kbo"),
        code("legalForm", ORG + "classification", _("Legal form"), "kind", "rechtsvorm", "verenigingstype", "type"),
        code("status", REGORG + "orgStatus", _("Status"), "state"),
        words("purpose", DCT + "description", _("Purpose"), "korteBeschrijving", "beschrijving", "doel", "description"),
        code(
            "activities",
            REGORG + "orgActivity",
            _("Activities"),
            "activiteiten",
            "hoofdactiviteiten",
            "hoofdactiviteitenVerenigingsloket",
            many=True,
        ),
        day("startDate", SCHEMA + "foundingDate", _("Began on"), "startdatum"),
        moment("registeredAt", DCT + "issued", _("Registered on"), "geregistreerdOp", "registratiedatum"),
        group(
            "locations",
            ORG + "hasSite",
            _("Places"),
            "AssociationLocation",
            _LOCATION,
            "seat",
            "zetel",
            "locaties",
            class_uri=ORG + "Site",
        ),
        group(
            "contactPoints",
            SCHEMA + "contactPoint",
            _("Contact"),
            "AssociationContactPoint",
            _CONTACT_POINT,
            "contact",
            "contactgegevens",
            class_uri=SCHEMA + "ContactPoint",
        ),
    ),
)
