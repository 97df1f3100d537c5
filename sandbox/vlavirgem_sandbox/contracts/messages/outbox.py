"""Everything that a contract's service sends by itself: the messages, and a maker for each."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from vlavirgem_sandbox.contracts.generating.values import Generator
from vlavirgem_sandbox.contracts.messages.declaring import list_messages
from vlavirgem_sandbox.contracts.messages.sending import MessageMaker
from vlavirgem_sandbox.contracts.model import Message
from vlavirgem_sandbox.contracts.openapi_tree import Tree
from vlavirgem_sandbox.contracts.operations import Declared
from vlavirgem_sandbox.contracts.validators import Validators


class Outbox:
    """The messages of one contract. Shared between threads: a maker is made at the first message of its kind."""

    def __init__(
        self,
        tree: Tree,
        operations: tuple[Declared, ...],
        validators: Validators,
        generator: Generator,
        unusable: Mapping[str, str],
    ) -> None:
        listing = list_messages(tree, operations, unusable)
        self.declared = {each.message.key: each for each in listing.declared}
        self.problems = listing.problems
        self.messages: tuple[Message, ...] = tuple(each.message for each in listing.declared)
        self._tree, self._validators, self._generator = tree, validators, generator
        self._makers: dict[str, MessageMaker] = {}
        self._lock = threading.Lock()

    def maker(self, key: str) -> MessageMaker:
        """The one that makes the messages of this key."""
        found = self._makers.get(key)
        if found is None:
            with self._lock:
                found = self._makers.get(key)
                if found is None:
                    declared = self.declared[key]
                    found = MessageMaker(self._tree, declared, self._validators, self._generator)
                    self._makers[key] = found
        return found
