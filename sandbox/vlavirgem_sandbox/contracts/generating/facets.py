"""A schema with its references and combinations folded into one flat set of rules.

``allOf`` and ``$ref`` are merged; what offers a choice (``anyOf``, ``oneOf``, ``if``) is kept aside as a list of
branches, of which the generator takes one each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Final

from vlavirgem_sandbox.contracts.generating.excluding import exclude_each_other
from vlavirgem_sandbox.contracts.generating.outcome import Ungeneratable
from vlavirgem_sandbox.contracts.generating.resolution import Resolver
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue
from vlavirgem_sandbox.contracts.patterns import searcher

# Rules that the flat form cannot promise by construction: the finished value is held against the schema itself.
_UNSURE: Final = frozenset(
    {"not", "if", "dependentSchemas", "unevaluatedProperties", "unevaluatedItems", "contains", "propertyNames"}
)
_MAX_MEMBERS: Final = 500


@dataclass(slots=True)
class Facets:
    """The merged rules of a schema."""

    rules: JsonObject = field(default_factory=dict)
    choices: list[list[JsonValue]] = field(default_factory=list)
    closed: list[tuple[frozenset[str], tuple[str, ...]]] = field(default_factory=list)
    """Per ``additionalProperties: false``: the names and the name patterns that it lets through."""
    patterns: list[str] = field(default_factory=list)
    samples: list[JsonValue] = field(default_factory=list)
    unsure: bool = False
    options: list[JsonValue] | None = None
    """Which values of ``enum`` the other rules allow, once the generator has looked."""

    @property
    def promises(self) -> bool:
        """Whether a value made by these rules satisfies them for certain, once a branch was taken of each choice."""
        if self.unsure or "const" in self.rules:
            return False
        return not self.closed or all(map(self.allows, self.rules.get("required", ())))

    def allows(self, name: str) -> bool:
        """Whether no closed part of the schema turns this field away."""
        return all(
            name in names or any(searcher(pattern)(name) for pattern in patterns) for names, patterns in self.closed
        )

    def required_names(self) -> list[str]:
        """The fields that must be there, also those that another field brings along, once each and in order."""
        required = dict.fromkeys(self.rules.get("required", ()))
        dependent = self.rules.get("dependentRequired", {})
        if dependent:
            # Optional fields are filled in as well, so whatever they bring along is needed too.
            waiting = [*required, *self.rules.get("properties", {})]
            asked: set[str] = set()
            while waiting:
                name = waiting.pop()
                if name not in asked:
                    asked.add(name)
                    required.update(dict.fromkeys(dependent.get(name, ())))
                    waiting.extend(dependent.get(name, ()))
        return list(required)


def folded(resolver: Resolver, schema: JsonValue) -> Facets:
    """The facets of a schema. Raises :class:`Ungeneratable` where its parts contradict each other."""
    facets = Facets()
    _fold(resolver, schema, facets, [0])
    if len(facets.patterns) > 1:
        facets.unsure = True
    return facets


def _fold(resolver: Resolver, schema: JsonValue, into: Facets, count: list[int]) -> None:
    count[0] += 1
    if count[0] > _MAX_MEMBERS:
        raise Ungeneratable("allOf")
    if schema is False:
        raise Ungeneratable("false")
    if schema is True or not schema:
        return
    if "$ref" in schema:
        _fold(resolver, resolver.target(schema["$ref"]), into, count)
    for member in schema.get("allOf", ()):
        _fold(resolver, member, into, count)
    into.choices.extend(_choices(schema))
    is_sure = _UNSURE.isdisjoint(schema) and exclude_each_other(resolver, schema.get("oneOf", ()))
    into.unsure = into.unsure or not is_sure
    _merge(into, schema)


def _choices(schema: JsonObject) -> Iterator[list[JsonValue]]:
    """The branches of each choice that a schema offers."""
    for keyword in ("anyOf", "oneOf"):
        if keyword in schema:
            yield _branches(schema, keyword)
    if "if" in schema:
        when = {"allOf": [schema["if"], schema.get("then", True)]}
        yield [when, schema.get("else", True)]
    for name, part in schema.get("dependentSchemas", {}).items():
        yield [{"allOf": [{"required": [name]}, part]}, {"properties": {name: False}}]


def _branches(schema: JsonObject, keyword: str) -> list[JsonValue]:
    """The branches of a choice; with a discriminator, each says its own name (OpenAPI 3.1.1, section 4.8.25)."""
    branches: list[JsonValue] = list(schema[keyword])
    discriminator = schema.get("discriminator")
    if not isinstance(discriminator, dict) or not isinstance(discriminator.get("propertyName"), str):
        return branches
    name = discriminator["propertyName"]
    mapping = discriminator.get("mapping")
    by_target = {_last(target): value for value, target in mapping.items()} if isinstance(mapping, dict) else {}
    named: list[JsonValue] = []
    for branch in branches:
        reference = branch.get("$ref") if isinstance(branch, dict) else None
        if reference is None:
            named.append(branch)
            continue
        said = by_target.get(_last(reference), _last(reference))
        named.append({"allOf": [branch, {"required": [name], "properties": {name: {"const": said}}}]})
    return named


def _last(reference: JsonValue) -> str:
    return str(reference).rpartition("/")[2]


def _merge(into: Facets, schema: JsonObject) -> None:
    if "pattern" in schema and schema["pattern"] not in into.patterns:
        into.patterns.append(schema["pattern"])
    _merge_objects(into, schema)
    for keyword, value in schema.items():
        merge = _MERGES.get(keyword)
        if merge is not None:
            into.rules[keyword] = merge(into.rules[keyword], value) if keyword in into.rules else value
    # What stands on the outer schema is about this use of it, so it goes before what a reference brought.
    examples = schema.get("examples")
    samples = list(examples) if isinstance(examples, list) else []
    samples.extend(schema[keyword] for keyword in ("example", "default") if keyword in schema)
    if samples:
        into.samples = samples


def _merge_objects(into: Facets, schema: JsonObject) -> None:
    """Fields that one part names are also subject to what another part says about fields it does not name."""
    before, names = into.rules.get("properties", {}), schema.get("properties", {})
    rest_before, rest = into.rules.get("additionalProperties", True), schema.get("additionalProperties", True)
    patterns_before, patterns = into.rules.get("patternProperties", {}), schema.get("patternProperties", {})
    merged: JsonObject = {}
    for name in [*before, *(name for name in names if name not in before)]:
        parts = [before[name]] if name in before else _others(name, patterns_before, rest_before)
        parts += [names[name]] if name in names else _others(name, patterns, rest)
        merged[name] = _all(parts)
    if merged:
        into.rules["properties"] = merged
    if patterns_before or patterns:
        into.rules["patternProperties"] = _joined(patterns_before, patterns)
    if rest is False:
        into.closed.append((frozenset(names), tuple(patterns)))
    if isinstance(rest_before, dict) or isinstance(rest, dict):
        into.rules["additionalProperties"] = _all([rest_before, rest])
    elif "additionalProperties" in schema:
        into.rules["additionalProperties"] = rest_before is not False and rest


def _others(name: str, patterns: JsonObject, rest: JsonValue) -> list[JsonValue]:
    """What a part says about a field that it does not name itself."""
    matching = [part for pattern, part in patterns.items() if searcher(pattern)(name)]
    return matching or [rest]


def _all(parts: list[JsonValue]) -> JsonValue:
    telling = [part for part in parts if part is not True and part != {}]
    if any(part is False for part in telling):
        return False
    return telling[0] if len(telling) == 1 else {"allOf": telling} if telling else True


def _joined(first: JsonObject, second: JsonObject) -> JsonObject:
    return {key: _all([first.get(key, True), second.get(key, True)]) for key in {**first, **second}}


def _types(first: JsonValue, second: JsonValue) -> list[str]:
    one, other = _as_list(first), _as_list(second)
    common = [name for name in one if name in other or (name == "integer" and "number" in other)]
    common += ["integer"] if "number" in one and "integer" in other and "integer" not in common else []
    if not common:
        raise Ungeneratable("type")
    return common


def _as_list(types: JsonValue) -> list[str]:
    return types if isinstance(types, list) else [types]


def _common_options(first: list[JsonValue], second: list[JsonValue]) -> list[JsonValue]:
    common = [option for option in first if option in second]
    if not common:
        raise Ungeneratable("enum")
    return common


def _same_constant(first: JsonValue, second: JsonValue) -> JsonValue:
    if first != second:
        raise Ungeneratable("const")
    return first


def _common_multiple(first: float, second: float) -> float:
    one, other = Fraction(Decimal(str(first))), Fraction(Decimal(str(second)))
    shared = Fraction(
        lcm(one.numerator * other.denominator, other.numerator * one.denominator),
        one.denominator * other.denominator,
    )
    return int(shared) if shared.denominator == 1 else float(shared)


def _prefixes(first: list[JsonValue], second: list[JsonValue]) -> list[JsonValue]:
    length = max(len(first), len(second))
    pairs = [(first[n : n + 1] or [True], second[n : n + 1] or [True]) for n in range(length)]
    return [_all([*one, *other]) for one, other in pairs]


def _both(first: JsonValue, second: JsonValue) -> JsonValue:
    return _all([first, second])


_MERGES: Final[dict[str, Callable[[JsonValue, JsonValue], JsonValue]]] = {
    "type": _types,
    "enum": _common_options,
    "const": _same_constant,
    "multipleOf": _common_multiple,
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"), max),
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"), min),
    "uniqueItems": lambda first, second: first or second,
    "required": lambda first, second: list(dict.fromkeys([*first, *second])),
    "dependentRequired": lambda first, second: {
        name: [*first.get(name, ()), *second.get(name, ())] for name in {**first, **second}
    },
    "format": lambda first, _second: first,
    "items": _both,
    "contains": _both,
    "propertyNames": _both,
    "prefixItems": _prefixes,
}
