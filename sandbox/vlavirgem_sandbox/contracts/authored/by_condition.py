"""Which example of an operation's answers a call gets because of what the author says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vlavirgem_sandbox.contracts.answer_rules import AnswerRules, StatusRule, status_of
from vlavirgem_sandbox.contracts.authored.call_values import CallRead
from vlavirgem_sandbox.contracts.authored.conditions import Condition
from vlavirgem_sandbox.contracts.model import CallRequest

_FIRST_ERROR: Final = 400


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An example, by name, with the status that it is answered with."""

    name: str
    status: int
    rule: StatusRule

    @property
    def refuses(self) -> bool:
        """Whether it is an error: what a call asks is then not done."""
        return self.status >= _FIRST_ERROR


class ByCondition:
    """The conditions of one operation, in the order of the contract."""

    def __init__(self, rules: AnswerRules) -> None:
        usual_status, usual = rules.usual() if rules.statuses else (0, None)
        self._conditions: list[tuple[Condition, Choice]] = []
        self._otherwise: Choice | None = None
        for rule in rules.statuses:
            status = usual_status if rule is usual else status_of(rule)
            for example in (example for media in rule.media.values() for example in media.valid_examples()):
                choice = Choice(name=example.name, status=status, rule=rule)
                if example.authored.when is not None:
                    self._conditions.append((example.authored.when, choice))
                elif example.authored.is_fallback and self._otherwise is None:
                    self._otherwise = choice

    def __bool__(self) -> bool:
        return bool(self._conditions) or self._otherwise is not None

    def fitting(self, call: CallRequest, read: CallRead, *, within: StatusRule | None = None) -> Choice | None:
        """The first whose condition holds for the call; ``within`` keeps to the examples of one status."""
        for condition, choice in self._conditions:
            if (within is None or choice.rule is within) and condition.holds_for(call, read):
                return choice
        return None

    def otherwise(self) -> Choice | None:
        """The one for calls that no condition fits, where the author marks one."""
        return self._otherwise
