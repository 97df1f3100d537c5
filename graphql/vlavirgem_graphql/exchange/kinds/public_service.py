"""The kind ``public-service``: an entry of a municipality's own product catalogue (an LPDC instance).

Source of the names: application profile IPDC-LPDC of OSLO (productencatalogus.data.vlaanderen.be) and CPSV-AP 3.
A catalogue entry is written in one variant of Dutch; ``language`` says which (``nl``, ``nl-be-x-formal``: "u",
``nl-be-x-informal``: "je"). A text that is there in another variant too stands in ``otherVariants``.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.kinds.declaration import FieldType, Kind, KindField, Text

ADRES = "https://data.vlaanderen.be/ns/adres#"
CPSV = "http://purl.org/vocab/cpsv#"
DCAT = "http://www.w3.org/ns/dcat#"
DCT = "http://purl.org/dc/terms/"
EXT = "http://mu.semte.ch/vocabularies/ext/"
LPDC = "https://productencatalogus.data.vlaanderen.be/ns/ipdc-lpdc#"
M8G = "http://data.europa.eu/m8g/"
SCHEMA = "http://schema.org/"
SHACL = "http://www.w3.org/ns/shacl#"

ADMS_STATUS = "http://www.w3.org/ns/adms#status"
PAV_CREATED_BY = "http://purl.org/pav/createdBy"
REQUIREMENT = "http://vocab.belgif.be/ns/publicservice#hasRequirement"
SEE_ALSO = "http://www.w3.org/2000/01/rdf-schema#seeAlso"
IDENTITY = "@id"


def _text(name: str, uri: str, label: Text, *, many: bool = False) -> KindField:
    return KindField(name=name, type=FieldType.TEXT, label=label, property_uri=uri, many=many)


def _html(name: str, uri: str, label: Text) -> KindField:
    return KindField(name=name, type=FieldType.HTML, label=label, property_uri=uri)


def _uri(name: str, uri: str, label: Text, *, many: bool = False) -> KindField:
    return KindField(name=name, type=FieldType.URI, label=label, property_uri=uri, many=many)


def _code(name: str, uri: str, label: Text, *, many: bool = False) -> KindField:
    return KindField(name=name, type=FieldType.CODE, label=label, property_uri=uri, many=many)


def _moment(name: str, uri: str, label: Text) -> KindField:
    return KindField(name=name, type=FieldType.DATE_TIME, label=label, property_uri=uri)


def _group(name: str, uri: str, label: Text, group_name: str, fields: tuple[KindField, ...]) -> KindField:
    return KindField(
        name=name,
        type=FieldType.GROUP,
        label=label,
        property_uri=uri,
        many=True,
        group_name=group_name,
        fields=fields,
    )


_WEBSITE = (
    _text("title", DCT + "title", _("Title")),
    _html("description", DCT + "description", _("Description")),
    _uri("url", SCHEMA + "url", _("Address of the website")),
)
_EXPLAINED = (
    _text("title", DCT + "title", _("Title")),
    _html("description", DCT + "description", _("Description")),
)
_ADDRESS = (
    _text("street", ADRES + "Straatnaam", _("Street")),
    _text("houseNumber", ADRES + "Adresvoorstelling.huisnummer", _("House number")),
    _text("box", ADRES + "Adresvoorstelling.busnummer", _("Box")),
    _text("postalCode", ADRES + "postcode", _("Postal code")),
    _text("municipality", ADRES + "gemeentenaam", _("Municipality")),
    _text("country", ADRES + "land", _("Country")),
    _uri("register", ADRES + "verwijstNaar", _("Address register")),
)
_CONTACT_POINT = (
    _text("email", SCHEMA + "email", _("E-mail")),
    _text("telephone", SCHEMA + "telephone", _("Telephone")),
    _uri("url", SCHEMA + "url", _("Website")),
    _text("openingHours", SCHEMA + "openingHours", _("Opening hours")),
    _group("addresses", LPDC + "address", _("Addresses"), "PublicServiceAddress", _ADDRESS),
)
_VARIANT = (
    _text("property", IDENTITY, _("Field")),
    _text("language", IDENTITY, _("Variant of the language")),
    _html("value", IDENTITY, _("Text")),
)

PUBLIC_SERVICE = Kind(
    name="public-service",
    label=_("Public service"),
    plural=_("Public services"),
    description=_("Product catalogue of a municipality, as in the IPDC-LPDC profile of OSLO."),
    type_name="PublicService",
    connection_name="publicServices",
    context_uri="https://data.vlaanderen.be/doc/applicatieprofiel/ipdc-lpdc",
    often_offered=("title", "description", "type", "targetAudiences", "themes", "keywords", "concept"),
    fields=(
        KindField(name="uri", type=FieldType.URI, label=_("Identifier"), property_uri=IDENTITY, required=True),
        _text("title", DCT + "title", _("Title")),
        _html("description", DCT + "description", _("Description")),
        _html("additionalDescription", LPDC + "additionalDescription", _("More description")),
        _html("exceptions", LPDC + "exception", _("Exceptions")),
        _html("regulation", LPDC + "regulation", _("Regulation")),
        _text("language", LPDC + "dutchLanguageVariant", _("Variant of the language")),
        _group("otherVariants", IDENTITY, _("Other language variants"), "PublicServiceVariant", _VARIANT),
        _code("type", DCT + "type", _("Type")),
        _code("targetAudiences", LPDC + "targetAudience", _("Target audiences"), many=True),
        _code("themes", M8G + "thematicArea", _("Themes"), many=True),
        _text("keywords", DCAT + "keyword", _("Keywords"), many=True),
        _code("competentAuthorityLevels", LPDC + "competentAuthorityLevel", _("Competent levels"), many=True),
        _uri("competentAuthorities", M8G + "hasCompetentAuthority", _("Competent authorities"), many=True),
        _code("executingAuthorityLevels", LPDC + "executingAuthorityLevel", _("Executing levels"), many=True),
        _uri("executingAuthorities", LPDC + "hasExecutingAuthority", _("Executing authorities"), many=True),
        _group(
            "requirements",
            REQUIREMENT,
            _("Conditions"),
            "PublicServiceRequirement",
            (
                *_EXPLAINED,
                _group("evidence", M8G + "hasSupportingEvidence", _("What to bring"), "PublicServiceProof", _EXPLAINED),
            ),
        ),
        _group(
            "procedures",
            CPSV + "follows",
            _("Procedure"),
            "PublicServiceProcedure",
            (*_EXPLAINED, _group("websites", LPDC + "hasWebsite", _("Websites"), "PublicServiceWebsite", _WEBSITE)),
        ),
        _group("costs", M8G + "hasCost", _("Costs"), "PublicServiceCost", _EXPLAINED),
        _group("advantages", CPSV + "produces", _("Financial advantages"), "PublicServiceAdvantage", _EXPLAINED),
        _group("contactPoints", M8G + "hasContactPoint", _("Contact"), "PublicServiceContactPoint", _CONTACT_POINT),
        _group("websites", SEE_ALSO, _("Websites"), "PublicServiceWebsite", _WEBSITE),
        _group("legalResources", M8G + "hasLegalResource", _("Legal basis"), "PublicServiceWebsite", _WEBSITE),
        _uri("areas", DCT + "spatial", _("Areas"), many=True),
        _code("publicationMedia", LPDC + "publicationMedium", _("Publication channels"), many=True),
        _code("yourEuropeCategories", LPDC + "yourEuropeCategory", _("Your Europe categories"), many=True),
        _text("productId", SCHEMA + "productID", _("Product number")),
        _uri("concept", DCT + "source", _("Concept")),
        _uri("conceptVersion", EXT + "hasVersionedSource", _("Version of the concept")),
        _code("status", ADMS_STATUS, _("Status")),
        _code("reviewStatus", EXT + "reviewStatus", _("Review status")),
        _uri("createdBy", PAV_CREATED_BY, _("Written by")),
        _code("languages", DCT + "language", _("Languages of the service"), many=True),
        KindField(
            name="forMunicipalityMerger",
            type=FieldType.BOOLEAN,
            label=_("For a merger"),
            property_uri=LPDC + "forMunicipalityMerger",
        ),
        _moment("validFrom", SCHEMA + "startDate", _("Valid from")),
        _moment("validUntil", SCHEMA + "endDate", _("Valid until")),
        _moment("created", SCHEMA + "dateCreated", _("Written on")),
        _moment("modified", SCHEMA + "dateModified", _("Changed on")),
    ),
)
