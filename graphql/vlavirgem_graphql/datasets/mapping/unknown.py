"""What a mapping names that is not there."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal


def unknown_names(message: str, names: Iterable[str], known: Iterable[str]) -> Refusal:
    """Tells which ``names`` there are not, with those that there are. ``message`` has ``%(names)s``."""
    return Refusal(
        message % {"names": _listed(names)},
        remedy=_("Choose from: %(fields)s.") % {"fields": _listed(sorted(known))},
        code="unknown-field",
        status=HTTPStatus.BAD_REQUEST,
        place="mapping",
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(name.removeprefix("/") for name in names)
