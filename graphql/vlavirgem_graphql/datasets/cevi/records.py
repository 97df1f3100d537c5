"""A product of CEVI as a public service: what it calls conditions, amount and procedure stands in LPDC's parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from lxml import etree

from vlavirgem_graphql.datasets.cevi.products import Product, read_products, text_of
from vlavirgem_graphql.datasets.drafts import RecordDraft
from vlavirgem_graphql.datasets.mapping.values import moment_of
from vlavirgem_graphql.datasets.rdf.codes import LONGEST, listed_code
from vlavirgem_graphql.datasets.rdf.texts import WEB_ADDRESS, clean_html, clean_text
from vlavirgem_graphql.exchange.kinds import KindField
from vlavirgem_graphql.exchange.kinds.public_service import PUBLIC_SERVICE

INSTANCE: Final = "InstancePublicService"
_LEVELS: Final = {
    "Europese overheid": "Europees",
    "Federale overheid": "Federaal",
    "Vlaamse overheid": "Vlaams",
    "Provinciale overheid": "Provinciaal",
    "Lokale overheid": "Lokaal",
    "Derden": "Derden",
}
_TEXTS: Final = {
    "description": "Description",
    "additionalDescription": "AdditionalInfo",
    "exceptions": "Exceptions",
    "regulation": "LegalText",
}
_BARE_HOST: Final = re.compile(r"www\.[\w.-]+(?:/\S*)?\Z")


def read_cevi(source: bytes, base: str) -> Iterator[RecordDraft]:
    """A draft per product, refused ones included; its number after ``base`` is the address that identifies it."""
    for product in read_products(source):
        yield _draft(product, base)


def _draft(product: Product, base: str) -> RecordDraft:
    unnamed = _("product %(number)s") % {"number": product.number}
    if product.element is None:
        return RecordDraft(key=unnamed, refused=product.fault)
    entry = _Entry(product.element)
    number, title = text_of(product.element, "Id"), entry.plain("Title") or entry.plain("Name")
    if not number:
        return RecordDraft(key=unnamed, title=title, refused=_("It has no number (Id) that identifies it."))
    body = {
        PUBLIC_SERVICE.key_field: f"{base}{re.sub(r'[^A-Za-z0-9._~-]', '-', number)}",
        "entryType": INSTANCE,
        "productId": number,
        "title": title,
        **entry.body(),
    }
    if product.repaired:
        entry.notes.insert(0, _("Its XML had faults, which were repaired."))
    if not title:
        entry.notes.append(_("It has no title."))
    kept = {name: value for name, value in body.items() if value not in ("", [], None)}
    return RecordDraft(key=str(body["uri"]), title=title, body=kept, notes=tuple(entry.told()))


@dataclass
class _Entry:
    """One product while it is read. ``notes`` are for the import report."""

    element: etree._Element
    notes: list[str] = field(default_factory=list)
    cleaned: int = 0

    def told(self) -> list[str]:
        """The notes, and how many texts were cleaned."""
        if not self.cleaned:
            return self.notes
        said = ngettext("HTML was cleaned in %(count)s text.", "HTML was cleaned in %(count)s texts.", self.cleaned)
        return [*self.notes, said % {"count": self.cleaned}]

    def plain(self, path: str, element: etree._Element | None = None) -> str:
        """One text without mark-up."""
        text, changed = clean_text(text_of(self.element if element is None else element, path))
        self.cleaned += changed
        return text

    def markup(self, path: str) -> str:
        """One text with safe mark-up."""
        text, changed = clean_html(text_of(self.element, path))
        self.cleaned += changed
        return text

    def body(self) -> dict[str, Any]:
        """The fields of the kind, some of them empty."""
        return {
            **{name: self.markup(path) for name, path in _TEXTS.items()},
            "type": self._type(),
            "targetAudiences": self._codes("targetAudiences", "TargetGroups/TargetGroup"),
            "themes": self._codes("themes", "Themes/Theme"),
            "keywords": sorted(
                {word for each in self.element.findall("Keywords/Keyword") if (word := self._value(each))}
            ),
            "competentAuthorityLevels": self._levels("AuthorisedDepartments"),
            "executingAuthorityLevels": self._levels("DeliveringDepartments"),
            "requirements": self._requirements(),
            "procedures": self._procedures(),
            "costs": self._explained("AmountToApply"),
            "websites": self._links("InfoUrls/Url"),
            "contactPoints": self._contact_points(),
            "validFrom": moment_of(text_of(self.element, "StartDate")) or "",
            "validUntil": moment_of(text_of(self.element, "EndDate")) or "",
            "modified": moment_of(text_of(self.element, "TimeStampLastUpdate")[:26]) or "",
        }

    def _value(self, element: etree._Element) -> str:
        return self.plain("Value", element)

    def _explained(self, path: str) -> list[dict[str, Any]]:
        text = self.markup(path)
        return [{"description": text}] if text else []

    def _requirements(self) -> list[dict[str, Any]]:
        said, proof = self._explained("Conditions"), self._explained("BringToApply")
        if not proof:
            return said
        return [{**(said[0] if said else {}), "evidence": proof}]

    def _procedures(self) -> list[dict[str, Any]]:
        said, forms = self._explained("Procedure"), self._links("Forms/Form")
        if not forms:
            return said
        return [{**(said[0] if said else {}), "websites": forms}]

    def _links(self, path: str) -> list[dict[str, Any]]:
        links = []
        for each in self.element.findall(path):
            address = _web_address(text_of(each, "Location"))
            if address:
                title = self.plain("Title", each)
                links.append({**({"title": title} if title else {}), "url": address})
            else:
                self.notes.append(_("%(place)s was left out: it is not what the field asks for.") % {"place": path})
        return links

    def _type(self) -> str:
        codes = self._codes("type", "ProductType")
        if len(codes) > 1:
            self.notes.append(_("%(place)s has more than one value; the first was taken.") % {"place": "ProductType"})
        return codes[0] if codes else ""

    def _codes(self, name: str, path: str) -> list[str]:
        """The codes of today's list by their labels, before the labels that are none."""
        field: KindField = PUBLIC_SERVICE.field(name)
        labels = [self._value(each) for each in self.element.findall(path)]
        codes = {listed_code(field, label) or label[:LONGEST] for label in labels if label}
        return sorted(codes, key=lambda code: (not field.has_code(code), code))

    def _levels(self, path: str) -> list[str]:
        """The levels of government that departments stand for; a department of the municipality itself is local."""
        names = [self.plain("Name", each) for each in self.element.findall(f"{path}/Department")]
        return sorted({_LEVELS.get(name, "Lokaal") for name in names if name})

    def _contact_points(self) -> list[dict[str, Any]]:
        found = []
        for each in self.element.findall("DeliveringDepartments/Department/Addresses/Address"):
            point = {
                "email": self.plain("Email", each),
                "telephone": self.plain("Phone", each),
                "url": _web_address(text_of(each, "Website")),
                "openingHours": self.plain("OpeningHours", each),
                "addresses": self._address(each),
            }
            kept = {name: value for name, value in point.items() if value}
            if kept and kept not in found:
                found.append(kept)
        return found

    def _address(self, element: etree._Element) -> list[dict[str, Any]]:
        paths = {
            "street": "Street",
            "houseNumber": "HouseNumber",
            "box": "BoxNumber",
            "postalCode": "ZipCode",
            "municipality": "Municipality",
        }
        parts = {name: text for name, path in paths.items() if (text := self.plain(path, element))}
        return [parts] if parts else []


def _web_address(text: str) -> str:
    """A web address, also where its beginning was left out; empty for what is none."""
    whole = f"https://{text}" if _BARE_HOST.match(text) else text
    return whole if WEB_ADDRESS.match(whole) else ""
