"""From a method and a path to an operation."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from vlavirgem_sandbox.contracts.model import Operation

_PARAMETER = re.compile(r"\{([^{}/]+)\}")


class NoSuchPath(Exception):  # noqa: N818 - an outcome of matching, named for what it says
    """The contract has no such path."""


class MethodNotAllowed(Exception):  # noqa: N818 - see NoSuchPath
    """The contract has the path, but not with this method. ``allowed`` lists the methods it has."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        super().__init__(", ".join(allowed))
        self.allowed = allowed


@dataclass(frozen=True, kw_only=True)
class Match:
    """The operation a call is for, and the parameters its path carries (decoded)."""

    operation: Operation
    path_parameters: dict[str, str]
    also: tuple[Operation, ...] = ()
    """Further operations that the same call asks for; only a contract of GraphQL has those."""
    noted: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What a contract wants to know again of this call, which is checked first and then answered."""


def parameter_names(template: str) -> tuple[str, ...]:
    """Names between braces in a path template, in order."""
    return tuple(_PARAMETER.findall(template))


def shape_of(template: str) -> str:
    """The template without its parameters' names: two templates with one shape cannot be told apart."""
    return _PARAMETER.sub("{}", template)


@dataclass(slots=True)
class _Route:
    names: tuple[str, ...]
    pattern: re.Pattern[str]
    operations: dict[str, Operation]


class Routes:
    """All paths of a contract. A concrete path goes before a templated one (OpenAPI 3.1.1, section 4.8.8.2)."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        routes: dict[str, _Route] = {}
        for operation in operations:
            route = routes.get(operation.path)
            if route is None:
                route = routes[operation.path] = _Route(
                    parameter_names(operation.path), _expression_for(operation.path), {}
                )
            route.operations.setdefault(operation.method, operation)
        self._fixed = {path: route for path, route in routes.items() if not route.names}
        self._templated: dict[int, list[_Route]] = {}
        for path in sorted((path for path in routes if routes[path].names), key=_specificity):
            self._templated.setdefault(path.count("/"), []).append(routes[path])

    def match(self, method: str, path: str) -> Match:
        """Find the operation. Raises :class:`NoSuchPath` or :class:`MethodNotAllowed`.

        A concrete path answers for itself alone: what it does not take is not handed to a template that fits as well.
        """
        fixed = self._fixed.get(unquote(path))
        if fixed is not None:
            operation = fixed.operations.get(method.upper())
            if operation is None:
                raise MethodNotAllowed(tuple(sorted(fixed.operations)))
            return Match(operation=operation, path_parameters={})
        allowed: list[str] = []
        for route in self._templated.get(path.count("/"), ()):
            found = route.pattern.match(path)
            if found is None:
                continue
            operation = route.operations.get(method.upper())
            if operation is not None:
                values = map(unquote, found.groups())
                return Match(operation=operation, path_parameters=dict(zip(route.names, values, strict=True)))
            allowed.extend(route.operations)
        if allowed:
            raise MethodNotAllowed(tuple(sorted(set(allowed))))
        raise NoSuchPath(path)


def _expression_for(template: str) -> re.Pattern[str]:
    """A parameter never spans a slash and never is empty, so matching stays linear in the path."""
    pieces = _PARAMETER.split(template)
    literal = [re.escape(piece) for piece in pieces[::2]]
    return re.compile("([^/]+?)".join(literal) + r"\Z")


def _specificity(template: str) -> tuple[tuple[int, ...], str]:
    """Fixed segments go before partly fixed ones, and those before a bare parameter, from left to right."""
    ranks = []
    for segment in template.split("/"):
        rest = _PARAMETER.sub("", segment)
        ranks.append(0 if rest == segment else 1 if rest else 2)
    return tuple(ranks), template
