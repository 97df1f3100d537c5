"""The kind ``knowledge-page``: something that a local government wrote down for others to learn from.

Source of the names: schema.org's Article, and Dublin Core.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.kinds.declaration import Kind
from vlavirgem_graphql.exchange.kinds.fields import address_of, code, html, identifier, moment, words
from vlavirgem_graphql.exchange.kinds.namespaces import DCAT, DCT, FOAF, SCHEMA

KNOWLEDGE_PAGE = Kind(
    name="knowledge-page",
    label=_("Page of knowledge"),
    plural=_("Pages of knowledge"),
    description=_("Pages that local governments write for each other: guides, experiences, answers."),
    type_name="KnowledgePage",
    connection_name="knowledgePages",
    context_uri="",
    class_uri=SCHEMA + "Article",
    often_offered=("title", "summary", "themes", "keywords", "publisher"),
    fields=(
        identifier(_("Identifier")),
        words("title", DCT + "title", _("Title"), "titel", "naam", required=True),
        html("summary", DCT + "abstract", _("Summary"), "samenvatting", "inleiding"),
        html("text", SCHEMA + "articleBody", _("Text"), "tekst", "inhoud"),
        code("themes", DCAT + "theme", _("Themes"), "themas", "thema", many=True),
        words("keywords", DCAT + "keyword", _("Keywords"), "trefwoorden", many=True),
        words("publisher", DCT + "publisher", _("Publisher"), "uitgever", "bestuur"),
        address_of("source", DCT + "source", _("Page that it comes from"), "bron", "herkomst"),
        address_of("licence", DCT + "license", _("Licence"), "licentie"),
        moment("published", DCT + "issued", _("Published on"), "gepubliceerd"),
        moment("modified", DCT + "modified", _("Changed on"), "gewijzigd"),
        address_of("website", FOAF + "page", _("Website"), "url"),
    ),
)
