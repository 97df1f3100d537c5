"""The kind ``association``: an association as a register knows it.

Source of the names: the OSLO application profile for associations without legal personality (Feitelijke Verenigingen)
and the Registered Organization Vocabulary (regorg) that it builds on. People are no part of it: who represents an
association is asked at the register itself.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.kinds.declaration import FieldType, Kind, KindField, Text

ADRES = "https://data.vlaanderen.be/ns/adres#"
DCT = "http://purl.org/dc/terms/"
FOAF = "http://xmlns.com/foaf/0.1/"
LOCN = "http://www.w3.org/ns/locn#"
ORG = "http://www.w3.org/ns/org#"
REGORG = "http://www.w3.org/ns/regorg#"
SCHEMA = "http://schema.org/"
SKOS = "http://www.w3.org/2004/02/skos/core#"


def _text(name: str, uri: str, label: Text, *also: str, required: bool = False) -> KindField:
    return KindField(name=name, type=FieldType.TEXT, label=label, property_uri=uri, also=also, required=required)


def _code(name: str, uri: str, label: Text, *also: str, many: bool = False) -> KindField:
    return KindField(name=name, type=FieldType.CODE, label=label, property_uri=uri, also=also, many=many)


def _group(name: str, uri: str, label: Text, group_name: str, fields: tuple[KindField, ...], *also: str) -> KindField:
    return KindField(
        name=name,
        type=FieldType.GROUP,
        label=label,
        property_uri=uri,
        many=True,
        group_name=group_name,
        fields=fields,
        also=also,
    )


_LOCATION = (
    _text("street", LOCN + "thoroughfare", _("Street"), "straat", "straatnaam", "thoroughfare"),
    _text("houseNumber", ADRES + "Adresvoorstelling.huisnummer", _("House number"), "huisnummer"),
    _text("box", ADRES + "Adresvoorstelling.busnummer", _("Box"), "bus", "busnummer"),
    _text("postalCode", LOCN + "postCode", _("Postal code"), "postcode", "zip"),
    _text("municipality", ADRES + "gemeentenaam", _("Municipality"), "gemeente", "gemeentenaam", "city"),
    _code("nisCode", DCT + "spatial", _("NIS code"), "nis", "niscode"),
)
_CONTACT_POINT = (
    _text("email", SCHEMA + "email", _("E-mail"), "e-mail", "mail"),
    _text("telephone", SCHEMA + "telephone", _("Telephone"), "telefoon", "phone"),
    KindField(
        name="website", type=FieldType.URI, label=_("Website"), property_uri=FOAF + "page", also=("url", "homepage")
    ),
)

ASSOCIATION = Kind(
    name="association",
    label=_("Association"),
    plural=_("Associations"),
    description=_("Associations as a register knows them, by OSLO's profile for associations; without people."),
    type_name="Association",
    connection_name="associations",
    context_uri="https://data.vlaanderen.be/context/Feitelijke-Verenigingen-ap.jsonld",
    title_field="name",
    often_offered=("name", "registrationNumber", "legalForm", "purpose", "activities", "status"),
    fields=(
        KindField(name="uri", type=FieldType.URI, label=_("Identifier"), property_uri="@id", required=True),
        _text("name", SKOS + "prefLabel", _("Name"), "naam", required=True),
        _text("shortName", SKOS + "altLabel", _("Short name"), "korteNaam"),
        _text("registrationNumber", REGORG + "registration", _("Registration number"), "vCode", "number", "code"),
        _text("enterpriseNumber", "http://www.w3.org/ns/adms#identifier", _("Enterprise number"), "kboNummer", "kbo"),
        _code("legalForm", ORG + "classification", _("Legal form"), "kind", "rechtsvorm", "verenigingstype", "type"),
        _code("status", REGORG + "orgStatus", _("Status"), "state"),
        _text("purpose", DCT + "description", _("Purpose"), "korteBeschrijving", "beschrijving", "doel", "description"),
        _code(
            "activities",
            REGORG + "orgActivity",
            _("Activities"),
            "activiteiten",
            "hoofdactiviteiten",
            "hoofdactiviteitenVerenigingsloket",
            many=True,
        ),
        KindField(
            name="startDate",
            type=FieldType.DATE,
            label=_("Began on"),
            property_uri=SCHEMA + "foundingDate",
            also=("startdatum",),
        ),
        KindField(
            name="registeredAt",
            type=FieldType.DATE_TIME,
            label=_("Registered on"),
            property_uri=DCT + "issued",
            also=("geregistreerdOp", "registratiedatum"),
        ),
        _group(
            "locations", ORG + "hasSite", _("Places"), "AssociationLocation", _LOCATION, "seat", "zetel", "locaties"
        ),
        _group(
            "contactPoints",
            SCHEMA + "contactPoint",
            _("Contact"),
            "AssociationContactPoint",
            _CONTACT_POINT,
            "contact",
            "contactgegevens",
        ),
    ),
)
