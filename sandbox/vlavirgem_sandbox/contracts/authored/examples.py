"""What an author says of one example besides its value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.authored import conditions, templates
from vlavirgem_sandbox.contracts.authored.conditions import Condition, condition_of
from vlavirgem_sandbox.contracts.authored.templates import Template
from vlavirgem_sandbox.contracts.authored.troubles import Trouble
from vlavirgem_sandbox.contracts.model import JsonObject
from vlavirgem_sandbox.contracts.pointers import escape

EXTENSIONS: Final = (conditions.EXTENSION, templates.EXTENSION)
"""Those that an Example Object of an answer may have."""


@dataclass(frozen=True, kw_only=True)
class Authored:
    """How an example is used."""

    when: Condition | None = None
    """The calls that it is for; None for an example without a condition."""
    is_fallback: bool = False
    """Whether it is for the calls that no condition fits."""
    template: Template | None = None
    """The value with its placeholders, where it has them."""
    troubles: tuple[Trouble, ...] = ()
    """What is wrong; the example is then not used."""


PLAIN: Final = Authored()
"""An example of which the author says nothing more."""


def authored_of(example: JsonObject, pointer: str) -> Authored:
    """Read the extensions of the Example Object at ``pointer``."""
    if not any(name in example for name in EXTENSIONS):
        return PLAIN
    troubles: list[Trouble] = []
    when: Condition | None = None
    template: Template | None = None
    written = example.get(conditions.EXTENSION)
    try:
        if written is not None and written != conditions.OTHERWISE:
            when = condition_of(written, f"{pointer}/{escape(conditions.EXTENSION)}")
        template = _template_of(example, pointer)
    except Trouble as trouble:
        troubles.append(trouble)
    return Authored(when=when, is_fallback=written == conditions.OTHERWISE, template=template, troubles=tuple(troubles))


def _template_of(example: JsonObject, pointer: str) -> Template | None:
    marked = example.get(templates.EXTENSION, False)
    if not isinstance(marked, bool):
        raise Trouble(
            message=_("'%(name)s' needs true or false.") % {"name": templates.EXTENSION},
            remedy=_("Write true or false."),
            place=f"{pointer}/{escape(templates.EXTENSION)}",
        )
    return Template(example.get("value"), f"{pointer}/value") if marked else None
