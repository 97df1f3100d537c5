"""The messages that a contract declares: the callbacks of its operations, and its webhooks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.fields import text_at
from vlavirgem_sandbox.contracts.limits import MAX_OPERATIONS
from vlavirgem_sandbox.contracts.model import JsonObject, Message, MessageKind, Problem
from vlavirgem_sandbox.contracts.openapi_tree import METHODS, Node, Tree
from vlavirgem_sandbox.contracts.operations import Declared
from vlavirgem_sandbox.contracts.parameters import Parameter, parameters_of
from vlavirgem_sandbox.contracts.pointers import escape

MARK: Final = "x-vlavirgem-message"
"""What the reader of AsyncAPI leaves in a webhook or callback: ``kind``, ``name`` and ``address`` of the message."""
_KEY_LENGTH: Final = 300


@dataclass(frozen=True, kw_only=True)
class DeclaredMessage:
    """A message with where it stands in the contract and what its parameters are."""

    message: Message
    pointer: str
    """Of the operation that its receiver answers."""
    parameters: tuple[Parameter, ...]


@dataclass(frozen=True, kw_only=True)
class MessageListing:
    """All messages of a contract, and what was found wrong while listing them."""

    declared: tuple[DeclaredMessage, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where a contract has a message, before it is looked into."""

    kind: MessageKind
    name: str
    address: str
    operation: str
    path_item: Node
    method: str


def list_messages(tree: Tree, operations: tuple[Declared, ...], unusable: Mapping[str, str]) -> MessageListing:
    """List the messages: callbacks in the order of the operations, then webhooks.

    ``unusable`` says of pointers of messages why they cannot work.
    """
    troubles = {reference.pointer: reference.text for reference in tree.references() if reference.trouble is not None}
    listed: list[DeclaredMessage] = []
    keys: set[str] = set()
    for place in _places(tree, operations):
        if len(listed) == MAX_OPERATIONS:
            return MessageListing(declared=tuple(listed), problems=(_too_many(),))
        declared = _declared(tree, place, keys)
        why_not = unusable.get(declared.pointer, "") or _broken_reference(tree, declared.pointer, troubles)
        if why_not:
            declared = replace(declared, message=replace(declared.message, works=False, why_not=why_not))
        listed.append(declared)
    return MessageListing(declared=tuple(listed), problems=())


def _places(tree: Tree, operations: tuple[Declared, ...]) -> Iterator[_Place]:
    for declared in operations:
        named = tree.nodes[declared.pointer].value.get("callbacks")
        for name in named if isinstance(named, dict) else ():
            callback = tree.follow(f"{declared.pointer}/callbacks/{escape(name)}")
            for address in callback.value if callback is not None else ():
                item = tree.follow(f"{callback.pointer}/{escape(address)}") if callback is not None else None
                yield from _in_path_item(item, "callback", name, address, declared.operation.key)
    webhooks = tree.document.get("webhooks")
    for name in webhooks if isinstance(webhooks, dict) else ():
        yield from _in_path_item(tree.follow(f"/webhooks/{escape(name)}"), "webhook", name, "", "")


def _in_path_item(item: Node | None, kind: MessageKind, name: str, address: str, operation: str) -> Iterator[_Place]:
    if item is None or item.kind != "path item":
        return
    for method in METHODS:
        if isinstance(item.value.get(method), dict):
            yield _Place(kind=kind, name=name, address=address, operation=operation, path_item=item, method=method)


def _declared(tree: Tree, place: _Place, keys: set[str]) -> DeclaredMessage:
    pointer = f"{place.path_item.pointer}/{place.method}"
    value = tree.nodes[pointer].value
    mark: JsonObject = value[MARK] if isinstance(value.get(MARK), dict) else {}
    kind: MessageKind = "channel" if mark.get("kind") == "channel" else place.kind
    name, address = text_at(mark, "name") or place.name, text_at(mark, "address") or place.address
    body = tree.follow(f"{pointer}/requestBody")
    content = body.value.get("content") if body is not None else None
    message = Message(
        key=_key(kind, name, address, place, keys),
        kind=kind,
        name=name,
        method=place.method.upper(),
        address=address,
        operation=place.operation,
        summary=text_at(value, "summary") or text_at(place.path_item.value, "summary"),
        description=text_at(value, "description"),
        content_types=tuple(content) if isinstance(content, dict) else (),
    )
    parameters = tuple(parameters_of(tree, place.path_item.pointer, pointer))
    return DeclaredMessage(message=message, pointer=pointer, parameters=parameters)


def _key(kind: MessageKind, name: str, address: str, place: _Place, keys: set[str]) -> str:
    """Its name, with where it belongs; longer only where two would have the same."""
    where = {"callback": place.operation, "channel": address, "webhook": ""}[kind]
    plain = f"{name} ({where})" if where else name
    candidates = [plain, f"{place.method.upper()} {plain}", f"{place.method.upper()} {plain} {address}"]
    short = (candidate[:_KEY_LENGTH] for candidate in candidates)
    found = next((candidate for candidate in short if candidate not in keys), None)
    if found is None:
        found = f"{len(keys) + 1}. {plain}"[:_KEY_LENGTH]
    keys.add(found)
    return found


def _broken_reference(tree: Tree, pointer: str, troubles: dict[str, str]) -> str:
    broken = sorted(tree.reachable(pointer) & troubles.keys()) if troubles else []
    if not broken:
        return ""
    return _("It needs '%(reference)s', which this contract does not hold.") % {"reference": troubles[broken[0]][:120]}


def _too_many() -> Problem:
    return Problem(
        severity="warning",
        message=_("The contract has more than %(limit)d messages; the others are left out.")
        % {"limit": MAX_OPERATIONS},
        remedy=_("Split the contract over several services."),
        place="/webhooks",
    )
