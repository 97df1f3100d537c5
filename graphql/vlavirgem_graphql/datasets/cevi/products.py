"""The products in a CEVI export, each parsed by itself: one that is broken does not take the others with it.

The export is XML put in XML as text that was escaped twice: a second declaration stands inside it, and no parser takes
the whole. A file with a DTD is refused: entities are never resolved and nothing is fetched.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from django.utils.translation import gettext as _
from lxml import etree

from vlavirgem.refusal import Refusal

MAX_BYTES: Final = 16_000_000
MAX_PRODUCTS: Final = 20_000
# One product of a real export holds 12,000 characters.
MAX_LENGTH: Final = 500_000
_START: Final = re.compile(r"<Product\s*>")
_END: Final = "</Product>"
_NIL: Final = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_ESCAPED: Final = re.compile(r"&(?:lt|gt|amp|quot|nbsp|#\d+|[a-z]+);")


@dataclass(frozen=True)
class Product:
    """One product: its element, or the reason why it cannot be read; ``repaired`` says that its XML had faults."""

    number: int
    element: etree._Element | None
    repaired: bool = False
    fault: str = ""


def read_products(source: bytes) -> Iterator[Product]:
    """Yield the products of an export in their order.

    Raises :class:`Refusal` (400) for a file without products or with a DTD, and (413) for one that is too large.
    """
    if len(source) > MAX_BYTES:
        raise _refused(_("The file is larger than %(limit)s MB.") % {"limit": MAX_BYTES // 1_000_000}, too_large=True)
    text = source.decode("utf-8-sig", errors="replace")
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
        raise _refused(_("This file holds a DTD, which no export of a catalogue needs."))
    starts = [found.start() for found in _START.finditer(text)]
    if not starts:
        raise _refused(_("This file holds no products as CEVI exports them (<Product>)."))
    if len(starts) > MAX_PRODUCTS:
        raise _refused(_("The file holds more than %(limit)s products.") % {"limit": MAX_PRODUCTS}, too_large=True)
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(text)], strict=True), start=1):
        yield _product(number, text[start:end])


def _product(number: int, text: str) -> Product:
    text, end, _rest = text.partition(_END)
    if len(text) > MAX_LENGTH:
        return Product(number, None, fault=_("It is longer than a product can be."))
    if not end:
        return Product(number, None, fault=_("It breaks off: its end is missing."))
    written = (text + end).encode()
    for recover in (False, True):
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=recover
        )
        try:
            element = etree.fromstring(written, parser)
        except etree.XMLSyntaxError:
            continue
        if element is not None:
            return Product(number, element, repaired=recover)
    return Product(number, None, fault=_("Its XML cannot be repaired."))


def text_of(element: etree._Element, path: str) -> str:
    """The text at a path, unescaped; empty where it is not there or said to be nil."""
    found = element.find(path)
    if found is None or found.get(_NIL) == "true":
        return ""
    text = found.text or ""
    # Escaped once by the parser's account and once more by the vendor's; a third pass would undo what people wrote.
    return (html.unescape(text) if _ESCAPED.search(text) else text).strip()


def _refused(message: str, *, too_large: bool = False) -> Refusal:
    return Refusal(
        message,
        remedy=_("Export the catalogue again, and import that file. Nothing was stored."),
        code="file-too-large" if too_large else "not-cevi",
        status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE if too_large else HTTPStatus.BAD_REQUEST,
    )
