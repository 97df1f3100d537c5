"""Which paths of a contract are collections that remember: inferred, since OpenAPI does not say.

``/x`` and ``/x/{id}`` make a collection when something can be put into it: POST on the first, or PUT, PATCH or DELETE
on the second. The last parameter is the key. Parents are collections whose item path a longer path starts with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias
from urllib.parse import quote, unquote

from vlavirgem_sandbox.contracts.model import Operation

Role: TypeAlias = Literal["create", "list", "read", "replace", "merge", "delete"]

_ITEM_PATH = re.compile(r"(?P<collection>.*[^/])/\{(?P<key>[^{}/]+)\}\Z")
_ITEM_ROLES: Final[dict[str, Role]] = {"GET": "read", "PUT": "replace", "PATCH": "merge", "DELETE": "delete"}
_COLLECTION_ROLES: Final[dict[str, Role]] = {"GET": "list", "POST": "create"}
_PARAMETER = re.compile(r"\{([^{}/]+)\}")
_SEPARATORS = re.compile(r"[-_.]")


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A collection, by its path templates."""

    collection_path: str
    item_path: str
    key_parameter: str
    operations: dict[Role, Operation]

    def collection(self, path_parameters: dict[str, str]) -> str:
        """The collection's name for a store: its path with the parents' keys filled in."""
        return filled_in(self.collection_path, path_parameters)

    def parents_in(self, collection: str) -> dict[str, str] | None:
        """The path parameters behind a collection's name; None for the name of another's."""
        pattern = _PARAMETER.sub(r"([^/]+)", re.escape(self.collection_path).replace(r"\{", "{").replace(r"\}", "}"))
        found = re.fullmatch(pattern, collection)
        names = _PARAMETER.findall(self.collection_path)
        return None if found is None else dict(zip(names, map(unquote, found.groups()), strict=True))


def filled_in(template: str, path_parameters: dict[str, str]) -> str:
    """A path template with its parameters' values, percent-encoded."""
    for name, value in path_parameters.items():
        template = template.replace(f"{{{name}}}", quote(value, safe=""))
    return template


def resources_of(operations: Iterable[Operation]) -> list[Resource]:
    """The collections of a contract."""
    return [found for found in _pairs(operations) if found.operations.keys() - {"list", "read"}]


def unchanging_of(operations: Iterable[Operation]) -> list[Resource]:
    """The lists that no call can change and whose rows have addresses of their own."""
    return [found for found in _pairs(operations) if found.operations.keys() == {"list", "read"}]


def _pairs(operations: Iterable[Operation]) -> Iterator[Resource]:
    by_path: dict[str, dict[str, Operation]] = {}
    for operation in operations:
        by_path.setdefault(operation.path, {})[operation.method] = operation
    for path, methods in by_path.items():
        parts = _ITEM_PATH.match(path)
        if parts is None:
            continue
        siblings = by_path.get(parts["collection"], {})
        roles: dict[Role, Operation] = {}
        roles.update({role: methods[method] for method, role in _ITEM_ROLES.items() if method in methods})
        roles.update({role: siblings[method] for method, role in _COLLECTION_ROLES.items() if method in siblings})
        yield Resource(
            collection_path=parts["collection"], item_path=path, key_parameter=parts["key"], operations=roles
        )


def parents_of(path: str, resources: Iterable[Resource]) -> list[Resource]:
    """The collections whose item this path lies under, outermost first."""
    return sorted(
        (resource for resource in resources if path.startswith(f"{resource.item_path}/")),
        key=lambda resource: len(resource.item_path),
    )


def key_property(parameter: str, collection_path: str, properties: Sequence[str]) -> str:
    """The field of a document that holds its key; empty when none can be told.

    In this order: the parameter's own name, the same name written otherwise (``v-code``, ``VCode``), ``id``, and the
    name of the collection followed by ``id``.
    """
    plain = {_plain(name): name for name in reversed(properties)}
    wanted = [_plain(parameter)]
    if wanted[0].endswith("id") or wanted[0] in {"key", "uuid", "code"}:
        wanted.append("id")
    singular = _plain(collection_path.rpartition("/")[2])
    wanted.extend([f"{singular}id", f"{singular[:-1]}id", f"{singular[:-2]}id", "id", "uuid", "identifier"])
    return next((plain[name] for name in wanted if name in plain), "")


def _plain(name: str) -> str:
    return _SEPARATORS.sub("", name).lower()
