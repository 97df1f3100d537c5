"""Values for schemas, drawn from a random source: the same source gives the same value."""

from __future__ import annotations

import math
import random
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Final

from vlavirgem_sandbox.contracts.fictitious.cast import Character
from vlavirgem_sandbox.contracts.fictitious.field_names import asked_by, written_ways
from vlavirgem_sandbox.contracts.generating.conformance import Conformance, canonical
from vlavirgem_sandbox.contracts.generating.facets import Facets, folded
from vlavirgem_sandbox.contracts.generating.format_texts import format_text, plain_text
from vlavirgem_sandbox.contracts.generating.heights import Heights
from vlavirgem_sandbox.contracts.generating.numbers import number_for
from vlavirgem_sandbox.contracts.generating.outcome import TooLarge, Ungeneratable
from vlavirgem_sandbox.contracts.generating.pattern_texts import pattern_text
from vlavirgem_sandbox.contracts.generating.resolution import Resolver
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue
from vlavirgem_sandbox.contracts.nesting import is_deeper_than
from vlavirgem_sandbox.contracts.patterns import searcher

_FULL_DEPTH: Final = 5
"""Optional fields are filled in down to this depth; below it only what is required."""
_FULL_NODES: Final = 1_500
_MOST_NODES: Final = 20_000
_MOST_CHARACTERS: Final = 500_000
_ATTEMPTS: Final = 12
_USUAL_ITEMS: Final = 2
_CACHED: Final = 5_000
_DEEPEST_SAMPLE: Final = 12
_MOST_FORMS: Final = 50

_TELLING: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("object", ("properties", "required", "additionalProperties", "patternProperties", "minProperties")),
    ("array", ("items", "prefixItems", "minItems", "uniqueItems", "contains")),
    ("string", ("minLength", "maxLength", "format")),
    ("number", ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")),
)


@dataclass(slots=True)
class _Work:
    """One value in the making."""

    rng: random.Random
    samples: bool = True
    """Whether examples of the contract may stand in; off while something different is wanted."""
    depth: int = 0
    nodes: int = 0
    characters: int = 0
    open: list[int] = field(default_factory=list)
    character: Character | None = None
    """Whose data the object in the making holds; drawn when the first field asks for it."""

    def spend(self) -> None:
        self.nodes += 1
        if self.nodes > _MOST_NODES:
            raise TooLarge("size")

    def spend_text(self, length: int) -> None:
        self.characters += length
        if self.characters > _MOST_CHARACTERS:
            raise TooLarge("minLength")

    @property
    def is_roomy(self) -> bool:
        return self.depth < _FULL_DEPTH and self.nodes < _FULL_NODES


class Generator:
    """Makes values for the schemas of one document. Safe to share between threads: caches only grow or start anew."""

    def __init__(self, document: JsonObject) -> None:
        self.resolver = Resolver(document)
        self.conformance = Conformance(self.resolver)
        self.heights = Heights(self.resolver)
        self.nodes_made = 0
        """Values made so far, parts included: a measure of work. Threads may lose a count."""
        self._folded: dict[int, tuple[JsonValue, Facets]] = {}
        self._chosen: dict[tuple[int, tuple[int, ...]], tuple[JsonValue, Facets]] = {}
        self._vetted: dict[int, tuple[JsonValue, list[JsonValue]]] = {}

    def value(self, schema: JsonValue, rng: random.Random, *, name: str = "", samples: bool = True) -> JsonValue:
        """A value for the schema. Raises :class:`Ungeneratable`.

        ``name`` is the field it is for; ``samples`` says whether the schema's own examples may stand in.
        """
        try:
            return self._make(schema, _Work(rng, samples), name)
        except RecursionError as error:
            raise TooLarge("depth") from error

    def facets(self, schema: JsonValue) -> Facets:
        """The flat rules of a schema, its choices left open. Raises :class:`Ungeneratable`."""
        found = self._folded.get(id(schema))
        if found is None:
            if len(self._folded) > _CACHED:
                self._folded = {}
                self._chosen = {}
                self._vetted = {}
                self.heights = Heights(self.resolver)
            found = self._folded[id(schema)] = (schema, folded(self.resolver, schema))
        return found[1]

    def branches(self, schema: JsonValue) -> list[JsonValue]:
        """The forms that a schema offers a choice of, each as a schema; the schema itself when there is no choice."""
        facets = self.facets(schema)
        if not facets.choices:
            return [schema]
        return [self._kept_pair(schema, branch) for branch in facets.choices[0]]

    def _make(self, schema: JsonValue, work: _Work, name: str) -> JsonValue:
        work.spend()
        self.nodes_made += 1
        if self.heights.of(schema) == math.inf:
            raise TooLarge("required")
        facets = self.facets(schema)
        if work.samples:
            samples = self._vetted_samples(schema, facets)
            if samples:
                return deepcopy(work.rng.choice(samples))
        work.open.append(id(schema))
        work.depth += 1
        try:
            return self._attempt(schema, facets, work, name)
        finally:
            work.depth -= 1
            work.open.pop()

    def _vetted_samples(self, schema: JsonValue, facets: Facets) -> list[JsonValue]:
        """The contract's own examples for a schema, those that satisfy it."""
        if not facets.samples:
            return []
        found = self._vetted.get(id(schema))
        if found is None:
            fitting = [
                sample
                for sample in facets.samples
                if not is_deeper_than(sample, _DEEPEST_SAMPLE) and self.conformance.conforms(sample, schema)
            ]
            found = self._vetted[id(schema)] = (schema, fitting)
        return found[1]

    def _attempt(self, schema: JsonValue, facets: Facets, work: _Work, name: str) -> JsonValue:
        if not facets.unsure and not facets.choices:
            return self._candidate(facets, work, name)
        reason = Ungeneratable("anyOf, oneOf, not, if")
        for attempt in range(_ATTEMPTS):
            try:
                form = self._one_form(schema, facets, work, attempt)
                value = self._candidate(form, work, name)
            except TooLarge:
                raise
            except Ungeneratable as error:
                reason = error
                continue
            if (form.promises and len(form.choices) <= _ATTEMPTS) or self.conformance.conforms(value, schema):
                return value
            apart = self._told_apart(value, facets)
            if apart is not value and self.conformance.conforms(apart, schema):
                return apart
        raise reason

    def _told_apart(self, value: JsonValue, facets: Facets) -> JsonValue:
        """The value changed so that it fits one form of each choice only.

        Forms without a required field overlap: what fits one fits them all, and ``oneOf`` then allows none. A field of
        each other form that is null (or else false, or empty) keeps that form out.
        """
        if not isinstance(value, dict):
            return value
        for branches in facets.choices:
            fitting = [branch for branch in branches if self.conformance.conforms(value, branch)]
            kept = max(fitting, key=lambda branch: len(self._named(branch) & value.keys()), default=None)
            for other in fitting[:_MOST_FORMS]:
                if other is not kept:
                    value = self._without_form(value, kept, other)
        return value

    def _named(self, schema: JsonValue) -> set[str]:
        return set(self.facets(schema).rules.get("properties", {}))

    def _without_form(self, value: JsonObject, kept: JsonValue, other: JsonValue) -> JsonObject:
        for name, part in self.facets(other).rules.get("properties", {}).items():
            for unfit in (None, False, ""):
                changed = {**value, name: unfit}
                if (
                    name not in value
                    and not self.conformance.conforms(unfit, part)
                    and self.conformance.conforms(changed, kept)
                ):
                    return changed
        return value

    def _one_form(self, schema: JsonValue, facets: Facets, work: _Work, attempt: int) -> Facets:
        """The facets with a branch taken for every choice; each attempt starts from another branch."""
        taken: list[int] = []
        form = schema
        key: tuple[int, tuple[int, ...]] = (id(schema), ())
        while facets.choices[len(taken) :] and len(taken) < _ATTEMPTS:
            branches = facets.choices[len(taken)]
            order = sorted(range(len(branches)), key=lambda index: self._reluctance(branches[index], work))
            usable = [index for index in order if self.heights.of(branches[index]) < math.inf] or order
            taken.append(usable[attempt % len(usable)])
            key = (id(schema), tuple(taken))
            found = self._chosen.get(key)
            if found is None:
                # Kept in this order, a branch's own choices come after those that are already taken.
                form = {"allOf": [form, branches[taken[-1]]]}
                found = self._chosen[key] = (form, folded(self.resolver, form))
            form, facets = found
        return facets

    def _reluctance(self, branch: JsonValue, work: _Work) -> tuple[bool, float, float]:
        """Null last; where there is no room left the flattest branch first; otherwise any order."""
        is_null = isinstance(branch, dict) and branch.get("type") == "null"
        return is_null, 0 if work.is_roomy else self.heights.of(branch), work.rng.random()

    def _candidate(self, facets: Facets, work: _Work, name: str) -> JsonValue:
        rules = facets.rules
        if "const" in rules:
            return deepcopy(rules["const"])
        if "enum" in rules:
            return self._option(facets, work)
        return self._of_kind(self._kind(facets, work), facets, work, name)

    def fits_as(self, name: str, value: JsonValue, holder: JsonObject, schema: JsonValue) -> bool:
        """Whether ``holder``, which satisfies the schema, still does with this value for its field ``name``."""
        facets = self.facets(schema)
        fields = facets.rules.get("properties", {})
        is_by_itself = name in fields and facets.promises and not facets.choices
        if is_by_itself and facets.rules.keys().isdisjoint(("enum", "patternProperties")):
            return self.conformance.conforms(value, fields[name])
        return self.conformance.conforms({**holder, name: value}, schema)

    def first_option(self, schema: JsonValue) -> JsonValue:
        """The first of the values that a schema writes out; None where it does not, or gives an example."""
        facets = self.facets(schema)
        if "enum" not in facets.rules or facets.choices or self._vetted_samples(schema, facets):
            return None
        return deepcopy(self._options(facets)[0])

    def _option(self, facets: Facets, work: _Work) -> JsonValue:
        return deepcopy(work.rng.choice(self._options(facets)))

    def _options(self, facets: Facets) -> list[JsonValue]:
        if facets.options is None:
            facets.options = self._allowed_options(facets)
        return facets.options

    def _allowed_options(self, facets: Facets) -> list[JsonValue]:
        """Of the values written out, those that the other rules allow; null only where there is nothing else."""
        rules = facets.rules
        others = {keyword: rule for keyword, rule in rules.items() if keyword != "enum"}
        matches = [searcher(pattern) for pattern in facets.patterns]
        options = [
            option
            for option in rules["enum"]
            if self.conformance.conforms(option, others)
            and (not isinstance(option, str) or all(fits(option) for fits in matches))
        ]
        if not options:
            raise Ungeneratable("enum")
        return [option for option in options if option is not None] or options

    def _kind(self, facets: Facets, work: _Work) -> str:
        rules = facets.rules
        types = rules.get("type")
        if types is None:
            if facets.patterns:
                return "string"
            return next((kind for kind, telling in _TELLING if any(word in rules for word in telling)), "string")
        if not isinstance(types, list):
            return str(types)
        usable = [kind for kind in types if kind != "null"] or ["null"]
        if not work.is_roomy and len(types) > 1:
            flat = [kind for kind in types if kind not in {"object", "array"}]
            usable = flat or usable
        return str(usable[0] if work.samples else work.rng.choice(usable))

    def _of_kind(self, kind: str, facets: Facets, work: _Work, name: str) -> JsonValue:
        if kind == "object":
            before, work.character = work.character, None
            try:
                return self._object(facets, work)
            finally:
                work.character = before
        if kind == "array":
            return self._array(facets, work, name)
        if kind == "string":
            return self._text(facets, work, name)
        if kind == "boolean":
            return work.rng.random() < 0.5  # noqa: PLR2004 - either, as often
        if kind == "null":
            return None
        return number_for(facets.rules, work.rng, whole=kind == "integer")

    def _text(self, facets: Facets, work: _Work, name: str) -> str:
        rules = facets.rules
        least, most = int(rules.get("minLength", 0)), rules.get("maxLength")
        most = None if most is None else int(most)
        if most is not None and least > most:
            raise Ungeneratable("minLength, maxLength")
        work.spend_text(least)
        matches = [searcher(pattern) for pattern in facets.patterns]
        if (asked := self._asked_by_name(facets, work, name)) is not None:
            return str(asked)
        text = format_text(rules["format"], work.rng, least, most) if "format" in rules else None
        if text is None or not all(fits(text) for fits in matches):
            if facets.patterns:
                text = pattern_text(facets.patterns[0]).draw(work.rng, least, most)
            elif text is None:
                text = plain_text(name, work.rng, least, most)
        return text

    def _asked_by_name(self, facets: Facets, work: _Work, name: str) -> JsonValue:
        """What the field's name clearly asks for (a first name, a NIS code), where its schema takes that; or None."""
        kind = asked_by(name) if work.samples else ""
        if not kind or facets.rules.get("format", kind) not in (kind, f"idn-{kind}"):
            return None  # a format is a rule as well, and the conformance here does not look at it
        if work.character is None:
            work.character = Character(str(work.rng.getrandbits(64)))
        for text in written_ways(kind, work.character):
            if self.conformance.conforms(text, facets.rules) and all(searcher(each)(text) for each in facets.patterns):
                return text
        return None

    def _array(self, facets: Facets, work: _Work, name: str) -> list[JsonValue]:
        rules = facets.rules
        least, most = int(rules.get("minItems", 0)), rules.get("maxItems", math.inf)
        prefix, rest = rules.get("prefixItems", []), rules.get("items", True)
        if least > most:
            raise Ungeneratable("minItems, maxItems")
        wanted = least
        if work.is_roomy and self._may_open(rest, work):
            wanted = max(least, min(int(min(most, 10**9)), len(prefix) or work.rng.randint(1, _USUAL_ITEMS)))
        if rest is False:
            wanted = min(wanted, len(prefix))
        needed = int(rules.get("minContains", 1)) if "contains" in rules else 0
        wanted = max(wanted, needed)
        made: list[JsonValue] = []
        seen: set[str] = set()
        for position in range(wanted):
            schema = prefix[position] if position < len(prefix) else rest
            if position < needed:
                schema = self._kept_pair(schema, rules["contains"])
            item = (
                self._distinct(schema, work, name, seen) if rules.get("uniqueItems") else self._make(schema, work, name)
            )
            if item is _NOTHING_NEW:
                if position < least:
                    raise Ungeneratable("uniqueItems")
                break
            made.append(item)
        return made

    def _kept_pair(self, schema: JsonValue, other: JsonValue) -> JsonValue:
        """``allOf`` of two schemas, one and the same object each time, so that what is known about it can be kept."""
        key = (id(schema), (id(other),))
        found = self._chosen.get(key)
        if found is None:
            found = self._chosen[key] = ({"allOf": [schema, other]}, Facets())
        return found[0]

    def _distinct(self, schema: JsonValue, work: _Work, name: str, seen: set[str]) -> JsonValue:
        before = work.samples
        try:
            for attempt in range(4 * _ATTEMPTS):
                work.samples = before and attempt < _ATTEMPTS
                item = self._make(schema, work, name)
                if canonical(item) not in seen:
                    seen.add(canonical(item))
                    return item
        finally:
            work.samples = before
        return _NOTHING_NEW

    def _may_open(self, schema: JsonValue, work: _Work) -> bool:
        """Whether an optional part is worth filling in: it can end, and it is not the one we are inside of."""
        if self.heights.of(schema) == math.inf:
            return False
        target = schema
        while isinstance(target, dict) and "$ref" in target and id(target) not in work.open:
            target = self.resolver.target(target["$ref"])
        return id(target) not in work.open and id(schema) not in work.open

    def _object(self, facets: Facets, work: _Work) -> JsonObject:
        rules = facets.rules
        properties = rules.get("properties", {})
        required = self._required(rules)
        most = rules.get("maxProperties", math.inf)
        made: JsonObject = {}
        optional = len(required)
        for name, schema in properties.items():
            if name in required:
                made[name] = self._make(schema, work, name)
            elif work.is_roomy and optional < most and facets.allows(name) and self._may_open(schema, work):
                made[name] = self._optional(schema, work, name)
                optional += 1
        made = {name: value for name, value in made.items() if value is not _NOTHING_NEW}
        for name in required:
            if name not in made:
                made[name] = self._make(self._unnamed(rules, name, facets), work, name)
        self._add_fields(made, rules, facets, work)
        if len(made) > most:
            raise Ungeneratable("maxProperties")
        return made

    def _optional(self, schema: JsonValue, work: _Work, name: str) -> JsonValue:
        """A value for a field that may also be left out, which is what happens when no value can be made."""
        try:
            return self._make(schema, work, name)
        except TooLarge:
            raise
        except Ungeneratable:
            return _NOTHING_NEW

    def _required(self, rules: JsonObject) -> list[str]:
        """The fields that must be there, also those that another field brings along, once each and in order."""
        required = dict.fromkeys(rules.get("required", ()))
        dependent = rules.get("dependentRequired", {})
        if dependent:
            # Optional fields are filled in as well, so whatever they bring along is needed too.
            waiting = [*required, *rules.get("properties", {})]
            asked: set[str] = set()
            while waiting:
                name = waiting.pop()
                if name not in asked:
                    asked.add(name)
                    required.update(dict.fromkeys(dependent.get(name, ())))
                    waiting.extend(dependent.get(name, ()))
        return list(required)

    def _unnamed(self, rules: JsonObject, name: str, facets: Facets) -> JsonValue:
        """The schema of a field that ``properties`` does not name."""
        if not facets.allows(name):
            raise Ungeneratable("additionalProperties")
        for pattern, schema in rules.get("patternProperties", {}).items():
            if searcher(pattern)(name):
                return schema
        rest = rules.get("additionalProperties", True)
        return True if rest is False else rest

    def _add_fields(self, made: JsonObject, rules: JsonObject, facets: Facets, work: _Work) -> None:
        """Fields under names of our own: as many as are demanded, and one to show what a map holds."""
        least = int(rules.get("minProperties", 0))
        rest = rules.get("additionalProperties", True)
        is_map = not rules.get("properties") and isinstance(rest, dict) and bool(rest)
        if is_map and work.is_roomy and self._may_open(rest, work):
            least = max(least, 1)
        names = rules.get("propertyNames")
        for number in range(1, 4 * (least + 1)):
            if len(made) >= min(least, rules.get("maxProperties", least)):
                return
            name = self._new_name(names, rules, number, work)
            if name not in made and facets.allows(name):
                made[name] = self._make(self._unnamed(rules, name, facets), work, name)
        if len(made) < int(rules.get("minProperties", 0)):
            raise Ungeneratable("minProperties")

    def _new_name(self, names: JsonValue, rules: JsonObject, number: int, work: _Work) -> str:
        if isinstance(names, dict):
            work.samples, before = False, work.samples
            try:
                return str(
                    self._make({"type": "string", **names} if "$ref" not in names else names, work, f"veld{number}")
                )
            finally:
                work.samples = before
        if rules.get("additionalProperties", True) is False:
            for pattern in rules.get("patternProperties", {}):
                return self._name_for(pattern, number, work)
        return f"veld{number}"

    def _name_for(self, pattern: str, number: int, work: _Work) -> str:
        """A name for the pattern, longer for each further one where the pattern has room."""
        try:
            return pattern_text(pattern).draw(work.rng, number)
        except Ungeneratable:
            return pattern_text(pattern).draw(work.rng)


class _NothingNew:
    """Stands for: no further value that differs from those before it."""


_NOTHING_NEW: Final[JsonValue] = _NothingNew()
