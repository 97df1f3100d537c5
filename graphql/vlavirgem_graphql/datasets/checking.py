"""Whether a record may be stored at all: as its kind's schema asks, and about no real person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from vlavirgem_graphql.datasets.drafts import RecordDraft
from vlavirgem_graphql.datasets.unlisted_codes import choice_of, remarks_on_codes
from vlavirgem_graphql.exchange.kinds import FieldType, Kind, KindField
from vlavirgem_graphql.exchange.models import KEY_LENGTH
from vlavirgem_tenants.test_data_guard import find_real_numbers, mask_real_numbers


def checked(draft: RecordDraft, kind: Kind) -> RecordDraft:
    """Return the draft, or its refusal: not as the kind's schema asks, or it holds a real national register number.

    What is no code of its list is no ground for that: it is remarked on, once however often a draft is checked.
    """
    key = mask_real_numbers(draft.key)[:KEY_LENGTH]  # a number in the address itself stays out of the report too
    if draft.refused or draft.gone:
        return replace(draft, key=key, title=mask_real_numbers(draft.title))
    if real := find_real_numbers(draft.body):
        reason = _("It holds the national register number of a real person. Nothing of this record was stored.")
        return RecordDraft(key=key, refused=reason, place=real[0].place)
    if len(draft.key) > KEY_LENGTH:
        return RecordDraft(key=key, refused=_("Its web address (URI) is too long."))
    for error in kind.validator.iter_errors(draft.body):
        place = "/" + "/".join(str(step) for step in error.instance_path)
        return RecordDraft(key=key, title=draft.title, refused=_reason(kind, error.instance_path), place=place)
    return replace(draft, notes=tuple(dict.fromkeys([*draft.notes, *remarks_on_codes(kind, draft.body)])))


def _reason(kind: Kind, path: Sequence[str | int]) -> str:
    """What the field at this place takes, in words; of what is in no field, that it does not fit."""
    field: KindField | None = None
    fields: Iterable[KindField] = kind
    for step in path:
        found = next((each for each in fields if each.name == step), None)
        if found is not None:
            field, fields = found, found.fields
    if field is None:
        return _("It does not fit the kind.")
    if field.type in {FieldType.DATE, FieldType.DATE_TIME}:
        return _("“%(field)s” takes a date.") % {"field": field.label}
    if field.type in {FieldType.INTEGER, FieldType.DECIMAL}:
        return _("“%(field)s” takes a number.") % {"field": field.label}
    if field.type is FieldType.BOOLEAN:
        return _("“%(field)s” takes yes or no.") % {"field": field.label}
    if field.type is FieldType.CODE and field.known_codes:
        codes = choice_of(field.known_codes)
        return _("“%(field)s” takes one of these codes: %(codes)s.") % {"field": field.label, "codes": codes}
    return _("“%(field)s” holds what does not belong there.") % {"field": field.label}
