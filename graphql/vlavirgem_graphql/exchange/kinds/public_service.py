"""The kind ``public-service``: an entry of a catalogue of public services, a municipality's own or the network's.

Source of the names: application profile IPDC-LPDC of OSLO (productencatalogus.data.vlaanderen.be) and CPSV-AP 3; what
IPDC wrote differently in 2022 stands in ``other_uris`` and ``other_classes``. ``entryType`` says whether an entry is a
*concept* (a template for every government) or an *instance* (a government's own text on it).

An entry is written in one variant of Dutch; ``language`` says which (``nl``, ``nl-be-x-formal``: "u",
``nl-be-x-informal``: "je"). A text that is there in another variant too stands in ``otherVariants``.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.kinds.declaration import Kind, KindField, Text
from vlavirgem_graphql.exchange.kinds.fields import (
    address_of,
    code,
    group,
    html,
    identifier,
    moment,
    text,
    words,
    yes_or_no,
)
from vlavirgem_graphql.exchange.kinds.namespaces import (
    ADMS,
    ADRES,
    CPSV,
    DCAT,
    DCT,
    ELI,
    EXT,
    FOAF,
    IDENTITY,
    LOCN,
    LPDC,
    M8G,
    PAV,
    PUBLIC_SERVICE_BE,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
)
from vlavirgem_graphql.exchange.kinds.public_service_codes import (
    AUDIENCES,
    COMPETENT_LEVELS,
    CONCEPT_TAGS,
    EUROPEAN_CATEGORIES,
    EXECUTING_LEVELS,
    INSTANCE_TAGS,
    LANGUAGES,
    MEDIA,
    REVIEW_STATUSES,
    STATUSES,
    THEMES,
    TYPES,
)

LPDC_2022: Final = "http://mu.semte.ch/vocabularies/lpdcExt/"
INSTANCE: Final = LPDC + "InstancePublicService"
CONCEPT: Final = LPDC + "ConceptualPublicService"
# It says what a record is: another would be of no class that anybody looks for.
ENTRY_TYPES: Final = (INSTANCE.removeprefix(LPDC), CONCEPT.removeprefix(LPDC))
LANGUAGE_VARIANT: Final = LPDC + "dutchLanguageVariant"
_BODY: Final = M8G + "PublicOrganisation"
_LANGUAGES: Final = "http://publications.europa.eu/resource/authority/language/"
_LIST: Final = "https://productencatalogus.data.vlaanderen.be/id/concept/"

_WEBSITE = (
    words("title", DCT + "title", _("Title")),
    html("description", DCT + "description", _("Description")),
    address_of("url", SCHEMA + "url", _("Address of the website"), as_text=True, other_uris=(FOAF + "page",)),
)
_EXPLAINED = (
    words("title", DCT + "title", _("Title"), other_uris=(SKOS + "prefLabel",)),
    html("description", DCT + "description", _("Description")),
)
_ADDRESS = (
    words("street", ADRES + "Straatnaam", _("Street"), language="nl"),
    text("houseNumber", ADRES + "Adresvoorstelling.huisnummer", _("House number")),
    text("box", ADRES + "Adresvoorstelling.busnummer", _("Box")),
    text("postalCode", ADRES + "postcode", _("Postal code")),
    words("municipality", ADRES + "gemeentenaam", _("Municipality"), language="nl"),
    words("province", LOCN + "adminUnitL2", _("Province"), language="nl"),
    words("country", ADRES + "land", _("Country"), language="nl"),
    words("fullAddress", ADRES + "volledigAdres", _("Address in full"), language="nl"),
    address_of("register", ADRES + "verwijstNaar", _("Address register")),
)
_CONTACT_POINT = (
    text("email", SCHEMA + "email", _("E-mail")),
    text("telephone", SCHEMA + "telephone", _("Telephone")),
    address_of("url", SCHEMA + "url", _("Website"), as_text=True),
    text("openingHours", SCHEMA + "openingHours", _("Opening hours")),
    group(
        "addresses",
        LPDC + "address",
        _("Addresses"),
        "PublicServiceAddress",
        _ADDRESS,
        class_uri=LOCN + "Address",
    ),
)
_VARIANT = (
    text("property", IDENTITY, _("Field")),
    text("language", IDENTITY, _("Variant of the language")),
    html("value", IDENTITY, _("Text")),
)


def _websites(name: str, uri: str, label: Text, *, class_uri: str = SCHEMA + "WebSite") -> KindField:
    return group(
        name,
        uri,
        label,
        "PublicServiceWebsite",
        _WEBSITE,
        class_uri=class_uri,
        other_uris=(LPDC_2022 + "moreInfo",) if class_uri == SCHEMA + "WebSite" else (),
    )


def _explained(name: str, uri: str, label: Text, type_name: str, class_uri: str, *more: KindField) -> KindField:
    return group(name, uri, label, type_name, (*_EXPLAINED, *more), class_uri=class_uri)


PUBLIC_SERVICE = Kind(
    name="public-service",
    label=_("Public service"),
    plural=_("Public services"),
    description=_("Public services as in the IPDC-LPDC profile of OSLO: a municipality's own catalogue, or concepts."),
    type_name="PublicService",
    connection_name="publicServices",
    context_uri="https://data.vlaanderen.be/doc/applicatieprofiel/ipdc-lpdc",
    class_uri=INSTANCE,
    other_classes=(
        (LPDC + "InstancePublicServiceSnapshot", INSTANCE),
        (CONCEPT, CONCEPT),
        (LPDC + "ConceptualPublicServiceSnapshot", CONCEPT),
        (LPDC_2022 + "PublicServiceConcept", CONCEPT),
        (CPSV + "PublicService", CONCEPT),
    ),
    class_field="entryType",
    language_field="language",
    often_offered=("title", "description", "type", "targetAudiences", "themes", "keywords", "concept"),
    fields=(
        identifier(_("Identifier")),
        words("title", DCT + "title", _("Title"), "titel", "naam", "name"),
        html("description", DCT + "description", _("Description"), "beschrijving", "omschrijving"),
        html("additionalDescription", LPDC + "additionalDescription", _("More description")),
        html(
            "exceptions",
            LPDC + "exception",
            _("Exceptions"),
            "uitzonderingen",
            other_uris=(LPDC_2022 + "exception",),
        ),
        html("regulation", LPDC + "regulation", _("Regulation"), "regelgeving"),
        text("language", LANGUAGE_VARIANT, _("Variant of the language"), "taalvariant"),
        group("otherVariants", IDENTITY, _("Other language variants"), "PublicServiceVariant", _VARIANT),
        code(
            "entryType",
            RDF + "type",
            _("Concept or instance"),
            concepts=LPDC,
            known_codes=ENTRY_TYPES,
            limits=(("enum", ENTRY_TYPES),),
        ),
        code("type", DCT + "type", _("Type"), "soort", concepts=_LIST + "Type/", known_codes=TYPES),
        code(
            "targetAudiences",
            LPDC + "targetAudience",
            _("Target audiences"),
            "doelgroepen",
            "doelgroep",
            concepts=_LIST + "Doelgroep/",
            many=True,
            other_uris=(LPDC_2022 + "targetAudience",),
            known_codes=AUDIENCES,
        ),
        code(
            "themes",
            M8G + "thematicArea",
            _("Themes"),
            "themas",
            "thema",
            concepts=_LIST + "Thema/",
            many=True,
            known_codes=THEMES,
        ),
        words("keywords", DCAT + "keyword", _("Keywords"), "trefwoorden", "zoektermen", many=True, language="nl"),
        code(
            "competentAuthorityLevels",
            LPDC + "competentAuthorityLevel",
            _("Competent levels"),
            concepts=_LIST + "BevoegdBestuursniveau/",
            many=True,
            known_codes=COMPETENT_LEVELS,
        ),
        address_of(
            "competentAuthorities",
            M8G + "hasCompetentAuthority",
            _("Competent authorities"),
            many=True,
            class_uri=_BODY,
        ),
        code(
            "executingAuthorityLevels",
            LPDC + "executingAuthorityLevel",
            _("Executing levels"),
            concepts=_LIST + "UitvoerendBestuursniveau/",
            many=True,
            known_codes=EXECUTING_LEVELS,
        ),
        address_of(
            "executingAuthorities",
            LPDC + "hasExecutingAuthority",
            _("Executing authorities"),
            many=True,
            class_uri=_BODY,
        ),
        _explained(
            "requirements",
            PUBLIC_SERVICE_BE + "hasRequirement",
            _("Conditions"),
            "PublicServiceRequirement",
            M8G + "Requirement",
            _explained(
                "evidence",
                M8G + "hasSupportingEvidence",
                _("What to bring"),
                "PublicServiceProof",
                M8G + "Evidence",
            ),
        ),
        _explained(
            "procedures",
            CPSV + "follows",
            _("Procedure"),
            "PublicServiceProcedure",
            CPSV + "Rule",
            _websites("websites", LPDC + "hasWebsite", _("Websites")),
        ),
        _explained("costs", M8G + "hasCost", _("Costs"), "PublicServiceCost", M8G + "Cost"),
        _explained(
            "advantages",
            CPSV + "produces",
            _("Financial advantages"),
            "PublicServiceAdvantage",
            LPDC + "FinancialAdvantage",
        ),
        group(
            "contactPoints",
            M8G + "hasContactPoint",
            _("Contact"),
            "PublicServiceContactPoint",
            _CONTACT_POINT,
            class_uri=SCHEMA + "ContactPoint",
        ),
        _websites("websites", RDFS + "seeAlso", _("Websites")),
        _websites("legalResources", M8G + "hasLegalResource", _("Legal basis"), class_uri=ELI + "LegalResource"),
        group(
            "participations",
            M8G + "hasParticipation",
            _("Takes part"),
            "PublicServiceParticipation",
            (address_of("organisation", M8G + "hasParticipation", _("Participating organisation")),),
            class_uri=M8G + "Participation",
        ),
        code("channels", M8G + "hasChannel", _("Channels"), many=True),
        address_of("areas", DCT + "spatial", _("Areas"), many=True, class_uri=SKOS + "Concept"),
        code(
            "publicationMedia",
            LPDC + "publicationMedium",
            _("Publication channels"),
            concepts=_LIST + "PublicatieKanaal/",
            many=True,
            known_codes=MEDIA,
        ),
        code(
            "yourEuropeCategories",
            LPDC + "yourEuropeCategory",
            _("Your Europe categories"),
            concepts=_LIST + "YourEuropeCategorie/",
            many=True,
            known_codes=EUROPEAN_CATEGORIES,
        ),
        code(
            "tags",
            LPDC + "instanceTag",
            _("Tags"),
            concepts=_LIST + "InstantieTag/",
            many=True,
            known_codes=INSTANCE_TAGS,
        ),
        code(
            "conceptTags",
            LPDC + "conceptTag",
            _("Tags of the concept"),
            concepts=_LIST + "ConceptTag/",
            many=True,
            known_codes=CONCEPT_TAGS,
        ),
        text(
            "productId",
            SCHEMA + "productID",
            _("Product number"),
            "productnummer",
            "id",
            other_uris=(DCT + "identifier",),
        ),
        address_of("concept", DCT + "source", _("Concept"), class_uri=CONCEPT),
        address_of("conceptVersion", EXT + "hasVersionedSource", _("Version of the concept")),
        address_of("related", DCT + "relation", _("Related services"), many=True),
        code(
            "status",
            ADMS + "status",
            _("Status"),
            concepts="http://lblod.data.gift/concepts/instance-status/",
            known_codes=STATUSES,
        ),
        code(
            "reviewStatus",
            EXT + "reviewStatus",
            _("Review status"),
            concepts="http://lblod.data.gift/concepts/review-status/",
            known_codes=REVIEW_STATUSES,
        ),
        yes_or_no("archived", LPDC + "isArchived", _("Archived")),
        address_of("createdBy", PAV + "createdBy", _("Written by"), class_uri=_BODY),
        code(
            "languages",
            DCT + "language",
            _("Languages of the service"),
            concepts=_LANGUAGES,
            many=True,
            known_codes=LANGUAGES,
            other_uris=(_LANGUAGES.removesuffix("/"),),
        ),
        yes_or_no("forMunicipalityMerger", LPDC + "forMunicipalityMerger", _("For a merger")),
        yes_or_no(
            "toBecomeInformal",
            LPDC + "needsConversionFromFormalToInformal",
            _("Still to be written with “je”"),
        ),
        moment("validFrom", SCHEMA + "startDate", _("Valid from"), "geldigVanaf", "startdatum"),
        moment("validUntil", SCHEMA + "endDate", _("Valid until"), "geldigTot", "einddatum"),
        moment("created", SCHEMA + "dateCreated", _("Written on"), other_uris=(DCT + "created",)),
        moment("modified", SCHEMA + "dateModified", _("Changed on"), other_uris=(DCT + "modified",)),
    ),
)
