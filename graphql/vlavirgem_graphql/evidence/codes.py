"""What each code of a refusal of the evidence means: the part of a problem that a program may rely on."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

PROBLEM_CODES: Final[dict[str, Any]] = {
    "no-such-event": _("There is no event with this id in the organisation's log, nor in another's about its data."),
}
