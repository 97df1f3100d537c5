"""What each code of a refusal to a pipeline means: the part of a problem that a program may rely on."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

PROBLEM_CODES: Final[dict[str, Any]] = {
    "chain-not-active": _("The chain is a draft, or has ended."),
    "chain-at-work": _("The chain is running; Retry-After says when to try again."),
    "chains-at-work": _("The organisation has as many runs at once as it may; Retry-After says when to try again."),
    "run-at-work": _("The run with this Idempotency-Key is not over; Retry-After says when to ask again."),
    "idempotency-key-unreadable": _("The Idempotency-Key is too long, or holds what cannot be written."),
    "idempotency-key-used": _("The Idempotency-Key was used before, with other inputs."),
    "wrong-inputs": _("The inputs break the chain's schema. Each member of errors names a place and the reason."),
    "unreadable-inputs": _("The body is no JSON with the one field inputs."),
    "unkeepable-inputs": _("An input holds a key, a value that cannot be kept, or too much."),
    "key-of-another-chain": _("The key is one of this organisation, for another chain."),
}
"""Beside those of the try-outs that mean the same here: ``key-missing``, ``key-unknown``, ``key-revoked``,
``key-expired`` and ``real-register-number``."""
