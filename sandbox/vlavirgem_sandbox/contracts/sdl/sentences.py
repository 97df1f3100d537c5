"""What graphql-core says of schemas that are not good, as sentences that can be translated.

Each msgid is the sentence as graphql-core writes it: see :mod:`vlavirgem.graphql_requests.wording`.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from vlavirgem.graphql_requests.wording import SENTENCES, in_our_words

OF_SCHEMAS: tuple[Any, ...] = (
    *SENTENCES,
    _("Query root type must be provided."),
    _("Query root type must be Object type, it cannot be %(type)s."),
    _("Mutation root type must be Object type if provided, it cannot be %(type)s."),
    _("Subscription root type must be Object type if provided, it cannot be %(type)s."),
    _("There can be only one type named '%(name)s'."),
    _("Field '%(type)s.%(field)s' can only be defined once."),
    _("Field '%(type)s.%(field)s' already exists in the schema. It cannot also be defined in this type extension."),
    _("Enum value '%(type)s.%(value)s' can only be defined once."),
    _("Argument '%(field)s(%(argument)s:)' can only be defined once."),
    _("There can be only one directive named '@%(name)s'."),
    _("The directive '@%(directive)s' can only be used once at this location."),
    _("Directive '@%(directive)s' argument '%(argument)s' of type '%(type)s' is required, but it was not provided."),
    _("Must provide only one schema definition."),
    _("There can be only one %(operation)s type in schema."),
    _("Cannot extend non-%(kind)s type '%(type)s'."),
    _("Name '%(name)s' must not begin with '__', which is reserved by GraphQL introspection."),
    _("Type %(type)s must define one or more fields."),
    _("Input Object type %(type)s must define one or more fields."),
    _("Enum type %(type)s must define one or more values."),
    _("Union type %(type)s must define one or more member types."),
    _("Union type %(type)s can only include type %(member)s once."),
    _("Union type %(type)s can only include Object types, it cannot include %(member)s."),
    _("The type of %(place)s must be Output Type but got: %(type)s."),
    _("The type of %(place)s must be Input Type but got: %(type)s."),
    _("Type %(type)s must only implement Interface types, it cannot implement %(other)s."),
    _("Type %(type)s cannot implement itself because it would create a circular reference."),
    _("Type %(type)s can only implement %(other)s once."),
    _("Type %(type)s cannot implement %(other)s because it would create a circular reference."),
    _("Type %(type)s must implement %(other)s because it is implemented by %(through)s."),
    _("Interface field %(field)s expected but %(type)s does not provide it."),
    _("Interface field %(field)s expects type %(wanted)s but %(place)s is type %(type)s."),
    _("Interface field argument %(argument)s expected but %(field)s does not provide it."),
    _("Interface field argument %(argument)s expects type %(wanted)s but %(place)s is type %(type)s."),
    _(
        "Object field %(field)s includes required argument %(argument)s that is missing from the Interface field "
        "%(other)s."
    ),
    _("Cannot reference Input Object '%(type)s' within itself through a series of non-null fields: '%(path)s'."),
    _("Required input field %(field)s cannot be deprecated."),
    _("Required argument %(argument)s cannot be deprecated."),
    _("OneOf input field %(field)s must be nullable."),
    _("OneOf input field %(field)s cannot have a default value."),
)


def of_schema(message: str) -> str:
    """The sentence in the active language."""
    return in_our_words(message, _("The schema breaks a rule of GraphQL."), sentences=OF_SCHEMAS)
