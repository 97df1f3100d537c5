"""Values for schemas, drawn from a random source: the same source gives the same value."""

from __future__ import annotations

import math
import random
from copy import deepcopy
from typing import Final

from vlavirgem_sandbox.contracts.generating.conformance import canonical
from vlavirgem_sandbox.contracts.generating.facets import Facets, folded
from vlavirgem_sandbox.contracts.generating.numbers import number_for
from vlavirgem_sandbox.contracts.generating.outcome import TooLarge, Ungeneratable
from vlavirgem_sandbox.contracts.generating.pattern_texts import pattern_text
from vlavirgem_sandbox.contracts.generating.schemas import Schemas
from vlavirgem_sandbox.contracts.generating.texts import text_for
from vlavirgem_sandbox.contracts.generating.work import Work
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue
from vlavirgem_sandbox.contracts.patterns import searcher

_ATTEMPTS: Final = 12
_USUAL_ITEMS: Final = 2

_TELLING: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("object", ("properties", "required", "additionalProperties", "patternProperties", "minProperties")),
    ("array", ("items", "prefixItems", "minItems", "uniqueItems", "contains")),
    ("string", ("minLength", "maxLength", "format")),
    ("number", ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")),
)


class Generator(Schemas):
    """Makes values for the schemas of one document."""

    def __init__(self, document: JsonObject) -> None:
        super().__init__(document)
        self.nodes_made = 0
        """Values made so far, parts included: a measure of work. Threads may lose a count."""

    def value(self, schema: JsonValue, rng: random.Random, *, name: str = "", samples: bool = True) -> JsonValue:
        """A value for the schema. Raises :class:`Ungeneratable`.

        ``name`` is the field it is for; ``samples`` says whether the schema's own examples may stand in.
        """
        try:
            return self._make(schema, Work(rng, samples), name)
        except RecursionError as error:
            raise TooLarge("depth") from error

    def _make(self, schema: JsonValue, work: Work, name: str) -> JsonValue:
        work.spend()
        self.nodes_made += 1
        if self.heights.of(schema) == math.inf:
            raise TooLarge("required")
        facets = self.facets(schema)
        if work.samples:
            samples = self.vetted_samples(schema, facets)
            if samples:
                return deepcopy(work.rng.choice(samples))
        work.open.append(id(schema))
        work.depth += 1
        try:
            return self._attempt(schema, facets, work, name)
        finally:
            work.depth -= 1
            work.open.pop()

    def _attempt(self, schema: JsonValue, facets: Facets, work: Work, name: str) -> JsonValue:
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
            apart = self.told_apart(value, facets)
            if apart is not value and self.conformance.conforms(apart, schema):
                return apart
        raise reason

    def _one_form(self, schema: JsonValue, facets: Facets, work: Work, attempt: int) -> Facets:
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

    def _reluctance(self, branch: JsonValue, work: Work) -> tuple[bool, float, float]:
        """Null last; where there is no room left the flattest branch first; otherwise any order."""
        is_null = isinstance(branch, dict) and branch.get("type") == "null"
        return is_null, 0 if work.is_roomy else self.heights.of(branch), work.rng.random()

    def _candidate(self, facets: Facets, work: Work, name: str) -> JsonValue:
        rules = facets.rules
        if "const" in rules:
            return deepcopy(rules["const"])
        if "enum" in rules:
            return deepcopy(work.rng.choice(self.options(facets)))
        return self._of_kind(self._kind(facets, work), facets, work, name)

    def _kind(self, facets: Facets, work: Work) -> str:
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

    def _of_kind(self, kind: str, facets: Facets, work: Work, name: str) -> JsonValue:
        if kind == "object":
            before, work.character = work.character, None
            try:
                return self._object(facets, work)
            finally:
                work.character = before
        if kind == "array":
            return self._array(facets, work, name)
        if kind == "string":
            return text_for(facets, work, name, self.conformance)
        if kind == "boolean":
            return work.rng.random() < 0.5  # noqa: PLR2004 - either, as often
        if kind == "null":
            return None
        return number_for(facets.rules, work.rng, whole=kind == "integer")

    def _array(self, facets: Facets, work: Work, name: str) -> list[JsonValue]:
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
                schema = self.kept_pair(schema, rules["contains"])
            item = (
                self._distinct(schema, work, name, seen) if rules.get("uniqueItems") else self._make(schema, work, name)
            )
            if item is _NOTHING_NEW:
                if position < least:
                    raise Ungeneratable("uniqueItems")
                break
            made.append(item)
        return made

    def _distinct(self, schema: JsonValue, work: Work, name: str, seen: set[str]) -> JsonValue:
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

    def _may_open(self, schema: JsonValue, work: Work) -> bool:
        """Whether an optional part is worth filling in: it can end, and it is not the one we are inside of."""
        if self.heights.of(schema) == math.inf:
            return False
        target = schema
        while isinstance(target, dict) and "$ref" in target and id(target) not in work.open:
            target = self.resolver.target(target["$ref"])
        return id(target) not in work.open and id(schema) not in work.open

    def _object(self, facets: Facets, work: Work) -> JsonObject:
        rules = facets.rules
        properties = rules.get("properties", {})
        required = facets.required_names()
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

    def _optional(self, schema: JsonValue, work: Work, name: str) -> JsonValue:
        """A value for a field that may also be left out, which is what happens when no value can be made."""
        try:
            return self._make(schema, work, name)
        except TooLarge:
            raise
        except Ungeneratable:
            return _NOTHING_NEW

    def _unnamed(self, rules: JsonObject, name: str, facets: Facets) -> JsonValue:
        """The schema of a field that ``properties`` does not name."""
        if not facets.allows(name):
            raise Ungeneratable("additionalProperties")
        for pattern, schema in rules.get("patternProperties", {}).items():
            if searcher(pattern)(name):
                return schema
        rest = rules.get("additionalProperties", True)
        return True if rest is False else rest

    def _add_fields(self, made: JsonObject, rules: JsonObject, facets: Facets, work: Work) -> None:
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

    def _new_name(self, names: JsonValue, rules: JsonObject, number: int, work: Work) -> str:
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

    def _name_for(self, pattern: str, number: int, work: Work) -> str:
        """A name for the pattern, longer for each further one where the pattern has room."""
        try:
            return pattern_text(pattern).draw(work.rng, number)
        except Ungeneratable:
            return pattern_text(pattern).draw(work.rng)


class _NothingNew:
    """Stands for: no further value that differs from those before it."""


_NOTHING_NEW: Final[JsonValue] = _NothingNew()
