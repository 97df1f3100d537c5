"""What is known of the schemas of one document: worked out once, and kept."""

from __future__ import annotations

from copy import deepcopy
from typing import Final

from vlavirgem_sandbox.contracts.generating.conformance import Conformance
from vlavirgem_sandbox.contracts.generating.facets import Facets, folded
from vlavirgem_sandbox.contracts.generating.heights import Heights
from vlavirgem_sandbox.contracts.generating.outcome import Ungeneratable
from vlavirgem_sandbox.contracts.generating.resolution import Resolver
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue
from vlavirgem_sandbox.contracts.nesting import is_deeper_than
from vlavirgem_sandbox.contracts.patterns import searcher

_CACHED: Final = 5_000
_DEEPEST_SAMPLE: Final = 12
_MOST_FORMS: Final = 50


class Schemas:
    """The schemas of one document. Safe to share between threads: caches only grow or start anew."""

    def __init__(self, document: JsonObject) -> None:
        self.resolver = Resolver(document)
        self.conformance = Conformance(self.resolver)
        self.heights = Heights(self.resolver)
        self._folded: dict[int, tuple[JsonValue, Facets]] = {}
        self._chosen: dict[tuple[int, tuple[int, ...]], tuple[JsonValue, Facets]] = {}
        self._vetted: dict[int, tuple[JsonValue, list[JsonValue]]] = {}

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
        return [self.kept_pair(schema, branch) for branch in facets.choices[0]]

    def kept_pair(self, schema: JsonValue, other: JsonValue) -> JsonValue:
        """``allOf`` of two schemas, one and the same object each time, so that what is known about it can be kept."""
        key = (id(schema), (id(other),))
        found = self._chosen.get(key)
        if found is None:
            found = self._chosen[key] = ({"allOf": [schema, other]}, Facets())
        return found[0]

    def vetted_samples(self, schema: JsonValue, facets: Facets) -> list[JsonValue]:
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
        if "enum" not in facets.rules or facets.choices or self.vetted_samples(schema, facets):
            return None
        return deepcopy(self.options(facets)[0])

    def options(self, facets: Facets) -> list[JsonValue]:
        """The values that may be chosen where ``enum`` writes them out. Raises :class:`Ungeneratable`."""
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

    def told_apart(self, value: JsonValue, facets: Facets) -> JsonValue:
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
