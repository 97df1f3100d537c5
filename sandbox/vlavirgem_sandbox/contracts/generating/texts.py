"""Texts: what a field's name asks for, what its format or its pattern demands, else a word or two."""

from __future__ import annotations

from vlavirgem_sandbox.contracts.fictitious.cast import Character
from vlavirgem_sandbox.contracts.fictitious.field_names import asked_by, written_ways
from vlavirgem_sandbox.contracts.generating.conformance import Conformance
from vlavirgem_sandbox.contracts.generating.facets import Facets
from vlavirgem_sandbox.contracts.generating.format_texts import format_text, plain_text
from vlavirgem_sandbox.contracts.generating.outcome import Ungeneratable
from vlavirgem_sandbox.contracts.generating.pattern_texts import pattern_text
from vlavirgem_sandbox.contracts.generating.work import Work
from vlavirgem_sandbox.contracts.model import JsonValue
from vlavirgem_sandbox.contracts.patterns import searcher


def text_for(facets: Facets, work: Work, name: str, conformance: Conformance) -> str:
    """A text that keeps to the rules, for a field of that name. Raises :class:`Ungeneratable`."""
    rules = facets.rules
    least, most = int(rules.get("minLength", 0)), rules.get("maxLength")
    most = None if most is None else int(most)
    if most is not None and least > most:
        raise Ungeneratable("minLength, maxLength")
    work.spend_text(least)
    matches = [searcher(pattern) for pattern in facets.patterns]
    if (asked := _asked_by_name(facets, work, name, conformance)) is not None:
        return str(asked)
    text = format_text(rules["format"], work.rng, least, most) if "format" in rules else None
    if text is None or not all(fits(text) for fits in matches):
        if facets.patterns:
            text = pattern_text(facets.patterns[0]).draw(work.rng, least, most)
        elif text is None:
            text = plain_text(name, work.rng, least, most)
    return text


def _asked_by_name(facets: Facets, work: Work, name: str, conformance: Conformance) -> JsonValue:
    """What the field's name clearly asks for (a first name, a NIS code), where its schema takes that; or None."""
    kind = asked_by(name) if work.samples else ""
    if not kind or facets.rules.get("format", kind) not in (kind, f"idn-{kind}"):
        return None  # a format is a rule as well, and the conformance here does not look at it
    if work.character is None:
        work.character = Character(str(work.rng.getrandbits(64)))
    for text in written_ways(kind, work.character):
        if conformance.conforms(text, facets.rules) and all(searcher(each)(text) for each in facets.patterns):
            return text
    return None
