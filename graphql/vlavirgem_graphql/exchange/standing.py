"""Where an agreement stands: one word of the house's vocabulary of states, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vlavirgem.ui.states import State


@dataclass(frozen=True)
class Standing:
    """A state with the reason for it in words, empty where the state says it all."""

    state: State
    why: str | Promise = ""


def standing_of(*, last_verb: str, valid_from: datetime, valid_until: datetime, now: datetime) -> Standing:
    """Return the state that follows from the last act and the clock. A period that is over ends what was not ended."""
    over = now >= valid_until
    if last_verb in _FINAL:
        return _FINAL[last_verb]
    if over:
        unsigned = last_verb == "proposed"
        return Standing(State.ENDED, _("expired before it was signed") if unsigned else _("expired"))
    if last_verb in {"signed", "resumed"}:
        return Standing(State.ACTIVE, _("not yet begun") if now < valid_from else "")
    return Standing(State.PROPOSED if last_verb == "proposed" else State.PAUSED)


_FINAL = {
    "refused": Standing(State.ENDED, _("refused")),
    "revoked": Standing(State.ENDED, _("revoked")),
    "withdrawn": Standing(State.WITHDRAWN),
}
