"""Whether a record may be stored at all: as its kind's schema asks, and about no real person."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from vlavirgem_graphql.datasets.drafts import RecordDraft
from vlavirgem_graphql.exchange.kinds import Kind
from vlavirgem_graphql.exchange.models import KEY_LENGTH
from vlavirgem_tenants.test_data_guard import find_real_numbers, mask_real_numbers


def checked(draft: RecordDraft, kind: Kind) -> RecordDraft:
    """Return the draft, or its refusal: not as the kind's schema asks, or it holds a real national register number."""
    key = mask_real_numbers(draft.key)[:KEY_LENGTH]  # a number in the address itself stays out of the report too
    if draft.refused or draft.gone:
        return replace(draft, key=key)
    if real := find_real_numbers(draft.body):
        reason = _("It holds the national register number of a real person. Nothing of this record was stored.")
        return RecordDraft(key=key, refused=reason, place=real[0].place)
    if len(draft.key) > KEY_LENGTH:
        return RecordDraft(key=key, refused=_("Its web address (URI) is too long."))
    for error in kind.validator.iter_errors(draft.body):
        place = "/" + "/".join(str(step) for step in error.instance_path)
        return RecordDraft(key=key, title=draft.title, refused=_("It does not fit the kind."), place=place)
    return draft
