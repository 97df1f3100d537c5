"""Services and their versions as the gateway shows them."""

from __future__ import annotations

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.gateway.compiler.fields import Related, Written
from vlavirgem_graphql.gateway.compiler.nested import NestedConnection
from vlavirgem_graphql.gateway.compiler.node import Node
from vlavirgem_graphql.gateway.compiler.rows import Rows
from vlavirgem_graphql.schema.columns import ColumnsOf, opaque
from vlavirgem_graphql.schema.dated import Dated
from vlavirgem_graphql.schema.days import TODAY
from vlavirgem_graphql.schema.organisations.types import organisation
from vlavirgem_graphql.schema.pilots.source import PILOTS
from vlavirgem_graphql.schema.services.source import VERSIONS, is_offered
from vlavirgem_graphql.schema.tryouts.source import TRY_OUTS
from vlavirgem_sandbox.catalogue.models import Service as ServiceModel
from vlavirgem_sandbox.catalogue.models import ServiceVersion as VersionModel

_SERVICE, _VERSION = ColumnsOf(ServiceModel), ColumnsOf(VersionModel)


def _standing(row: Rows) -> str:
    """Where a version stands today (the rule of ``ServiceVersion.standing``)."""
    over = f"{row.column('state')}='deprecated' and {row.column('sunset_on')}<{TODAY}"
    return f"case when {over} then 'withdrawn' else {row.column('state')} end"


def _try_out_of_service(row: Rows, service: Rows) -> str:
    return (
        f"exists (select from public.catalogue_serviceversion tried where tried.id={row.column('version_id')} "
        f"and tried.service_id={service.column('id')})"
    )


def _pilot_of_service(row: Rows, service: Rows) -> str:
    return (
        "exists (select from tryouts_tryout opened join public.catalogue_serviceversion tried "
        f"on tried.id=opened.version_id where opened.id={row.column('tryout_id')} "
        f"and tried.service_id={service.column('id')})"
    )


class Service(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """What an organisation lets others try before it goes live."""

    class Meta:
        interfaces = (Node, Dated)
        description = _("What an organisation lets others try before it goes live.")

    id = opaque("Service")
    slug = _SERVICE.text("slug", _("Its part of the address of its page."))
    name = _SERVICE.text("name", _("Its name."))
    summary = _SERVICE.text("summary", _("What it does, in one sentence."))
    themes = _SERVICE.texts("themes", _("The themes it stands under, the first one first."))
    kind = _SERVICE.text("kind", _("How programs speak with it: rest, soap, events or graphql."))
    state = _SERVICE.text("state", _("Where it stands: draft, trial, active, deprecated or withdrawn."))
    offered = Written(
        graphene.NonNull(graphene.Boolean), is_offered, description=_("Whether a version of it can be tried now.")
    )
    publisher = organisation("owner_id", _("The organisation that publishes it."))
    versions = NestedConnection(
        "vlavirgem_graphql.schema.services.types.ServiceVersion",
        VERSIONS,
        on="service_id",
        description=_("Its versions, the newest first. Drafts are their publisher's only."),
    )
    try_outs = NestedConnection(
        "vlavirgem_graphql.schema.tryouts.types.TryOut",
        TRY_OUTS,
        on=_try_out_of_service,
        description=_("Our try-outs of it, of whatever version."),
    )
    pilots = NestedConnection(
        "vlavirgem_graphql.schema.pilots.types.Pilot",
        PILOTS,
        on=_pilot_of_service,
        description=_("Our pilots on a try-out of it. Of another's pilot only the name of the service is known."),
    )


class ServiceVersion(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """One version of a service, with the contract that was uploaded for it."""

    class Meta:
        interfaces = (Node, Dated)
        description = _("One version of a service, with the contract that was uploaded for it.")

    id = opaque("ServiceVersion")
    number = _VERSION.whole("number", _("Its number, from 1."))
    label = _VERSION.text("label", _("What the contract calls this version; may be empty."))
    title = _VERSION.text("title", _("The title in the contract; may be empty."))
    dialect = _VERSION.text("dialect", _("The kind of contract, such as openapi-3.1 or wsdl-1.1."))
    digest = _VERSION.text("digest", _("SHA-256 of the contract, in hexadecimal."))
    state = Written(
        graphene.NonNull(graphene.String),
        _standing,
        description=_("Where it stands: draft, trial, active, deprecated or withdrawn."),
    )
    operation_count = _VERSION.whole("operation_count", _("How many operations the contract has."))
    working_count = _VERSION.whole("working_count", _("How many of them can be tried."))
    published_at = _VERSION.moment("published_at", _("When it was put live; null for a draft."))
    deprecated_at = _VERSION.moment("deprecated_at", _("When it was deprecated."))
    sunset_on = _VERSION.day("sunset_on", _("The last day on which a deprecated version can be counted on."))
    successor_number = _VERSION.whole("successor_number", _("The number of the version that replaces it."))
    service = Related(
        graphene.NonNull(Service), lambda: ServiceModel, "service_id", description=_("The service it is a version of.")
    )
