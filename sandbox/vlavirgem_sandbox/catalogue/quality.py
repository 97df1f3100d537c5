"""The quality of a version's contract, as people read it: a number, what it is made of, and what would raise it.

It is measured once, when the contract is checked (:func:`vlavirgem_sandbox.catalogue.services.draft_version`), and
stored without words, so that everybody reads it in their own language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vlavirgem_sandbox.catalogue.describing import Description
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.contracts.quality.rules import WEIGHTS, Lack, Measure, Rule, score_of

VERY_GOOD, GOOD, FAIR = 90, 70, 40
"""The lowest score that each word is given for."""

# What is asked, and what to do where it is not held to.
_WORDS: Final[dict[Rule, tuple[Promise, Promise]]] = {
    Rule.OPERATIONS_DESCRIBED: (
        gettext_lazy("Each operation is described"),
        gettext_lazy("Say in 'summary' or 'description' (WSDL: 'documentation') what the operation is for."),
    ),
    Rule.PARAMETERS_DESCRIBED: (
        gettext_lazy("Each parameter is described"),
        gettext_lazy("Give the parameter a 'description': what it means, and which values make sense."),
    ),
    Rule.FIELDS_DESCRIBED: (
        gettext_lazy("Each field is described"),
        gettext_lazy("Give the field, or the schema it refers to, a 'description' (XSD: 'documentation')."),
    ),
    Rule.REQUEST_EXAMPLES: (
        gettext_lazy("Each request has an example"),
        gettext_lazy(
            "Add an 'example' to the request's body or its schema (SOAP: a request among the samples; GraphQL: "
            "'@example' with the argument)."
        ),
    ),
    Rule.ANSWER_EXAMPLES: (
        gettext_lazy("Each answer has an example"),
        gettext_lazy(
            "Add an 'example' to the answer or its schema (SOAP: a sample answer; GraphQL: '@example' with the type). "
            "Try-outs answer with it."
        ),
    ),
    Rule.ERRORS_DESCRIBED: (
        gettext_lazy("Each operation says what can go wrong"),
        gettext_lazy("Describe the answers to calls that are not good: 400, 404, 409 and the like (WSDL: a 'fault')."),
    ),
    Rule.ERRORS_AS_PROBLEMS: (
        gettext_lazy("Errors have the form of Problem Details"),
        gettext_lazy("Describe the answer as 'application/problem+json' (RFC 9457): type, title, status and detail."),
    ),
    Rule.CONTACT: (
        gettext_lazy("The contract says who answers questions"),
        gettext_lazy("Give 'info' a 'contact' with a mail or web address."),
    ),
    Rule.LICENCE: (
        gettext_lazy("The contract says under which licence it may be used"),
        gettext_lazy("Give 'info' a 'license' with a name, for example EUPL-1.2."),
    ),
    Rule.SPEAKING_NAMES: (
        gettext_lazy("Each operation has a name of its own that says something"),
        gettext_lazy("Give each operation an 'operationId' of its own, in words: programs name their functions by it."),
    ),
    Rule.PAGING: (
        gettext_lazy("Lists can be asked for in parts"),
        gettext_lazy("Add parameters such as 'page' and 'pageSize', 'offset' and 'limit', or 'cursor'."),
    ),
    Rule.SECURITY: (
        gettext_lazy("Each operation says how callers make themselves known"),
        gettext_lazy(
            "Describe a scheme under 'securitySchemes' and name it in 'security'; an empty list means nobody has to."
        ),
    ),
}


@dataclass(frozen=True, kw_only=True)
class HeldRule:
    """One rule, in the words of the person who asks."""

    measure: Measure
    asks: str
    remedy: str

    @property
    def not_listed(self) -> int:
        """How many more places there are than are named."""
        return self.measure.total - self.measure.held - len(self.measure.lacking)


@dataclass(frozen=True, kw_only=True)
class Quality:
    """The score of a contract, 0 to 100, with every rule that applies to it."""

    score: int
    rules: Sequence[HeldRule]

    @property
    def word(self) -> str:
        """The score in a word or two."""
        if self.score >= VERY_GOOD:
            return _("very good")
        if self.score >= GOOD:
            return _("good")
        return _("fair") if self.score >= FAIR else _("poor")

    @property
    def lacking(self) -> list[HeldRule]:
        """What is left to improve, what weighs most first."""
        left = [rule for rule in self.rules if rule.measure.held < rule.measure.total]
        return sorted(left, key=lambda rule: -_lost(rule.measure))


def quality_of(version: ServiceVersion) -> Quality | None:
    """What was measured of a version, and what its publisher tells of the service beside it; None for one that was
    published before this was measured."""
    if not version.quality:
        return None
    about = Description.of_row(version.service.description)
    said = {Rule.CONTACT: about.contact_email or about.contact_page, Rule.LICENCE: about.licence}
    return told(_said_elsewhere(_read(row), said) for row in version.quality)


def _said_elsewhere(measure: Measure, said: Mapping[Rule, str]) -> Measure:
    """A rule that the contract does not keep, and the description of the service does, is kept."""
    if not said.get(measure.rule) or measure.held == measure.total:
        return measure
    return replace(measure, held=measure.total, lacking=())


def told(measures: Iterable[Measure]) -> Quality:
    """Measures in words. Rules that have nothing to speak of in this contract are left out, with their weight."""
    applying = [measure for measure in measures if measure.total]
    return Quality(score=score_of(applying), rules=[_held(measure) for measure in applying])


def as_json_object(quality: Quality) -> dict[str, Any]:
    """For programs: the score, and per rule what holds and the places that do not."""
    return {
        "score": quality.score,
        "rules": [
            {
                "rule": rule.measure.rule.value,
                "weight": rule.measure.weight,
                "held": rule.measure.held,
                "total": rule.measure.total,
                "asks": rule.asks,
                "remedy": rule.remedy,
                "lacking": [{"operation": lack.operation, "place": lack.place} for lack in rule.measure.lacking],
            }
            for rule in quality.rules
        ],
    }


def _held(measure: Measure) -> HeldRule:
    asks, remedy = _WORDS[measure.rule]
    return HeldRule(measure=measure, asks=str(asks), remedy=str(remedy))


def _lost(measure: Measure) -> float:
    return WEIGHTS[measure.rule] * (measure.total - measure.held) / measure.total


def _read(row: dict[str, Any]) -> Measure:
    lacking = tuple(Lack(**lack) for lack in row["lacking"])
    return Measure(rule=Rule(row["rule"]), held=row["held"], total=row["total"], lacking=lacking)
