"""GraphQL types of records, made from the declaration of their kind: a plugin's kind needs no code here."""

from __future__ import annotations

from typing import Any

import graphene
from django.utils.translation import gettext as _

from vlavirgem_graphql.exchange.kinds import FieldType, Kind, KindField
from vlavirgem_graphql.exchange.models import Offer as OfferModel
from vlavirgem_graphql.gateway.compiler.fields import (
    Asked,
    Column,
    CompiledField,
    GlobalId,
    Member,
    MemberList,
    Related,
)
from vlavirgem_graphql.gateway.compiler.node import Node
from vlavirgem_graphql.gateway.compiler.sql import NULL, Json
from vlavirgem_graphql.schema.offers.types import Offer
from vlavirgem_graphql.schema.organisations.types import Organisation
from vlavirgem_graphql.schema.records.rows import RecordRows
from vlavirgem_graphql.schema.records.scalars import SCALARS
from vlavirgem_tenants.directory.models import Tenant


class RecordField(CompiledField):
    """A field of the kind: what an agreement covers or withholds."""

    def __init__(self, field: Member | MemberList) -> None:
        super().__init__(field._type, description=field.description)  # noqa: SLF001 - graphene's own way to wrap a field
        self.inner = field
        self.cost = field.cost

    def write(self, source: RecordRows, asked: Asked) -> Json:
        """Null for each record whose agreement does not cover the field, whatever its value."""
        name = self.inner.member
        state = source.access.state(name)
        if state == "all":
            return self.inner.write(source.body("body"), asked)
        asked.compilation.withheld.add(name)
        if state == "none":
            return NULL
        value = self.inner.write(source.body("body"), asked).sql
        return Json.of(f"case when {source.is_covered([name])} then {value} else 'null' end")


def record_type(kind: Kind) -> type[graphene.ObjectType]:
    """The node type of a kind."""
    groups: dict[str, type[graphene.ObjectType]] = {}
    members: dict[str, Any] = {field.name: RecordField(_member(field, groups)) for field in kind}
    return type(
        kind.type_name,
        (graphene.ObjectType,),
        {
            "__doc__": f"{kind.description}\n\n"
            + _("A field that the agreement does not cover is null and is named in `extensions.withheld`."),
            "Meta": type("Meta", (), {"interfaces": (Node,)}),
            "id": GlobalId(kind.type_name, description=_("Opaque id, valid in the whole gateway.")),
            **members,
            "updated_at": Column(
                graphene.NonNull(graphene.DateTime), "updated_at", description=_("When its content last changed.")
            ),
            "provider": Related(
                graphene.NonNull(Organisation),
                lambda: Tenant,
                "owner_id",
                description=_("The organisation it comes from."),
            ),
            "offer": Related(
                graphene.NonNull(Offer), lambda: OfferModel, "offer_id", description=_("The dataset it is part of.")
            ),
        },
    )


def _member(field: KindField, groups: dict[str, type[graphene.ObjectType]]) -> Member | MemberList:
    required = graphene.NonNull if field.required else _optional
    if field.type is FieldType.GROUP:
        of_type = required(graphene.List(graphene.NonNull(_group_type(field, groups))))
        return MemberList(of_type, field.name, description=str(field.label))
    scalar = SCALARS[field.type]
    of_type = required(graphene.List(graphene.NonNull(scalar)) if field.many else scalar)
    return Member(of_type, field.name, description=str(field.label))


def _group_type(field: KindField, groups: dict[str, type[graphene.ObjectType]]) -> type[graphene.ObjectType]:
    if field.group_name not in groups:
        parts = {part.name: _member(part, groups) for part in field.fields}
        groups[field.group_name] = type(
            field.group_name, (graphene.ObjectType,), {"__doc__": str(field.label), **parts}
        )
    return groups[field.group_name]


def _optional(of_type: Any) -> Any:
    return of_type
