"""The collections of one contract over the memory of a try-out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vlavirgem_sandbox.contracts.list_answers import Row
from vlavirgem_sandbox.contracts.remembering import Collection, Shape
from vlavirgem_sandbox.contracts.resources import Resource, parents_of
from vlavirgem_sandbox.contracts.state import StateStore


class Collections:
    """Finds collections by their resource or by their name. Shapes are made once, when they are first asked for."""

    def __init__(self, resources: Sequence[Resource], shape_of: Callable[[Resource], Shape]) -> None:
        self._resources = resources
        self._shape_of = shape_of
        self._shapes: dict[str, Shape] = {}

    def shape(self, resource: Resource) -> Shape:
        """What its documents look like."""
        found = self._shapes.get(resource.item_path)
        if found is None:
            found = self._shapes[resource.item_path] = self._shape_of(resource)
        return found

    def under(
        self, above: Collection | None, resource: Resource, store: StateStore, path_parameters: dict[str, str]
    ) -> Collection:
        """The collection at a path; ``above`` is the one that the path's nearest parent belongs to."""
        return Collection(resource, self.shape(resource), store, path_parameters, above=above)

    def rows(self, name: str, store: StateStore) -> list[Row] | None:
        """What a list of that name shows, whole; None for a name that is no collection's (:class:`StateStore`)."""
        for resource in self._resources:
            keys = resource.parents_in(name)
            if keys is not None:
                above: Collection | None = None
                for parent in parents_of(resource.item_path, self._resources):
                    above = self.under(above, parent, store, keys)
                return self.under(above, resource, store, keys).rows()
        return None
