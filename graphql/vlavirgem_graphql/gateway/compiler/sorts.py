"""Sorts of values, and the tests that each can be put to in an argument ``where``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import graphene
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Test:
    """One test of a value: the type of what it is held against, that in SQL, and the condition over ``{value}`` and
    ``{given}``, which is NULL or false where the value is."""

    type: Any
    cast: str
    condition: str
    description: str | Promise

    def sql(self, value: str, given: str) -> str:
        """The condition."""
        return self.condition.format(value=value, given=given)


@dataclass(frozen=True)
class Sort:
    """What some fields hold; ``name`` is the name of the input type of their tests."""

    name: str
    description: str | Promise
    tests: Mapping[str, Test]

    @cached_property
    def input_type(self) -> type[graphene.InputObjectType]:
        """The input type, one for every field of this sort."""
        members = {
            name: graphene.InputField(test.type, name=name, description=test.description)
            for name, test in self.tests.items()
        }
        meta = type("Meta", (), {"container": dict, "description": self.description})
        return type(self.name, (graphene.InputObjectType,), {**members, "Meta": meta})


def _list_of(of_type: Any) -> Any:
    return graphene.List(graphene.NonNull(of_type))


_IS_NULL = {"isNull": Test(graphene.Boolean, "boolean", "({value} is null)={given}", _("There is no value."))}
_EQUAL, _ANY = _("It is this."), _("It is one of these.")


def _compared(of_type: Any, cast: str) -> dict[str, Test]:
    signs = {
        "eq": ("=", _EQUAL),
        "lt": ("<", _("It is below this, or before it.")),
        "lte": ("<=", _("It is this or below, or before it.")),
        "gt": (">", _("It is above this, or after it.")),
        "gte": (">=", _("It is this or above, or after it.")),
    }
    return {name: Test(of_type, cast, f"{{value}}{sign}{{given}}", said) for name, (sign, said) in signs.items()}


_TEXT = {
    "eq": Test(graphene.String, "text", "{value}={given}", _EQUAL),
    "in": Test(_list_of(graphene.String), "text[]", "{value}=any({given})", _ANY),
}
# A text: SQL's text.
TEXT = Sort(
    "TextFilter",
    _("Tests of a text."),
    {
        **_TEXT,
        "contains": Test(
            graphene.String,
            "text",
            "strpos(lower({value}),lower({given}))>0",
            _("It holds this, in capitals or not."),
        ),
        "startsWith": Test(
            graphene.String,
            "text",
            "starts_with(lower({value}),lower({given}))",
            _("It starts with this, in capitals or not."),
        ),
        **_IS_NULL,
    },
)
# A code of a list: SQL's text.
CODE = Sort("CodeFilter", _("Tests of a code."), {**_TEXT, **_IS_NULL})
# Several texts or codes: SQL's jsonb, a list.
LIST = Sort(
    "ListFilter",
    _("Tests of a list."),
    {
        "hasAny": Test(_list_of(graphene.String), "text[]", "{value} ?| {given}", _("One of these is in it, or more.")),
        "hasAll": Test(_list_of(graphene.String), "text[]", "{value} ?& {given}", _("All of these are in it.")),
        **_IS_NULL,
    },
)
# A whole number: SQL's numeric.
NUMBER = Sort("NumberFilter", _("Tests of a number."), {**_compared(graphene.Int, "numeric"), **_IS_NULL})
# A number with decimals: SQL's numeric.
DECIMAL = Sort(
    "DecimalFilter", _("Tests of a number with decimals."), {**_compared(graphene.Float, "numeric"), **_IS_NULL}
)
# A day: SQL's text, as ISO 8601 writes it, which sorts as days do.
DATE = Sort("DateFilter", _("Tests of a day."), {**_compared(graphene.Date, "text"), **_IS_NULL})
# A moment: SQL's timestamptz.
MOMENT = Sort("DateTimeFilter", _("Tests of a moment."), {**_compared(graphene.DateTime, "timestamptz"), **_IS_NULL})
# Yes or no: SQL's boolean.
BOOLEAN = Sort(
    "BooleanFilter",
    _("Tests of yes or no."),
    {"eq": Test(graphene.Boolean, "boolean", "{value}={given}", _EQUAL), **_IS_NULL},
)
# Something of which no more is asked than whether it is there.
PRESENCE = Sort("PresenceFilter", _("Whether something is there."), _IS_NULL)
