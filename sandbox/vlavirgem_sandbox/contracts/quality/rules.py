"""The rules with their weights, and what measuring one gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

MOST_PLACES: Final = 100
"""Places kept of what does not hold to one rule; the counts are of all."""


class Rule(StrEnum):
    """What developer portals look for in a contract."""

    OPERATIONS_DESCRIBED = "operations-described"
    PARAMETERS_DESCRIBED = "parameters-described"
    FIELDS_DESCRIBED = "fields-described"
    REQUEST_EXAMPLES = "request-examples"
    ANSWER_EXAMPLES = "answer-examples"
    ERRORS_DESCRIBED = "errors-described"
    ERRORS_AS_PROBLEMS = "errors-as-problems"
    CONTACT = "contact"
    LICENCE = "licence"
    SPEAKING_NAMES = "speaking-names"
    PAGING = "paging"
    SECURITY = "security"


WEIGHTS: Final[dict[Rule, int]] = {
    Rule.OPERATIONS_DESCRIBED: 15,
    Rule.PARAMETERS_DESCRIBED: 10,
    Rule.FIELDS_DESCRIBED: 15,
    Rule.REQUEST_EXAMPLES: 10,
    Rule.ANSWER_EXAMPLES: 10,
    Rule.ERRORS_DESCRIBED: 10,
    Rule.ERRORS_AS_PROBLEMS: 5,
    Rule.CONTACT: 5,
    Rule.LICENCE: 5,
    Rule.SPEAKING_NAMES: 5,
    Rule.PAGING: 5,
    Rule.SECURITY: 5,
}
"""Together 100. What a developer reads in every operation weighs most; the order is that of the page."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule speaks of, and whether it holds to it."""

    holds: bool
    operation: str
    """Key of the operation; empty for what concerns the whole contract."""
    place: str
    """JSON pointer (RFC 6901) into the contract, or ``file:line`` of a WSDL or XSD."""


@dataclass(frozen=True, slots=True)
class Lack:
    """Where a rule is not held to."""

    operation: str
    place: str


@dataclass(frozen=True, kw_only=True)
class Measure:
    """How far one rule is held to. ``total`` is 0 where the contract has nothing that the rule speaks of."""

    rule: Rule
    held: int
    total: int
    lacking: tuple[Lack, ...] = ()
    """The first :data:`MOST_PLACES` places."""

    @property
    def weight(self) -> int:
        """What the rule weighs where it applies."""
        return WEIGHTS[self.rule]


def measured(rule: Rule, findings: Iterable[Finding]) -> Measure:
    """Count what was found."""
    held = total = 0
    lacking: list[Lack] = []
    for finding in findings:
        total += 1
        held += finding.holds
        if not finding.holds and len(lacking) < MOST_PLACES:
            lacking.append(Lack(finding.operation, finding.place))
    return Measure(rule=rule, held=held, total=total, lacking=tuple(lacking))


def score_of(measures: Iterable[Measure]) -> int:
    """0 to 100: the weights of what holds, over the weights of the rules that apply.

    Rounded down, so that 100 is only given where nothing is left to improve.
    """
    applying = [measure for measure in measures if measure.total]
    reached = sum((Fraction(each.weight * each.held, each.total) for each in applying), Fraction(0))
    weights = sum(each.weight for each in applying)
    return int(100 * reached / weights) if weights else 0
