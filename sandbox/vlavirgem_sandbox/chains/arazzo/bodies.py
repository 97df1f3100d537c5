"""The body that a step sends: its payload filled in, and what is put into it."""

from __future__ import annotations

import copy
import json

from django.utils.translation import gettext as _

from vlavirgem_sandbox.chains.arazzo.evaluating import Known, Unresolvable
from vlavirgem_sandbox.chains.arazzo.expressions import looks_like_expression
from vlavirgem_sandbox.chains.arazzo.model import Body
from vlavirgem_sandbox.contracts.media_types import is_json
from vlavirgem_sandbox.contracts.model import JsonValue
from vlavirgem_sandbox.contracts.pointers import step as step_into
from vlavirgem_sandbox.contracts.pointers import tokens_of


def filled_body(body: Body, known: Known) -> JsonValue:
    """The value to send. Raises :class:`Unresolvable`.

    A payload that is the text of JSON is read first and filled in then, so that a quote in a value stays a quote; only
    where expressions stand outside its texts (``{"count": {$inputs.count}}``) it is filled in as text.
    """
    template = body.payload
    if isinstance(template, str) and not looks_like_expression(template) and _may_be_json(body):
        template = _as_json(template)
        filled = known.filled(template)
        value = _as_json(filled) if isinstance(filled, str) else filled
    else:
        value = known.filled(template)
    if not body.replacements:
        return value
    value = copy.deepcopy(value)
    for replacement in body.replacements:
        value = _put(value, replacement.target, known.filled(replacement.value))
    return value


def _may_be_json(body: Body) -> bool:
    return not body.content_type or is_json(body.content_type)


def _as_json(text: str) -> JsonValue:
    """The JSON value in a text, else the text."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _put(value: JsonValue, target: str, new: JsonValue) -> JsonValue:
    *above, last = tokens_of(target)
    node = value
    try:
        for token in above:
            node = step_into(node, token)
        if isinstance(node, dict):
            node[last] = new
        elif isinstance(node, list) and last == "-":
            node.append(new)
        else:
            step_into(node, last)
            node[int(last)] = new
    except LookupError:
        raise Unresolvable(
            _("the payload has nothing at “%(target)s” to put a value into") % {"target": target}
        ) from None
    return value
