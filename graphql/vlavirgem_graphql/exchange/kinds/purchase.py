"""The kind ``purchase``: a buying procedure of local governments, for others to see what was bought, and of whom.

The names are those of schema.org and Dublin Core, and where these have none the field has an address of ours.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.kinds.declaration import Kind
from vlavirgem_graphql.exchange.kinds.fields import (
    address_of,
    code,
    day,
    decimal,
    group,
    html,
    identifier,
    text,
    words,
    yes_or_no,
)
from vlavirgem_graphql.exchange.kinds.namespaces import ADMS, DCT, FOAF, SCHEMA

_LOT = (
    words("title", DCT + "title", _("Title"), "titel", "perceel", required=True),
    decimal("estimate", "", _("Estimate in euro"), "raming"),
    words("supplier", SCHEMA + "seller", _("Supplier"), "leverancier", "opdrachtnemer"),
    decimal("awarded", SCHEMA + "price", _("Awarded in euro"), "gunningsbedrag", "gegund"),
)

PURCHASE = Kind(
    name="purchase",
    label=_("Purchase"),
    plural=_("Purchases"),
    description=_("What local governments buy, alone or together: the procedure, its lots and who was awarded them."),
    type_name="Purchase",
    connection_name="purchases",
    context_uri="",
    class_uri="",
    often_offered=("title", "procedure", "status", "buyer", "framework", "awardDate"),
    fields=(
        identifier(_("Identifier")),
        words("title", DCT + "title", _("Title"), "titel", "naam", required=True),
        html("description", DCT + "description", _("Description"), "beschrijving", "omschrijving"),
        text("number", SCHEMA + "identifier", _("Project number"), "dossiernummer", "besteknummer"),
        code("procedure", "", _("Procedure"), "plaatsingsprocedure"),
        code("status", ADMS + "status", _("Status"), "state"),
        words("buyer", SCHEMA + "buyer", _("Buyer"), "koper", "aanbesteder"),
        words("participants", SCHEMA + "participant", _("Partners"), "deelnemers", many=True),
        text("cpvCodes", SCHEMA + "category", _("CPV codes"), "cpv", many=True),
        yes_or_no("framework", "", _("Framework agreement"), "raamovereenkomst"),
        decimal("ceiling", "", _("Ceiling in euro"), "plafond"),
        day("awardDate", "", _("Awarded on"), "gunningsdatum"),
        day("endDate", SCHEMA + "endDate", _("Ended on"), "einddatum", "einde"),
        group("lots", DCT + "hasPart", _("Lots"), "PurchaseLot", _LOT, "percelen"),
        address_of("website", FOAF + "page", _("Website"), "url"),
    ),
)
