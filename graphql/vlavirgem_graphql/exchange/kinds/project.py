"""The kind ``project``: a joint project of local governments, such as those of "Gemeente zonder Gemeentehuis" (GzG).

There is no OSLO profile for it; the names are those of schema.org, FOAF and Dublin Core, and where these have none the
field has an address of ours.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.kinds.declaration import Kind
from vlavirgem_graphql.exchange.kinds.fields import (
    address_of,
    code,
    day,
    group,
    html,
    identifier,
    number,
    text,
    words,
    yes_or_no,
)
from vlavirgem_graphql.exchange.kinds.namespaces import ADMS, DCAT, DCT, FOAF, ORG, SCHEMA, SKOS

_PARTNER = (
    words("name", SKOS + "prefLabel", _("Name"), "naam"),
    address_of("organisation", DCT + "identifier", _("Address of the organisation"), "uri"),
    code("role", ORG + "role", _("Part in the project"), "rol"),
)
_RESULT = (
    words("title", DCT + "title", _("Title"), "titel", "naam"),
    html("description", DCT + "description", _("Description"), "beschrijving"),
    address_of("url", FOAF + "page", _("Address of the website"), "website"),
)

PROJECT = Kind(
    name="project",
    label=_("Project"),
    plural=_("Projects"),
    description=_("Joint projects of local governments: what they try, who takes part, what came of it."),
    type_name="Project",
    connection_name="projects",
    context_uri="",
    class_uri=FOAF + "Project",
    other_classes=((SCHEMA + "Project", FOAF + "Project"),),
    often_offered=("title", "summary", "programme", "status", "themes", "leadPartner", "reusable"),
    fields=(
        identifier(_("Identifier")),
        words("title", DCT + "title", _("Title"), "titel", "naam", "projectnaam", required=True),
        html("summary", DCT + "abstract", _("Summary"), "samenvatting", "korteBeschrijving"),
        html("description", DCT + "description", _("Description"), "beschrijving", "omschrijving"),
        html("goal", "", _("Goal"), "doel", "doelstelling"),
        words("programme", DCT + "isPartOf", _("Programme"), "programma", "oproep"),
        code("status", ADMS + "status", _("Status"), "state"),
        code("themes", DCAT + "theme", _("Themes"), "themas", "thema", many=True),
        words("keywords", DCAT + "keyword", _("Keywords"), "trefwoorden", many=True),
        words("leadPartner", SCHEMA + "sponsor", _("Lead partner"), "penhouder", "trekker", "aanvrager"),
        group(
            "partners",
            SCHEMA + "contributor",
            _("Partners"),
            "ProjectPartner",
            _PARTNER,
            "partner",
            class_uri=ORG + "Organization",
        ),
        day("startDate", SCHEMA + "startDate", _("Began on"), "startdatum", "start"),
        day("endDate", SCHEMA + "endDate", _("Ended on"), "einddatum", "einde"),
        number("budget", "", _("Budget in euro"), "totaalbudget", "kostprijs"),
        number("subsidy", "", _("Subsidy in euro"), "subsidie", "subsidiebedrag"),
        group("results", DCT + "hasPart", _("Results"), "ProjectResult", _RESULT, "resultaten"),
        yes_or_no("reusable", "", _("Can be used again by others"), "herbruikbaar"),
        address_of("licence", DCT + "license", _("Licence"), "licentie"),
        address_of("website", FOAF + "homepage", _("Website"), "url", "homepage"),
        text("number", SCHEMA + "identifier", _("Project number"), "projectnummer", "dossiernummer"),
    ),
)
