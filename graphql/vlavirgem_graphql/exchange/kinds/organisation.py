"""The kind ``organisation``: a public organisation, as the registers of governments know it.

Source of the names: OSLO Organisatie (basis), the Organization Ontology (W3C, 2014) and OSLO Besluit for what it
governs. People are no part of it: who holds an office is a record of the kind ``mandate``.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.kinds.declaration import Kind
from vlavirgem_graphql.exchange.kinds.fields import address_of, code, day, group, identifier, text, words
from vlavirgem_graphql.exchange.kinds.namespaces import (
    ADRES,
    BESLUIT,
    DCT,
    FOAF,
    LOCN,
    ORG,
    REGORG,
    SCHEMA,
    SKOS,
)

_SITE = (
    words("street", LOCN + "thoroughfare", _("Street"), "straat", "straatnaam"),
    text("houseNumber", ADRES + "Adresvoorstelling.huisnummer", _("House number"), "huisnummer"),
    text("box", ADRES + "Adresvoorstelling.busnummer", _("Box"), "bus", "busnummer"),
    text("postalCode", LOCN + "postCode", _("Postal code"), "postcode"),
    words("municipality", ADRES + "gemeentenaam", _("Municipality"), "gemeente", "gemeentenaam"),
)
_CONTACT_POINT = (
    text("email", SCHEMA + "email", _("E-mail"), "e-mail", "mail"),
    text("telephone", SCHEMA + "telephone", _("Telephone"), "telefoon"),
    address_of("website", FOAF + "page", _("Website"), "url", "homepage"),
)

ORGANISATION = Kind(
    name="organisation",
    label=_("Public organisation"),
    plural=_("Public organisations"),
    description=_("Public organisations, such as municipalities and agencies, by OSLO's profile; without people."),
    type_name="PublicOrganisation",
    connection_name="publicOrganisations",
    context_uri="https://data.vlaanderen.be/context/organisatie-basis.jsonld",
    class_uri=ORG + "Organization",
    other_classes=(
        (BESLUIT + "Bestuurseenheid", ORG + "Organization"),
        (REGORG + "RegisteredOrganization", ORG + "Organization"),
        ("http://data.europa.eu/m8g/PublicOrganisation", ORG + "Organization"),
    ),
    title_field="name",
    often_offered=("name", "classification", "level", "nisCode", "ovoNumber", "enterpriseNumber", "status"),
    fields=(
        identifier(_("Identifier")),
        words("name", SKOS + "prefLabel", _("Name"), "naam", "lpdcName", required=True),
        words("otherNames", SKOS + "altLabel", _("Other names"), "alternatieveNaam", many=True),
        words("legalName", REGORG + "legalName", _("Legal name"), "maatschappelijkeNaam"),
        code("classification", ORG + "classification", _("Sort of organisation"), "class", "soort", "type"),
        code("level", "", _("Level of government"), "bestuursniveau"),
        text("nisCode", SKOS + "notation", _("NIS code"), "nis", "niscode", "refnis"),
        text("ovoNumber", ORG + "identifier", _("OVO number"), "ovo", "ovoNummer", "ovoCode"),
        text("enterpriseNumber", REGORG + "registration", _("Enterprise number"), "kbo", "kboNummer"),
        words("province", LOCN + "adminUnitL2", _("Province"), "provincie"),
        words("district", "", _("Administrative district"), "arrondissement"),
        text("postalCodes", LOCN + "postCode", _("Postal codes"), "postcodes", "postcode", many=True),
        address_of("area", BESLUIT + "werkingsgebied", _("Area that it governs"), "werkingsgebied"),
        address_of("partOf", ORG + "subOrganizationOf", _("Part of"), "maaktDeelUitVan"),
        address_of("formerly", ORG + "originalOrganization", _("Organisations it came from"), many=True),
        address_of("sameAs", SKOS + "exactMatch", _("The same elsewhere"), "wikidata", "bestuurseenheid", many=True),
        code("status", REGORG + "orgStatus", _("Status"), "state"),
        day("startDate", SCHEMA + "foundingDate", _("Began on"), "startdatum"),
        day("endDate", SCHEMA + "dissolutionDate", _("Ended on"), "einddatum"),
        words("purpose", DCT + "description", _("Purpose"), "doel", "beschrijving"),
        address_of("homepage", FOAF + "homepage", _("Website"), "website"),
        group("sites", ORG + "hasSite", _("Places"), "PublicOrganisationSite", _SITE, "zetel", class_uri=ORG + "Site"),
        group(
            "contactPoints",
            SCHEMA + "contactPoint",
            _("Contact"),
            "PublicOrganisationContactPoint",
            _CONTACT_POINT,
            "contact",
            "contactgegevens",
            class_uri=SCHEMA + "ContactPoint",
        ),
    ),
)
