"""Where an agreement stands: one word of the house's vocabulary of states, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vlavirgem.ui.states import State

BOTH_PARTIES = 2


@dataclass(frozen=True)
class Standing:
    """A state with the reason for it in words, empty where the state says it all."""

    state: State
    why: str | Promise = ""

    @property
    def is_alive(self) -> bool:
        """Whether it may still be signed, or read under, now or later."""
        return self.state in {State.PROPOSED, State.ACTIVE, State.PAUSED}


def standing_of(
    *, last_verb: str, signatures: int, valid_from: datetime, valid_until: datetime, now: datetime
) -> Standing:
    """Return the state that follows from the last act, how many parties signed, and the clock.

    A period that is over ends what was not ended.
    """
    over = now >= valid_until
    if last_verb in _FINAL:
        return _FINAL[last_verb]
    undecided = signatures < BOTH_PARTIES
    if over:
        return Standing(State.ENDED, _("expired before it was signed") if undecided else _("expired"))
    if undecided:
        return Standing(State.PROPOSED, _("signed by one of the two") if signatures else "")
    if last_verb == "paused":
        return Standing(State.PAUSED)
    return Standing(State.ACTIVE, _("not yet begun") if now < valid_from else "")


_FINAL = {
    "refused": Standing(State.ENDED, _("refused")),
    "countered": Standing(State.ENDED, _("answered with other terms")),
    "revoked": Standing(State.ENDED, _("revoked")),
    "withdrawn": Standing(State.WITHDRAWN),
}
