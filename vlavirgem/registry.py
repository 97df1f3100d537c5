"""What the extension points (:mod:`vlavirgem.plugins`) are made of: things that rooms register, found by name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar


class Named(Protocol):
    """What a registry holds is found by its name."""

    @property
    def name(self) -> str: ...


T = TypeVar("T", bound=Named)


class Registry(Generic[T]):
    """The registered things of one kind, in the order in which they came."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._known: dict[str, T] = {}

    def register(self, thing: T) -> T:
        """Add one; raises ValueError where the name is taken (two plugins that disagree must not pass unseen)."""
        if thing.name in self._known and self._known[thing.name] != thing:
            raise ValueError(f"There already is a {self.what} named {thing.name!r}.")
        self._known[thing.name] = thing
        return thing

    def get(self, name: str) -> T:
        """The one with this name; raises LookupError that lists the known ones."""
        try:
            return self._known[name]
        except KeyError:
            raise LookupError(f"No {self.what} named {name!r}; known: {', '.join(self._known)}.") from None

    def __iter__(self) -> Iterator[T]:
        return iter(list(self._known.values()))

    def __contains__(self, name: object) -> bool:
        return name in self._known

    @contextmanager
    def registered_temporarily(self, thing: T) -> Iterator[T]:
        """For tests of plugins: registered inside the block only."""
        self.register(thing)
        try:
            yield thing
        finally:
            del self._known[thing.name]
