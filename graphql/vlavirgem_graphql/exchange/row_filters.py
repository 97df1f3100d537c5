"""Which rows an agreement covers: conditions on fields that must all hold.

They stand in the terms as plain JSON. The database compiles them into a jsonpath when both have signed (migration
0002), and holds every row that is read against that: in row-level security, and in what the gateway writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from http import HTTPStatus
from typing import Any, Final, TypeAlias

from django.db import models
from django.utils.formats import number_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.mapping.values import day_of, decimal_of
from vlavirgem_graphql.datasets.rdf.codes import listed_code
from vlavirgem_graphql.datasets.unlisted_codes import choice_of
from vlavirgem_graphql.exchange.kinds import FieldType, Kind, KindField
from vlavirgem_graphql.exchange.kinds.published.addresses import concept_address

Value: TypeAlias = str | int | float | bool
Holds: TypeAlias = Callable[[KindField, str], bool]
MOST_CONDITIONS: Final = 10
MOST_VALUES: Final = 50
LARGEST: Final = 10**15
"""A number stays below it: what is larger is not the same number any more once the database has written it out."""


class Operator(models.TextChoices):
    """How a field is held against a value."""

    IS = "is", pgettext_lazy("comparison", "is")
    IS_NOT = "is-not", gettext_lazy("is not")
    AT_LEAST = "at-least", gettext_lazy("is at least")
    AT_MOST = "at-most", gettext_lazy("is at most")
    STARTS_WITH = "starts-with", gettext_lazy("starts with")


_EQUAL = frozenset({Operator.IS, Operator.IS_NOT})
_IN_ORDER = _EQUAL | {Operator.AT_LEAST, Operator.AT_MOST}
_WRITTEN = _EQUAL | {Operator.STARTS_WITH}
# Text with mark-up, groups and moments (whose text does not sort) are not compared.
OPERATORS: Final[Mapping[FieldType, frozenset[Operator]]] = {
    FieldType.CODE: _EQUAL,
    FieldType.TEXT: _WRITTEN,
    FieldType.URI: _WRITTEN,
    FieldType.BOOLEAN: frozenset({Operator.IS}),
    FieldType.INTEGER: _IN_ORDER,
    FieldType.DECIMAL: _IN_ORDER,
    FieldType.DATE: _IN_ORDER,
}
_YES: Final = frozenset({"true", "yes", "ja", "oui"})
_NO: Final = frozenset({"false", "no", "nee", "non"})


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One field against one or more values: any of them for most operators, none of them for ``IS_NOT``."""

    field: str
    operator: Operator
    values: tuple[Value, ...]

    def as_json(self) -> dict[str, Any]:
        """As it stands in the terms, which are hashed and signed."""
        return {"field": self.field, "operator": self.operator.value, "values": list(self.values)}

    def as_text(self) -> str:
        """As a person writes the values in a form."""
        return ", ".join(_written(value) for value in self.values)

    def told(self, kind: Kind) -> str:
        """In words: "Type is bewijs or advies"."""
        values = [_told(value) for value in self.values]
        return f"{kind.field(self.field).label} {self.operator.label} {get_text_list(values, _('or'))}"


def filterable(kind: Kind, offered: Sequence[str]) -> list[KindField]:
    """The offered fields on which a condition can stand."""
    return [part for part in kind if part.name in offered and part.type in OPERATORS]


def condition_from_text(part: KindField, operator: str, text: str, *, kept: Holds = lambda *_: False) -> Condition:
    """Read what a person wrote: codes and addresses with commas between, a text as a whole, a day as 31/12/2026.

    A text that is no code of the field's list is taken where ``kept`` says so. Raises :class:`Refusal` for an operator
    that does not fit the field, and for a value that is none of its type.
    """
    if operator not in Operator.values:
        raise _unfit(part)
    chosen = Operator(operator)
    if part.type is FieldType.DATE:
        text = day_of(text.strip()) or text
    listed = part.type in {FieldType.CODE, FieldType.URI} and chosen in _EQUAL
    several = listed and "," in text and not kept(part, text.strip())
    return condition_of(part, chosen, text.split(",") if several else [text], kept=kept)


def condition_of(
    part: KindField, operator: Operator, given: Iterable[str], *, kept: Holds = lambda *_: False
) -> Condition:
    """Read values that each stand apart; what is empty is none. Raises as :func:`condition_from_text`."""
    if operator not in OPERATORS.get(part.type, frozenset()):
        raise _unfit(part)
    texts = [each.strip() for each in given if each.strip()]
    if not 0 < len(texts) <= MOST_VALUES:
        raise _no_value(part)
    return Condition(field=part.name, operator=operator, values=tuple(_read(part, each, kept) for each in texts))


def conditions_of(stored: Iterable[Mapping[str, Any]]) -> list[Condition]:
    """The conditions of an agreement's or a draft's JSON."""
    return [
        Condition(field=each["field"], operator=Operator(each["operator"]), values=tuple(each["values"]))
        for each in stored
    ]


def offered_part(kind: Kind, offered: Sequence[str], name: str) -> KindField:
    """The offered field of this name. Raises :class:`Refusal` where no condition can stand on it."""
    part = next((part for part in filterable(kind, offered) if part.name == name), None)
    if part is None:
        raise _no_condition(name)
    return part


def out_of_use(kind: Kind, conditions: Iterable[Condition]) -> list[Condition]:
    """The conditions on a text that an import reads as a code now. Held against it to the letter, "is not" would open
    what the parties meant to leave out."""
    return [
        each for each in conditions for part, text in coded(kind, each) if (listed_code(part, text) or text) != text
    ]


def coded(kind: Kind, condition: Condition) -> list[tuple[KindField, str]]:
    """Each value of a condition on a field whose list is known, with that field."""
    part = kind.field(condition.field) if condition.field in kind.field_names else None
    if part is None or part.type is not FieldType.CODE or not part.known_codes:
        return []
    return [(part, str(value)) for value in condition.values]


def require_in_use(kind: Kind, conditions: Iterable[Condition]) -> None:
    """Raise :class:`Refusal` where records of today do not hold a value so (:func:`out_of_use`)."""
    for condition in out_of_use(kind, conditions):
        raise _not_in_list(kind.field(condition.field), condition.as_text())


def require_conditions(kind: Kind, offered: Sequence[str], conditions: Sequence[Condition]) -> None:
    """Raise :class:`Refusal` where a condition stands on a field that is not offered or cannot be compared so, or on
    what records do not hold so."""
    for condition in conditions:
        part = offered_part(kind, offered, condition.field)
        if condition.operator not in OPERATORS[part.type]:
            raise _no_condition(condition.field)
        if not condition.values:
            raise _no_value(part)
    if len(conditions) > MOST_CONDITIONS:
        raise Refusal(
            _("These are too many conditions."),
            remedy=_("Keep to %(most)s.") % {"most": MOST_CONDITIONS},
            code="row-filter",
            status=HTTPStatus.BAD_REQUEST,
            place="row_filter",
        )
    require_in_use(kind, conditions)


def _read(part: KindField, text: str, kept: Holds) -> Value:
    if part.type is FieldType.BOOLEAN:
        word = text.lower()
        if word not in _YES | _NO:
            raise _no_value(part)
        return word in _YES
    try:
        if part.type is FieldType.INTEGER:
            return int(text)
        if part.type is FieldType.DECIMAL:
            return _number(text)
        if part.type is FieldType.DATE:
            return date.fromisoformat(text).isoformat()
    except ValueError:
        raise _no_value(part) from None
    return _code(part, text, kept) if part.known_codes else text


def _code(part: KindField, text: str, kept: Holds) -> str:
    """A code is compared to the letter; of a list that is known, a person need not know how it is written. A concept of
    another list stands in a record as its whole address. Raises :class:`Refusal` for what is in no list and not kept.
    """
    if code := listed_code(part, text):
        return code
    if (part.concepts and concept_address(part, text)) or kept(part, text):
        return text
    raise _not_in_list(part, text)


def _not_in_list(part: KindField, text: str) -> Refusal:
    return Refusal(
        _("“%(value)s” is not in the list of “%(field)s”.") % {"value": text, "field": part.label},
        remedy=_("Choose from: %(codes)s.") % {"codes": choice_of(part.known_codes or ())},
        code="row-filter",
        status=HTTPStatus.BAD_REQUEST,
        place="row_filter",
    )


def _number(text: str) -> float:
    """As a table's cells are read; raises ValueError."""
    found = decimal_of(text)
    if found is None or abs(found) >= LARGEST:
        raise ValueError
    return found


def _told(value: Value) -> str:
    return number_format(_written(value)) if isinstance(value, float) else _written(value)


def _written(value: Value) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    # Never as 1e-05, which nobody types and a form does not read back.
    return f"{Decimal(repr(value)):f}" if isinstance(value, float) else str(value)


def _no_condition(field: str) -> Refusal:
    return Refusal(
        _("No condition can stand on this field: %(field)s.") % {"field": field},
        remedy=_("Choose a field that is offered, and a comparison that fits it."),
        code="row-filter",
        status=HTTPStatus.BAD_REQUEST,
        place="row_filter",
    )


def _unfit(part: KindField) -> Refusal:
    return Refusal(
        _("“%(field)s” cannot be compared in this way.") % {"field": part.label},
        remedy=_("Choose another comparison."),
        code="row-filter",
        status=HTTPStatus.BAD_REQUEST,
        place="row_filter",
    )


def _no_value(part: KindField) -> Refusal:
    examples = {
        FieldType.BOOLEAN: _("yes or no"),
        FieldType.INTEGER: _("a whole number"),
        FieldType.DECIMAL: _("a number, such as 12.50"),
        FieldType.DATE: _("a day, as 31/12/2026"),
    }
    wanted = examples.get(part.type, _("at least one value"))
    return Refusal(
        _("“%(field)s” needs %(wanted)s.") % {"field": part.label, "wanted": wanted},
        code="row-filter",
        status=HTTPStatus.BAD_REQUEST,
        place="row_filter",
    )


def rows_told(kind: Kind, stored: Iterable[Mapping[str, Any]]) -> list[str]:
    """The conditions in words, for a page; none means every row."""
    return [condition.told(kind) for condition in conditions_of(stored)]
