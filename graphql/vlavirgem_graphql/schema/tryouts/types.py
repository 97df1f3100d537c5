"""Try-outs and their calls as the gateway shows them to the organisation that tries."""

from __future__ import annotations

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.gateway.compiler.fields import Related, Written
from vlavirgem_graphql.gateway.compiler.nested import NestedConnection
from vlavirgem_graphql.gateway.compiler.node import Node
from vlavirgem_graphql.schema.columns import ColumnsOf, opaque
from vlavirgem_graphql.schema.pilots.source import PILOTS
from vlavirgem_graphql.schema.services.source import no_draft_of_others
from vlavirgem_graphql.schema.services.types import ServiceVersion
from vlavirgem_graphql.schema.tryouts.source import CALLS
from vlavirgem_sandbox.catalogue.models import ServiceVersion as VersionModel
from vlavirgem_sandbox.tryouts.models import Call as CallModel
from vlavirgem_sandbox.tryouts.models import TryOut as TryOutModel

_OF, _CALL = ColumnsOf(TryOutModel), ColumnsOf(CallModel)


class TryOut(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """Our own stateful mock of one version of a service."""

    class Meta:
        interfaces = (Node,)
        description = _("Our own stateful mock of one version of a service.")

    id = opaque("TryOut")
    name = _OF.text("name")
    state = _OF.text("state", _("active, paused or ended."))
    path = Written(
        graphene.NonNull(graphene.String),
        lambda row: f"'/try/'||{row.column('public_id')}",
        description=_("Where calls go, on our own host; without a slash at the end."),
    )
    service_name = _OF.text("service_name")
    version_number = _OF.whole("version_number")
    agency_name = _OF.text("agency_name")
    digest = _OF.text("digest")
    opened_by = _OF.text("opened_by")
    opened_at = _OF.moment("opened_at")
    reset_at = _OF.moment("reset_at")
    last_day = _OF.day("last_day")
    usage_shown = _OF.text("usage_shown")
    version = Related(
        ServiceVersion,
        lambda: VersionModel,
        "version_id",
        shown=no_draft_of_others,
        description=_("The version of the service; null where we no longer see it."),
    )
    calls = NestedConnection(
        "vlavirgem_graphql.schema.tryouts.types.TryOutCall",
        CALLS,
        on="tryout_id",
        description=_("Its calls, the last first."),
    )
    pilots = NestedConnection(
        "vlavirgem_graphql.schema.pilots.types.Pilot",
        PILOTS,
        on="tryout_id",
        description=_("Our pilots that use it."),
    )


class TryOutCall(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """One call to a try-out, and whether it kept to the contract."""

    class Meta:
        interfaces = (Node,)
        description = _("One call to a try-out, and whether it kept to the contract.")

    id = opaque("TryOutCall")
    at = _CALL.moment("at")
    method = _CALL.text("method")
    path = _CALL.text("path")
    operation = _CALL.text("operation")
    verdict = _CALL.text("verdict", _("ok, violation, refused or disturbed."))
    reason = _CALL.text("reason")
    status = _CALL.whole("status", _("The status of the answer."))
    duration_ms = _CALL.floating("duration_ms")
    try_out = Related(
        graphene.NonNull(TryOut), lambda: TryOutModel, "tryout_id", description=_("The try-out that was called.")
    )
