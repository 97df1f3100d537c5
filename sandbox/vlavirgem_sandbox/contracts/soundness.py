"""Whether a document of schemas is safe to work with, whatever kind of contract it is."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.limits import MAX_PATTERNS
from vlavirgem_sandbox.contracts.model import Problem
from vlavirgem_sandbox.contracts.openapi_tree import Reference, Tree
from vlavirgem_sandbox.contracts.recursion import find_recursion
from vlavirgem_sandbox.contracts.source_text import refusal


def refuse_unsound(tree: Tree) -> None:
    """Raise SourceRefused for schemas that never end, or cost too much to check a value against."""
    _refuse_recursion(tree)
    _refuse_too_many_patterns(tree)


def reference_problems(tree: Tree) -> Iterator[Problem]:
    """The references that lead nowhere, or out of the contract."""
    return (reference_problem(reference) for reference in tree.references() if reference.trouble is not None)


def _refuse_recursion(tree: Tree) -> None:
    recursion = find_recursion(tree)
    if recursion.circles:
        raise refusal(
            _("This is defined as itself, so it never ends."),
            _("Break the circle: a schema may contain itself in a property or a list, but may not be itself."),
            recursion.circles[0],
        )
    if recursion.explosions:
        raise refusal(
            _("To check one value against this schema takes too many steps."),
            _("Combine fewer schemas with allOf, anyOf and oneOf."),
            recursion.explosions[0],
        )


def _refuse_too_many_patterns(tree: Tree) -> None:
    patterns = {node.value["pattern"] for node in tree.schemas() if isinstance(node.value.get("pattern"), str)}
    for node in tree.schemas():
        named = node.value.get("patternProperties")
        patterns.update(named if isinstance(named, dict) else ())
    if len(patterns) > MAX_PATTERNS:
        raise refusal(
            _("The contract has more than %(limit)d different patterns.") % {"limit": MAX_PATTERNS},
            _("Move patterns that recur to one schema in components."),
            "/components/schemas",
        )


def reference_problem(reference: Reference) -> Problem:
    """What is wrong with a reference that has a trouble."""
    named = {"reference": reference.text[:120]}
    messages = {
        "remote": _("'%(reference)s' refers to another server. Such references are never fetched."),
        "file": _("'%(reference)s' refers to another file. Only references within the contract are followed."),
        "missing": _("'%(reference)s' refers to something that this contract does not hold."),
        "not text": _("A reference must be a text."),
        "anchor": _("'%(reference)s' refers to a name that this contract gives to nothing, or to several schemas."),
    }
    return Problem(
        severity="error",
        message=messages[reference.trouble or "missing"] % named,
        remedy=_("Put what it refers to under components, and refer to it as '#/components/...'."),
        place=f"{reference.pointer}/{reference.keyword}",
    )
