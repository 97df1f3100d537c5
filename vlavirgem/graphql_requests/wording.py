"""graphql-core's own sentences in the reader's language. It has English ones only, and no hook to change them.

Each msgid below is the sentence as graphql-core writes it, so that English answers stay as its documentation has them.
What is not listed is explained by what its code means, with the English sentence behind it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

_HOLE = re.compile(r"%\((\w+)\)s")
SENTENCES: tuple[Any, ...] = (
    _("Syntax Error: Expected %(wanted)s, found %(found)s."),
    _("Syntax Error: Unexpected %(found)s."),
    _("Syntax Error: Document is nested too deeply. Parsing aborted."),
    _("Syntax Error: %(detail)s"),
    _("Cannot query field '%(field)s' on type '%(type)s'."),
    _("Unknown argument '%(argument)s' on field '%(field)s'."),
    _("Unknown argument '%(argument)s' on directive '%(directive)s'."),
    _("Unknown directive '%(directive)s'."),
    _("Directive '%(directive)s' may not be used on %(place)s."),
    _("Unknown fragment '%(fragment)s'."),
    _("Unknown type '%(type)s'."),
    _("This anonymous operation must be the only defined operation."),
    _("Cannot spread fragment '%(fragment)s' within itself via %(path)s."),
    _("Cannot spread fragment '%(fragment)s' within itself."),
    _("Fragment '%(fragment)s' is never used."),
    _("Fragment '%(fragment)s' cannot condition on non composite type '%(type)s'."),
    _("Fragment '%(fragment)s' cannot be spread here as objects of type '%(parent)s' can never be of type '%(type)s'."),
    _("Variable '%(variable)s' is not defined by operation '%(operation)s'."),
    _("Variable '%(variable)s' is not defined."),
    _("Variable '%(variable)s' is never used in operation '%(operation)s'."),
    _("Variable '%(variable)s' is never used."),
    _("Variable '%(variable)s' of type '%(type)s' used in position expecting type '%(wanted)s'."),
    _("Variable '%(variable)s' of required type '%(type)s' was not provided."),
    _("Variable '%(variable)s' of non-null type '%(type)s' must not be null."),
    _("Variable '%(variable)s' got invalid value %(value)s; %(detail)s"),
    _("Field '%(field)s' argument '%(argument)s' of type '%(type)s' is required, but it was not provided."),
    _("Field '%(field)s' must not have a selection since type '%(type)s' has no subfields."),
    _("Field '%(field)s' of type '%(type)s' must have a selection of subfields. Did you mean '%(hint)s'?"),
    _("There can be only one argument named '%(name)s'."),
    _("There can be only one variable named '%(name)s'."),
    _("There can be only one fragment named '%(name)s'."),
    _("There can be only one operation named '%(name)s'."),
    _("There can be only one input field named '%(name)s'."),
    _("Expected value of type '%(type)s', found %(value)s; %(detail)s"),
    _("Expected value of type '%(type)s', found %(value)s."),
    _("Int cannot represent non-integer value: %(value)s"),
    _("Int cannot represent non 32-bit signed integer value: %(value)s"),
    _("String cannot represent a non string value: %(value)s"),
    _("Boolean cannot represent a non boolean value: %(value)s"),
    _("%(type)s cannot represent value: %(value)s"),
    _("Unknown operation named '%(operation)s'."),
    _("Must provide operation name if query contains multiple operations."),
    _("Must provide an operation."),
    _("Schema is not configured to execute %(operation)s operation."),
)


def in_our_words(message: str, meaning: object = "", *, sentences: tuple[Any, ...] = SENTENCES) -> str:
    """The sentence of graphql-core in the active language; ``meaning`` explains one that is not known."""
    if (get_language() or "en").startswith("en"):
        return message
    for pattern, sentence in _patterns(sentences):
        if found := pattern.fullmatch(message):
            # A detail is a sentence of graphql-core too.
            said = {name: _detail(text) if name == "detail" else text for name, text in found.groupdict().items()}
            return str(sentence) % said
    return f"{meaning} ({message})" if meaning else message


def _detail(text: str) -> str:
    return in_our_words(text)


@cache
def _patterns(sentences: tuple[Any, ...]) -> tuple[tuple[re.Pattern[str], Promise], ...]:
    return tuple((_pattern_of(sentence), sentence) for sentence in sentences)


def _pattern_of(sentence: Promise) -> re.Pattern[str]:
    """What the English sentence looks like once its holes are filled."""
    with override("en"):
        parts = _HOLE.split(str(sentence))
    written = [f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts)]
    return re.compile("".join(written), re.DOTALL)
