"""Shared pages as the gateway shows them."""

from __future__ import annotations

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_cms.shared.models import SharedPage as SharedPageModel
from vlavirgem_graphql.gateway.compiler.fields import Written
from vlavirgem_graphql.gateway.compiler.node import Node
from vlavirgem_graphql.gateway.compiler.rows import Rows
from vlavirgem_graphql.schema.columns import ColumnsOf, opaque
from vlavirgem_graphql.schema.dated import Dated
from vlavirgem_graphql.schema.organisations.types import organisation

_OF = ColumnsOf(SharedPageModel)


def _adoptions(row: Rows) -> str:
    return f"(select count(*) from public.shared_adoption taken where taken.shared_page_id={row.column('id')})"


class SharedPage(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """A page of an organisation's knowledge, as it shares it with others."""

    class Meta:
        interfaces = (Node, Dated)
        description = _("A page of an organisation's knowledge, as it shares it with others.")

    id = opaque("SharedPage")
    title = _OF.text("title")
    summary = _OF.text("summary")
    language = _OF.text("language")
    themes = _OF.texts("themes")
    html = _OF.text("html", _("What it says, as cleaned HTML."))
    version = _OF.whole("version")
    shared_at = _OF.moment("shared_at", _("When this version was shared."))
    shared_until = _OF.day("shared_until", _("The last day on which others read it; null without an end."))
    withdrawn_at = _OF.moment("withdrawn_at", _("When it was taken back: then only its owner reads it."))
    adoption_count = Written(
        graphene.NonNull(graphene.Int), _adoptions, description=_("How many organisations took it over.")
    )
    publisher = organisation("owner_id", _("The organisation that shares it."))
