"""What of a record is no code of its list: kept as it was, and told in the record's line of the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from vlavirgem_graphql.datasets.rdf.codes import listed_code
from vlavirgem_graphql.exchange.kinds import FieldType, KindField

MOST_VALUES: Final = 5
MOST_CODES: Final = 12
FIRST_CODES: Final = 3
_LONGEST: Final = 100


def remarks_on_codes(fields: Iterable[KindField], body: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for each field that names a list of codes and holds something else: which field, what, what to do."""
    for label, field, values in _coded(fields, [body]):
        unlisted = list(dict.fromkeys(value for value in values if not _is_listed(field, value)))
        if unlisted:
            told = {"field": label, "values": _told(unlisted), "codes": choice_of(field.known_codes or ())}
            yield (
                _("“%(field)s” holds what is no code of its list: %(values)s. Kept as it was. Choose from: %(codes)s.")
                if field.known_codes
                else _("“%(field)s” holds what is no code of its list: %(values)s. Kept as it was: see what is meant.")
            ) % told


def choice_of(codes: Sequence[str]) -> str:
    """The codes that a field takes; of a long list the first, and where the others are."""
    if len(codes) <= MOST_CODES:
        return ", ".join(codes)
    others = {"codes": ", ".join(codes[:FIRST_CODES]), "count": len(codes) - FIRST_CODES}
    return _("%(codes)s and %(count)s others, on the page of the kind") % others


def _coded(
    fields: Iterable[KindField], bodies: Iterable[Mapping[str, Any]], within: str = ""
) -> Iterator[tuple[str, KindField, list[str]]]:
    for field in fields:
        if field.type is not FieldType.GROUP and not (field.type is FieldType.CODE and field.concepts):
            continue
        held = [each for body in bodies if field.name in body for each in _members(field, body[field.name])]
        label = f"{within}{field.label}"
        if field.type is FieldType.CODE:
            yield label, field, held
        else:
            yield from _coded(field.fields, held, f"{label}: ")


def _members(field: KindField, value: Any) -> list[Any]:
    return list(value) if field.many else [value]


def _is_listed(field: KindField, value: str) -> bool:
    if field.has_code(value):
        return True
    return value.startswith(field.concepts) and (field.known_codes is None or bool(listed_code(field, value)))


def _told(values: Sequence[str]) -> str:
    first = [f"“{value if len(value) <= _LONGEST else value[:_LONGEST] + '…'}”" for value in values[:MOST_VALUES]]
    return ", ".join([*first, *(["…"] if len(values) > MOST_VALUES else [])])
