"""States as words and shapes."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise

from vlavirgem.ui.states import State

register = template.Library()


@register.filter
def state_word(state: str) -> str | Promise:
    """The word for one of the six states; another word is shown as it is."""
    try:
        return State(str(state).lower()).label
    except ValueError:
        return str(state)


@register.filter
def state_icon(state: str) -> str:
    """The shape of a state; what is no state has the shape of a draft."""
    name = str(state).lower()
    return f"state-{name if name in State.values else State.DRAFT.value}"
