"""What a step calls: an operation by its id or its path, or a workflow."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext as _

from vlavirgem_sandbox.chains.arazzo.fields import At
from vlavirgem_sandbox.chains.arazzo.model import Target
from vlavirgem_sandbox.contracts.openapi_tree import METHODS
from vlavirgem_sandbox.contracts.pointers import from_fragment, tokens_of

_WAYS: Final = ("operationId", "operationPath", "workflowId")
_OF_SOURCE: Final = re.compile(r"\$sourceDescriptions\.([A-Za-z0-9_\-]+)\.(.+)\Z")
_PATH: Final = re.compile(r"\{\$sourceDescriptions\.([A-Za-z0-9_\-]+)\.url\}(#.+)\Z")
_DEPTH: Final = 3


def read_target(place: At) -> Target:
    """What the step does; an empty target where that is wrong (and noted)."""
    given = [way for way in _WAYS if place.has(way)]
    if len(given) != 1:
        place.refuse(
            _("A step names one operation or one workflow; this one names %(count)d.") % {"count": len(given)},
            _("Keep exactly one of “operationId”, “operationPath” and “workflowId”."),
        )
        return Target()
    text = place.text(given[0], required=True)
    if not text:
        return Target()
    if given[0] == "operationId":
        return _by_id(place, text)
    if given[0] == "operationPath":
        return _by_path(place, text)
    if text.startswith("$"):
        remedy = _("Give the “workflowId” of a workflow in this description.")
        place.refuse(_("Workflows of another Arazzo file cannot be run here."), remedy, key="workflowId")
        return Target()
    return Target(workflow_id=text)


def _by_id(place: At, text: str) -> Target:
    if not text.startswith("$"):
        return Target(operation_id=text)
    found = _OF_SOURCE.match(text)
    if found is None:
        remedy = _("Write it as “$sourceDescriptions.<name>.<operationId>”.")
        place.refuse(_("“%(text)s” names no operation.") % {"text": text[:80]}, remedy, key="operationId")
        return Target()
    return Target(source=found[1], operation_id=found[2])


def _by_path(place: At, text: str) -> Target:
    found = _PATH.match(text)
    tokens = tokens_of(from_fragment(found[2])) if found else []
    if found is None or len(tokens) != _DEPTH or tokens[0] != "paths" or tokens[2] not in METHODS:
        place.refuse(
            _("“%(text)s” names no operation.") % {"text": text[:80]},
            _("Write it as “{$sourceDescriptions.<name>.url}#/paths/~1things~1{id}/get”."),
            key="operationPath",
        )
        return Target()
    return Target(source=found[1], method=tokens[2].upper(), path=tokens[1])
