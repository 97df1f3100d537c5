"""What every mutation is: an act with a description, a cost and the scope that a key needs for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any, ClassVar, TypeVar

import graphene
from django.db import models
from django.utils.translation import gettext as _
from graphql import GraphQLResolveInfo

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.gateway.compiler.node import key_of
from vlavirgem_graphql.gateway.context import GatewayContext
from vlavirgem_graphql.gateway.errors import refused
from vlavirgem_graphql.gateway.key_scopes import PERMISSIONS, KeyScope, Program
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission

Row = TypeVar("Row", bound=models.Model)


class Act(graphene.Mutation):  # type: ignore[misc]  # graphene has no types
    """A mutation over one service. The document it stands in is done whole or not at all (``gateway.views``)."""

    class Meta:
        abstract = True

    cost = 100
    scope: KeyScope | None = None
    permission: Permission
    # Calls the service as the actor, with the mutation's arguments; the payload's fields come back. Raises Refusal and
    # ValidationError.
    perform: ClassVar[Callable[..., dict[str, Any]]]

    @classmethod
    def __init_subclass_with_meta__(
        cls,
        *,
        scope: KeyScope | None = None,
        permission: Permission | None = None,
        description: Any = None,
        **options: Any,
    ) -> None:
        """``scope`` is what a key has to be made for; None: no key does it, only a member. ``permission`` is what a
        member needs for it, where the scope does not say it: the service asks for it."""
        if not description:
            raise TypeError(f"{cls.__name__} has no description.")
        if permission is None:
            if scope is None:
                raise TypeError(f"{cls.__name__} does not say who may do it.")
            permission = PERMISSIONS[scope]
        cls.scope, cls.permission = scope, permission
        options.setdefault("name", f"{cls.__name__}Payload")
        super().__init_subclass_with_meta__(description=description, **options)

    @classmethod
    def is_for(cls, actor: Actor) -> bool:
        """Whether it is something that this person, or this program, may do at all."""
        return cls.scope in actor.scopes if isinstance(actor, Program) else actor.may(cls.permission)

    @classmethod
    def mutate(cls, root: object, info: GraphQLResolveInfo, **arguments: Any) -> Any:
        """Do it as the caller; once a part of the document was refused, the rest is not done either."""
        del root
        context: GatewayContext = info.context
        if context.broken:
            raise refused(_("Not done, since another part of the document was refused."), code="NOT_DONE")
        try:
            context.caller.require_scope(cls.scope)
            return cls(**cls.perform(context.caller.actor, **arguments))
        except Exception:
            context.broken = True
            raise


def ours(rows: models.QuerySet[Row], global_id: str, *, type_name: str, place: str) -> Row:
    """The row of this global id among ``rows``; raises a refusal for an id of something else, or where there is none.

    What another organisation has is not there, as what never was.
    """
    found = rows.filter(pk=key_of(global_id, type_name)).first()
    if found is None:
        raise _not_there(place)
    return found


def all_ours(rows: models.QuerySet[Row], global_ids: Sequence[str], *, type_name: str, place: str) -> list[Row]:
    """The rows of these global ids, in their order, by one statement; ``place`` has ``{}`` for the number of an id,
    from 0. Raises as :func:`ours`."""
    keys = [key_of(global_id, type_name) for global_id in global_ids]
    found = rows.in_bulk(set(keys))
    for at, key in enumerate(keys):
        if key not in found:
            raise _not_there(place.format(at))
    return [found[key] for key in keys]


def _not_there(place: str) -> Refusal:
    return Refusal(
        _("There is nothing of ours with this id."),
        remedy=_("Read the list again; it may have been removed."),
        code="not-found",
        status=HTTPStatus.NOT_FOUND,
        place=place,
    )
