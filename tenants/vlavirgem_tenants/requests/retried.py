"""Writes that a program sends again because it does not know whether they arrived: they are done once.

Source: draft-ietf-httpapi-idempotency-key-header-07. The draft writes the key as a structured-field string, in quotes;
one without them is taken too.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal

KEY_HEADER: Final = "Idempotency-Key"
REPLAYED: Final = ("Idempotency-Replayed", "true")
"""The header of an answer that was given before."""
LONGEST_KEY: Final = 200


def idempotency_key(header: str) -> str:
    """The key in the header of a request; raises Refusal (422) for one that cannot be kept."""
    key = header.strip()
    if len(key) > 1 and key[0] == key[-1] == '"':
        key = key[1:-1]
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise Refusal(
            _("The Idempotency-Key is longer than %(most)d characters, or holds what cannot be written.")
            % {"most": LONGEST_KEY},
            remedy=_("Send a shorter one of plain characters, such as the number of your build."),
            code="idempotency-key-unreadable",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            place=KEY_HEADER,
        )
    return key
