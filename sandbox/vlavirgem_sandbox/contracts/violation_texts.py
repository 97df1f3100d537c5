"""What is wrong with a value, in words a person can act on.

The value itself is never repeated: these texts end up in logs, and a call may hold what must not be kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final, TypeAlias

import jsonschema_rs
from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.model import JsonValue

Kind = jsonschema_rs.ValidationErrorKind

_Say: TypeAlias = Callable[[JsonValue], str]
_MOST_OPTIONS = 12


def _options(kind: JsonValue) -> str:
    shown = [json.dumps(option, ensure_ascii=False) for option in kind.options[:_MOST_OPTIONS]]
    more = ", ..." if len(kind.options) > _MOST_OPTIONS else ""
    return ", ".join(shown) + more


def unknown_fields(names: list[str]) -> str:
    """The sentence for fields that the contract does not describe."""
    return _("These fields are not known here: %(names)s.") % {"names": ", ".join(names)}


_SAY: Final[dict[type[jsonschema_rs.ValidationErrorKind], _Say]] = {
    Kind.AdditionalProperties: lambda kind: unknown_fields(kind.unexpected),
    Kind.UnevaluatedProperties: lambda kind: unknown_fields(kind.unexpected),
    Kind.UnevaluatedItems: lambda _kind: _("The list holds more values than are described."),
    Kind.AdditionalItems: lambda _kind: _("The list holds more values than are described."),
    Kind.AnyOf: lambda _kind: _("The value has none of the forms that are allowed here."),
    Kind.OneOfNotValid: lambda _kind: _("The value has none of the forms that are allowed here."),
    Kind.OneOfMultipleValid: lambda _kind: _("The value fits several forms at once, where exactly one is meant."),
    Kind.Constant: lambda kind: (
        _("The value must be %(value)s.") % {"value": json.dumps(kind.expected_value, ensure_ascii=False)}
    ),
    Kind.Contains: lambda _kind: _("The list misses a value that it must hold."),
    Kind.Enum: lambda kind: _("The value must be one of: %(options)s.") % {"options": _options(kind)},
    Kind.ExclusiveMaximum: lambda kind: _("The number must be less than %(limit)s.") % {"limit": kind.limit},
    Kind.ExclusiveMinimum: lambda kind: _("The number must be more than %(limit)s.") % {"limit": kind.limit},
    Kind.Maximum: lambda kind: _("The number must be at most %(limit)s.") % {"limit": kind.limit},
    Kind.Minimum: lambda kind: _("The number must be at least %(limit)s.") % {"limit": kind.limit},
    Kind.MultipleOf: lambda kind: _("The number must be a multiple of %(step)s.") % {"step": kind.multiple_of},
    Kind.FalseSchema: lambda _kind: _("This field may not be given here."),
    Kind.Format: lambda kind: _("The text does not have the form '%(format)s'.") % {"format": kind.format},
    Kind.Pattern: lambda kind: _("The text does not match the pattern %(pattern)s.") % {"pattern": kind.pattern},
    Kind.MaxItems: lambda kind: _("The list's length must be at most %(limit)d.") % {"limit": kind.limit},
    Kind.MinItems: lambda kind: _("The list's length must be at least %(limit)d.") % {"limit": kind.limit},
    Kind.MaxLength: lambda kind: _("The text's length must be at most %(limit)d.") % {"limit": kind.limit},
    Kind.MinLength: lambda kind: _("The text's length must be at least %(limit)d.") % {"limit": kind.limit},
    Kind.MaxProperties: lambda kind: _("The number of fields must be at most %(limit)d.") % {"limit": kind.limit},
    Kind.MinProperties: lambda kind: _("The number of fields must be at least %(limit)d.") % {"limit": kind.limit},
    Kind.Not: lambda _kind: _("The value has a form that is not allowed here."),
    Kind.PropertyNames: lambda _kind: _("A field has a name that is not allowed here."),
    Kind.Required: lambda kind: _("The field '%(name)s' is missing.") % {"name": kind.property},
    Kind.Type: lambda kind: _("The value must be of type %(types)s.") % {"types": _(" or ").join(kind.types)},
    Kind.UniqueItems: lambda _kind: _("The list holds the same value twice."),
}


def in_words(error: jsonschema_rs.ValidationError) -> str:
    """The sentence for one error of a validator."""
    say = _SAY.get(type(error.kind))
    if say is None:
        return _("The value does not satisfy the rule '%(rule)s'.") % {"rule": error.kind.name}
    return say(error.kind)
