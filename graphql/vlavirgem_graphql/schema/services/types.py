"""Services and their versions as the gateway shows them."""

from __future__ import annotations

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.gateway.compiler.fields import GlobalId, Related, Written
from vlavirgem_graphql.gateway.compiler.nested import NestedConnection
from vlavirgem_graphql.gateway.compiler.node import Node
from vlavirgem_graphql.gateway.compiler.rows import Rows
from vlavirgem_graphql.schema.columns import day, moment, text, texts, whole
from vlavirgem_graphql.schema.days import TODAY
from vlavirgem_graphql.schema.organisations.types import Organisation
from vlavirgem_graphql.schema.services.source import VERSIONS, is_offered
from vlavirgem_sandbox.catalogue.models import Service as ServiceModel
from vlavirgem_tenants.directory.models import Tenant


def _standing(row: Rows) -> str:
    """Where a version stands today (the rule of ``ServiceVersion.standing``)."""
    over = f"{row.column('state')}='deprecated' and {row.column('sunset_on')}<{TODAY}"
    return f"case when {over} then 'withdrawn' else {row.column('state')} end"


class Service(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """What an organisation lets others try before it goes live."""

    class Meta:
        interfaces = (Node,)
        description = _("What an organisation lets others try before it goes live.")

    id = GlobalId("Service", description=_("Opaque id, valid in the whole gateway."))
    slug = text("slug", _("Its part of the address of its page."))
    name = text("name", _("Its name."))
    summary = text("summary", _("What it does, in one sentence."))
    themes = texts("themes", _("The themes it stands under, the first one first."))
    kind = text("kind", _("How programs speak with it: rest, soap, events or graphql."))
    state = text("state", _("Where it stands: draft, trial, active, deprecated or withdrawn."))
    offered = Written(
        graphene.NonNull(graphene.Boolean), is_offered, description=_("Whether a version of it can be tried now.")
    )
    created_at = moment("created_at", _("When it was made."), required=True)
    updated_at = moment("updated_at", _("When it last changed."), required=True)
    publisher = Related(
        graphene.NonNull(Organisation), lambda: Tenant, "owner_id", description=_("The organisation that publishes it.")
    )
    versions = NestedConnection(
        "vlavirgem_graphql.schema.services.types.ServiceVersion",
        VERSIONS,
        on="service_id",
        description=_("Its versions, the newest first. Drafts are their publisher's only."),
    )


class ServiceVersion(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """One version of a service, with the contract that was uploaded for it."""

    class Meta:
        interfaces = (Node,)
        description = _("One version of a service, with the contract that was uploaded for it.")

    id = GlobalId("ServiceVersion", description=_("Opaque id, valid in the whole gateway."))
    number = whole("number", _("Its number, from 1."))
    label = text("label", _("What the contract calls this version; may be empty."))
    title = text("title", _("The title in the contract; may be empty."))
    dialect = text("dialect", _("The kind of contract, such as openapi-3.1 or wsdl-1.1."))
    digest = text("digest", _("SHA-256 of the contract, in hexadecimal."))
    state = Written(
        graphene.NonNull(graphene.String),
        _standing,
        description=_("Where it stands: draft, trial, active, deprecated or withdrawn."),
    )
    operation_count = whole("operation_count", _("How many operations the contract has."))
    working_count = whole("working_count", _("How many of them can be tried."))
    published_at = moment("published_at", _("When it was put live; null for a draft."))
    deprecated_at = moment("deprecated_at", _("When it was deprecated."))
    sunset_on = day("sunset_on", _("The last day on which a deprecated version can be counted on."))
    successor_number = whole("successor_number", _("The number of the version that replaces it."), required=False)
    created_at = moment("created_at", _("When it was made."), required=True)
    updated_at = moment("updated_at", _("When it last changed."), required=True)
    service = Related(
        graphene.NonNull(Service), lambda: ServiceModel, "service_id", description=_("The service it is a version of.")
    )
