"""``x-vlavirgem-sequence`` on an operation: the first call gets the first of these examples, the second the second.

A list of names of examples, of whatever status; or an object with the list as ``examples``, and ``repeat: true`` to
start over after the last, which stays otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.answer_rules import AnswerRules, status_of
from vlavirgem_sandbox.contracts.authored.by_condition import Choice
from vlavirgem_sandbox.contracts.authored.troubles import Trouble
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue
from vlavirgem_sandbox.contracts.pointers import escape

EXTENSION: Final = "x-vlavirgem-sequence"
_MOST: Final = 100


@dataclass(frozen=True, kw_only=True)
class Sequence:
    """Examples in turn."""

    counter: str
    """Under which the try-out counts the calls."""
    choices: tuple[Choice, ...]
    repeats: bool

    def at(self, number: int) -> Choice:
        """The one for the call with that number; the first is 1."""
        index = (number - 1) % len(self.choices) if self.repeats else min(number, len(self.choices)) - 1
        return self.choices[index]


def sequence_of(operation: JsonObject, pointer: str, counter: str, rules: AnswerRules) -> Sequence | None:
    """Read the sequence of the operation at ``pointer``; None where it has none. Raises :class:`Trouble`."""
    if EXTENSION not in operation:
        return None
    here = f"{pointer}/{escape(EXTENSION)}"
    written: JsonValue = operation[EXTENSION]
    repeats: JsonValue = False
    if isinstance(written, dict):
        repeats, written, here = written.get("repeat", False), written.get("examples"), f"{here}/examples"
    names = written if isinstance(written, list) else []
    if not 0 < len(names) <= _MOST or not all(isinstance(name, str) for name in names) or not isinstance(repeats, bool):
        raise Trouble(
            message=_("A sequence is a list of names of examples, at most %(most)d.") % {"most": _MOST},
            remedy=_("Write a list of names, or an object with 'examples' (that list) and 'repeat' (true or false)."),
            place=here,
        )
    known = _choices(rules)
    for index, name in enumerate(names):
        if name not in known:
            raise Trouble(
                message=_("No answer of this operation has an example '%(name)s' that can be used.")
                % {"name": name[:80]},
                remedy=_("Use one of: %(names)s.") % {"names": ", ".join(known)[:300] or "-"},
                place=f"{here}/{index}",
            )
    return Sequence(counter=counter, choices=tuple(known[name] for name in names), repeats=repeats)


def _choices(rules: AnswerRules) -> dict[str, Choice]:
    """Every named example that can be used, the usual answer's before those of other statuses."""
    usual_status, usual = rules.usual() if rules.statuses else (0, None)
    found: dict[str, Choice] = {}
    for rule in sorted(rules.statuses, key=lambda rule: rule is not usual):
        status = usual_status if rule is usual else status_of(rule)
        for example in (example for media in rule.media.values() for example in media.valid_examples() if example.name):
            found.setdefault(example.name, Choice(name=example.name, status=status, rule=rule))
    return found
