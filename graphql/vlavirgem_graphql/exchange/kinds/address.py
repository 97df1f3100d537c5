"""The kind ``address``: a place that has an address, as the address register knows it.

Source of the names: OSLO Adres and the Location Core Vocabulary (locn).
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.kinds.declaration import Kind
from vlavirgem_graphql.exchange.kinds.fields import address_of, code, identifier, text, words, yes_or_no
from vlavirgem_graphql.exchange.kinds.namespaces import ADRES, DCT, LOCN, SKOS

ADDRESS = Kind(
    name="address",
    label=_("Address"),
    plural=_("Addresses"),
    description=_("Addresses as the address register knows them, by OSLO's profile: of places, never of people."),
    type_name="Address",
    connection_name="addresses",
    context_uri="https://data.vlaanderen.be/context/adresregister.jsonld",
    class_uri=ADRES + "Adres",
    other_classes=((LOCN + "Address", ADRES + "Adres"),),
    title_field="fullAddress",
    often_offered=("fullAddress", "street", "houseNumber", "postalCode", "municipality", "status"),
    fields=(
        identifier(_("Identifier")),
        words("fullAddress", LOCN + "fullAddress", _("Address in full"), "volledigAdres", "adres", required=True),
        words("street", LOCN + "thoroughfare", _("Street"), "straat", "straatnaam"),
        text("houseNumber", ADRES + "huisnummer", _("House number"), "huisnummer"),
        text("box", ADRES + "busnummer", _("Box"), "bus", "busnummer"),
        text("postalCode", LOCN + "postCode", _("Postal code"), "postcode"),
        words("municipality", LOCN + "postName", _("Municipality"), "gemeente", "gemeentenaam"),
        text("nisCode", SKOS + "notation", _("NIS code"), "nis", "niscode"),
        words("country", LOCN + "adminUnitL1", _("Country"), "land"),
        code("status", ADRES + "Adres.status", _("Status"), "adresstatus"),
        yes_or_no("official", ADRES + "officieelToegekend", _("Assigned officially"), "officieelToegekend"),
        text(
            "position",
            LOCN + "geometry",
            _("Position"),
            "positie",
            "geometrie",
            "wkt",
            hint=_("A point as WKT, such as POINT(4.03 50.94), in WGS 84."),
        ),
        address_of("register", ADRES + "verwijstNaar", _("Address register"), "adresregister"),
        address_of("streetRegister", ADRES + "heeftStraatnaam", _("Street in the register"), "straatnaamId"),
        address_of("partOf", DCT + "isPartOf", _("Part of"), "maaktDeelUitVan"),
    ),
)
