"""Answers: from what was remembered, else from the contract's examples, else made from its schema."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.answer_rules import (
    AnswerRules,
    Example,
    HeaderRule,
    MediaRule,
    StatusRule,
    status_of,
)
from vlavirgem_sandbox.contracts.authored.by_condition import ByCondition, Choice
from vlavirgem_sandbox.contracts.authored.personas import Persona
from vlavirgem_sandbox.contracts.authored.sequences import Sequence as InTurn
from vlavirgem_sandbox.contracts.authored.showing_personas import showing_persona
from vlavirgem_sandbox.contracts.authored.templates import Filling, OverfullError
from vlavirgem_sandbox.contracts.call_checks import ReadCall
from vlavirgem_sandbox.contracts.dispatching import RecordedAnswer
from vlavirgem_sandbox.contracts.generating.conformance import same
from vlavirgem_sandbox.contracts.generating.outcome import Ungeneratable
from vlavirgem_sandbox.contracts.generating.values import Generator
from vlavirgem_sandbox.contracts.listing import Listing
from vlavirgem_sandbox.contracts.media_types import is_json, preferred
from vlavirgem_sandbox.contracts.model import Answer, JsonValue, Origin
from vlavirgem_sandbox.contracts.rendering import as_header, concrete, json_bytes, rendered
from vlavirgem_sandbox.contracts.situations import NamedInputs, Situation

_BODILESS: Final = frozenset({204, 205, 304})
_FIRST_ERROR: Final = 400
_PROBLEM: Final = "application/problem+json"


class Answering:
    """Answers for one operation, apart from what is remembered."""

    def __init__(
        self,
        rules: AnswerRules,
        inputs: NamedInputs,
        generator: Generator,
        is_valid: Callable[[str, JsonValue], bool],
        sequence: InTurn | None = None,
    ) -> None:
        """``is_valid`` tells whether a value satisfies the schema at a pointer."""
        self.rules = rules
        self.sequence = sequence
        self._inputs = inputs
        self._generator = generator
        self._is_valid = is_valid
        self._by_condition = ByCondition(rules) or None
        self._bodies: dict[tuple[str, str], bytes] = {}

    def names_for(self, read: ReadCall) -> list[str]:
        """Names of the input examples that a call equals."""
        return self._inputs.names_for(read)

    def refuses(self, situation: Situation) -> bool:
        """Whether a condition of the contract makes this call an error, whatever is remembered."""
        if self._by_condition is None or self._recorded(situation) is not None:
            return False
        choice = self._by_condition.fitting(situation.call, situation.read)
        return choice is not None and choice.refuses

    def chooses(self, situation: Situation) -> bool:
        """Whether the contract has an answer for this very call: recorded, for a condition that holds or for all other
        calls, in turn, for a test persona, by the name of an example that the call equals, or filled in from it; or
        the call wants another form than JSON."""
        by_condition = self._by_condition
        if self.sequence is not None or situation.read.persona is not None or self._recorded(situation) is not None:
            return True
        if by_condition is not None and (by_condition.otherwise() or self._fitting(situation)):
            return True
        if self.rules.example_names().intersection(self._inputs.names_for(situation.read)):
            return True
        rule = self.rules.usual()[1]
        media = rule.media[self._media_type(rule, situation, "")] if rule.media else None
        if media is None or not is_json(media.media_type):
            return True
        return bool(media.free_examples) and media.free_examples[0].authored.template is not None

    @cached_property
    def listing(self) -> Listing | None:
        """How the usual answer holds a list."""
        return Listing.of(self.rules, self._generator)

    def example_or_generated(self, situation: Situation, known: dict[str, JsonValue]) -> Answer:
        """Answer without memory. ``known`` holds fields that must show what the call said (the key in its path)."""
        name, status, rule = self._chosen(situation)
        if status in _BODILESS or not rule.media:
            return self._answer(status, rule, None, b"", situation, "generated")
        media = rule.media[self._media_type(rule, situation, name)]
        example = self._example(media, name, known, situation)
        body = self._written(example, known, media, situation) if example is not None else None
        persona = situation.read.persona if not name and status < _FIRST_ERROR else None
        if example is not None and persona is not None and example.authored.template is None:
            shown = self._with_persona(showing(self._generator, media, example.value, known), media, persona)
            body = rendered(shown, media.media_type)
        if example is not None and body is not None:
            answer = self._answer(status, rule, media, body, situation, "example")
            return answer if example.authored.template is None else replace(answer, is_of_the_moment=True)
        try:
            value = showing(self._generator, media, self.generated(media, situation.rng), known)
            value = self._with_persona(value, media, persona)
        except Ungeneratable:
            if status == self.rules.usual()[0]:
                raise
            # Somebody asked for an answer that no dry run looked at, and that cannot be made.
            return _problem(status, _("The contract's own answer with this status cannot be made."))
        return self._answer(status, rule, media, rendered(value, media.media_type), situation, "generated")

    def _with_persona(self, value: JsonValue, media: MediaRule, persona: Persona | None) -> JsonValue:
        """The value with the test persona in it that the call is about."""
        if persona is None or not media.schema_pointer:
            return value
        return showing_persona(value, persona, lambda shown: self._is_valid(media.schema_pointer, shown))

    def with_value(
        self,
        status: int,
        rule: StatusRule,
        value: JsonValue,
        situation: Situation,
        headers: Sequence[tuple[str, str]] = (),
    ) -> Answer:
        """Answer with a value that is already in the form of the rule's schema."""
        if status in _BODILESS or not rule.media:
            return self._answer(status, rule, None, b"", situation, "state", headers)
        media = rule.media[self._media_type(rule, situation, "")]
        return self._answer(status, rule, media, rendered(value, media.media_type), situation, "state", headers)

    def refusal(self, status: int, title: str, situation: Situation) -> Answer:
        """Answer with an error: as the contract describes it, else (the status is not in it) as Problem Details."""
        rule = self.rules.for_status(status)
        if rule is None:
            return _problem(status, title)
        if not rule.media:
            return self._answer(status, rule, None, b"", situation, "state")
        media = rule.media[preferred(situation.call.header("accept"), list(rule.media))]
        examples = media.free_examples
        try:
            value = self.filled(examples[0], media, situation) if examples else None
            if value is None:
                examples, value = [], self.generated(media, situation.rng)
        except Ungeneratable:
            return _problem(status, title)
        if not examples and isinstance(value, dict):
            value = showing(self._generator, media, value, {"status": status, "title": title})
        return self._answer(status, rule, media, rendered(value, media.media_type), situation, "state")

    def generated(self, media: MediaRule, rng: random.Random) -> JsonValue:
        """A value for the media type's schema. Raises :class:`Ungeneratable`."""
        if not media.schema_pointer:
            return {} if is_json(media.media_type) else ""
        return self._generator.value(self._generator.resolver.at(media.schema_pointer), rng)

    def _chosen(self, situation: Situation) -> tuple[str, int, StatusRule]:
        """The example's name (empty for any), the status and its rule."""
        wish = situation.preference
        if wish.status is not None:
            rule = self.rules.for_status(wish.status)
            if rule is not None:
                fitting = None if wish.example else self._fitting(situation, within=rule)
                return fitting.name if fitting is not None else wish.example, wish.status, rule
        if not wish.example and (found := self._recorded(situation)) is not None:
            recorded, rule = found
            return recorded.example, recorded.status, rule
        if not wish.example and (told := self._told(situation)) is not None:
            return told.name, told.status, told.rule
        usual_status, usual = self.rules.usual()
        names = [wish.example] if wish.example else self._inputs.names_for(situation.read)
        for name in names:
            for rule in (usual, *self.rules.statuses):
                if any(example.name == name for media in rule.media.values() for example in media.valid_examples()):
                    return name, usual_status if rule is usual else status_of(rule), rule
        otherwise = self._by_condition.otherwise() if self._by_condition is not None else None
        if otherwise is not None:
            return otherwise.name, otherwise.status, otherwise.rule
        return "", usual_status, usual

    def _told(self, situation: Situation) -> Choice | None:
        """What the author says that the call gets: by a condition, else in turn."""
        fitting = self._fitting(situation)
        if fitting is not None or self.sequence is None or situation.next_number is None:
            return fitting
        return self.sequence.at(situation.next_number(self.sequence.counter))

    def _fitting(self, situation: Situation, *, within: StatusRule | None = None) -> Choice | None:
        """What the contract's conditions choose for the call."""
        if self._by_condition is None:
            return None
        return self._by_condition.fitting(situation.call, situation.read, within=within)

    def _recorded(self, situation: Situation) -> tuple[RecordedAnswer, StatusRule] | None:
        """What was once answered to this very call."""
        sent = situation.read.body
        found = self._inputs.recorded.for_call(situation.path_parameters, situation.call.query, sent)
        rule = self.rules.for_status(found.status) if found is not None else None
        return (found, rule) if found is not None and rule is not None else None

    def _media_type(self, rule: StatusRule, situation: Situation, name: str) -> str:
        if len(rule.media) == 1:
            return next(iter(rule.media))
        accept = situation.call.header("accept")
        if name and not situation.preference.example:
            # An example that the call matched by name, and that only another media type has, does not overrule Accept.
            return preferred(accept, list(rule.media))
        having = [key for key, media in rule.media.items() if any(e.name == name for e in media.valid_examples())]
        return preferred(accept, having if name and having else list(rule.media))

    def _example(
        self, media: MediaRule, name: str, known: dict[str, JsonValue], situation: Situation
    ) -> Example | None:
        examples = media.valid_examples()
        by_name = [example for example in examples if name and example.name == name]
        free = media.free_examples
        by_known = [example for example in free if known and _shows(example.value, known)]
        return next(iter(by_name or by_known or free), None)

    def _written(
        self, example: Example, known: dict[str, JsonValue], media: MediaRule, situation: Situation
    ) -> bytes | None:
        """The example in the media type's form, with the known fields in it; kept for when nothing is to be changed.

        None where its placeholders, filled from this call, make it depart from its schema.
        """
        value = example.value
        if example.authored.template is not None and (value := self.filled(example, media, situation)) is None:
            return None
        shown = showing(self._generator, media, value, known)
        if shown is not example.value:
            return rendered(shown, media.media_type)
        place = (example.pointer, media.media_type)
        found = self._bodies.get(place)
        if found is None:
            found = self._bodies[place] = rendered(shown, media.media_type)
        return found

    def filled(self, example: Example, media: MediaRule, situation: Situation) -> JsonValue:
        """The example with its placeholders filled from the call; None where it does not satisfy its schema then."""
        template = example.authored.template
        if template is None:
            return example.value
        filling = Filling(
            call=situation.call,
            read=situation.read,
            now=situation.now,
            source=situation.source,
            rng=situation.rng,
        )
        try:
            value = template.filled(filling)
        except OverfullError:
            return None
        schema = self._generator.resolver.at(media.schema_pointer) if media.schema_pointer else True
        return value if self._generator.conformance.conforms(value, schema) else None

    def _answer(
        self,
        status: int,
        rule: StatusRule,
        media: MediaRule | None,
        body: bytes,
        situation: Situation,
        origin: Origin,
        headers: Sequence[tuple[str, str]] = (),
    ) -> Answer:
        given = {name.lower() for name, _value in headers}
        declared = [header for header in rule.headers if header.name.lower() not in given]
        made = [(header.name, self._header_value(header, situation)) for header in declared]
        return Answer(
            status=status,
            headers=(*headers, *((name, value) for name, value in made if value is not None)),
            body=body,
            content_type=concrete(media.media_type) if media is not None else "",
            origin=origin,
        )

    def _header_value(self, header: HeaderRule, situation: Situation) -> str | None:
        value = header.example
        if value is None and header.schema_pointer:
            try:
                value = self._generator.value(self._generator.resolver.at(header.schema_pointer), situation.rng)
            except Ungeneratable:
                return None
        return None if value is None else as_header(value)


def showing(generator: Generator, media: MediaRule, value: JsonValue, known: dict[str, JsonValue]) -> JsonValue:
    """The value with the known fields in it, as long as it stays valid."""
    if not known or not isinstance(value, dict) or not media.schema_pointer:
        return value
    schema = generator.resolver.at(media.schema_pointer)
    for name, shown in known.items():
        if name in value and not same(value[name], shown) and generator.fits_as(name, shown, value, schema):
            value = {**value, name: shown}
    return value


def _problem(status: int, title: str) -> Answer:
    """An error that the contract does not describe, as Problem Details (RFC 9457)."""
    body = {"type": "about:blank", "title": title, "status": status}
    return Answer(status=status, headers=(), body=json_bytes(body), content_type=_PROBLEM, origin="state")


def _shows(value: JsonValue, known: dict[str, JsonValue]) -> bool:
    return isinstance(value, dict) and all(
        str(value[name]) == str(shown) for name, shown in known.items() if name in value
    )
