"""Input types of records, made from the declaration of their kind: a plugin's kind needs no code here."""

from __future__ import annotations

from typing import Any

import graphene
from django.utils.translation import gettext as _

from vlavirgem_graphql.exchange.kinds import Kind, KindField
from vlavirgem_graphql.schema.records.scalars import SCALARS


def write_input(kind: Kind) -> type[graphene.InputObjectType]:
    """A record of a kind with the version that it replaces."""
    groups: dict[str, type[graphene.InputObjectType]] = {}
    description = _("%(kind)s: the whole record, as it is to be.") % {"kind": kind.label}
    record = _input(f"{kind.type_name}Input", description, kind.fields, groups)
    return _made(
        f"{kind.type_name}Write",
        _("A record to write, and the version of the one it replaces."),
        {
            "record": graphene.InputField(record, required=True, description=description),
            "version": graphene.InputField(
                graphene.String, description=_("The version that you read; none where the record is new.")
            ),
        },
    )


def _input(
    name: str, description: str, fields: tuple[KindField, ...], groups: dict[str, type[graphene.InputObjectType]]
) -> type[graphene.InputObjectType]:
    return _made(name, description, {field.name: _field(field, groups) for field in fields})


def _made(name: str, description: str, fields: dict[str, Any]) -> type[graphene.InputObjectType]:
    return type(name, (graphene.InputObjectType,), {"__doc__": description, **fields})


def _field(field: KindField, groups: dict[str, type[graphene.InputObjectType]]) -> graphene.InputField:
    one: Any = SCALARS.get(field.type)
    if one is None:
        if field.group_name not in groups:
            groups[field.group_name] = _input(f"{field.group_name}Input", str(field.label), field.fields, groups)
        one = groups[field.group_name]
    of_type = graphene.List(graphene.NonNull(one)) if field.many else one
    return graphene.InputField(of_type, name=field.name, required=field.required, description=str(field.label))
