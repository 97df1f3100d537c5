"""How a value of a record is written in GraphQL, read as well as sent."""

from __future__ import annotations

import graphene

from vlavirgem_graphql.exchange.kinds import FieldType

SCALARS = {
    FieldType.TEXT: graphene.String,
    FieldType.HTML: graphene.String,
    FieldType.URI: graphene.String,
    FieldType.CODE: graphene.String,
    FieldType.DATE: graphene.Date,
    FieldType.DATE_TIME: graphene.DateTime,
    FieldType.BOOLEAN: graphene.Boolean,
    FieldType.INTEGER: graphene.Int,
    FieldType.DECIMAL: graphene.Float,
}
