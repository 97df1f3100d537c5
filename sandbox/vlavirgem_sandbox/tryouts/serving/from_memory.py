"""Answering a call from what the process knows, where that is enough: a call that keeps to the contract, of an
operation whose answer looks at nothing that the try-out remembers. All others go through the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, NoReturn

from vlavirgem_sandbox.contracts.model import CallRequest, JsonValue
from vlavirgem_sandbox.contracts.preferences import preference_of
from vlavirgem_sandbox.contracts.routing import Match, MethodNotAllowed, NoSuchPath
from vlavirgem_sandbox.contracts.sdl.graphql_contract import GraphQLContract
from vlavirgem_sandbox.contracts.served import NoOperation
from vlavirgem_sandbox.contracts.state import Stored
from vlavirgem_sandbox.tryouts.key_secrets import KeySecret
from vlavirgem_sandbox.tryouts.models import TryOutKey
from vlavirgem_sandbox.tryouts.serving.answered_calls import AnsweredCall
from vlavirgem_sandbox.tryouts.serving.log import Reply
from vlavirgem_sandbox.tryouts.serving.replies import announcing, as_reply
from vlavirgem_sandbox.tryouts.serving.standing import Standing

_OUR_WISHES: Final = "vvg-"


@dataclass(frozen=True, kw_only=True)
class Given:
    """An answer, and whether the same call may get another a moment later."""

    reply: Reply
    is_of_the_moment: bool


def key_from_memory(standing: Standing, secret: KeySecret | None, now: datetime) -> TryOutKey | None:
    """The key that opens this try-out; None where it does not, or the database must say why."""
    key = standing.keys.get(secret.prefix) if secret is not None else None
    if secret is None or key is None or not secret.matches(key.digest):
        return None
    return key if key.revoked_at is None and not key.is_over(now) else None


def holds_still(standing: Standing, answered: AnsweredCall, key: TryOutKey, now: datetime) -> bool:
    """Whether a call that was answered before gets the same again: nothing came in between that could change it."""
    operation = answered.reply.operation
    is_plain = operation not in standing.causing and operation not in standing.remembering
    return is_plain and standing.is_plain(now) and key.covers(answered.call.method, operation)


def answer_from_memory(standing: Standing, call: CallRequest, key: TryOutKey, now: datetime) -> Given | None:
    """The answer that the way through the database would give to a call that the test-data guard lets in; None where
    only that way can tell."""
    contract = standing.contract.compiled
    # A request of GraphQL may ask several operations, and introspection.
    is_special = isinstance(contract, GraphQLContract) or _is_special(call)
    if is_special or not standing.is_plain(now):
        return None
    try:
        match = contract.match(call)
    except (NoSuchPath, MethodNotAllowed, NoOperation):
        return None
    operation = standing.contract.operations[match.operation.key]
    if operation.key in standing.causing or operation.key in standing.remembering or not operation.works:
        return None
    if not key.covers(call.method, operation.key):
        return None
    if contract.violations(match, call):
        return None
    return _answered(standing, match, call, now)


def _is_special(call: CallRequest) -> bool:
    """Whether it is compressed, or asks for a disturbance."""
    return call.header("Content-Encoding") is not None or _OUR_WISHES in (call.header("Prefer") or "").lower()


def _answered(standing: Standing, match: Match, call: CallRequest, now: datetime) -> Given | None:
    wish = preference_of(call)
    if wish.unreadable_status:
        return None
    try:
        answer = standing.contract.compiled.answer(match, call, store=_NOTHING, seed=standing.tryout.seed, now=now)
    except NeedsMemoryError:
        standing.remembering.add(match.operation.key)
        return None
    reply = announcing(as_reply(answer, match, wish), standing.contract)
    return Given(reply=reply, is_of_the_moment=answer.is_of_the_moment)


class NeedsMemoryError(Exception):
    """The answer depends on what the try-out remembers."""


class _NoMemory:
    """A :class:`vlavirgem_sandbox.contracts.state.StateStore` of which nothing can be asked."""

    def get(self, collection: str, key: str) -> Stored | None:
        """Raises NeedsMemoryError, as all of these do."""
        self._needed(collection, key)

    def put(self, collection: str, key: str, document: JsonValue) -> Stored:
        """See :meth:`get`."""
        self._needed(collection, key, document)

    def delete(self, collection: str, key: str) -> None:
        """See :meth:`get`."""
        self._needed(collection, key)

    def list(self, collection: str) -> list[Stored]:
        """See :meth:`get`."""
        self._needed(collection)

    def holds_any(self, collection: str) -> bool:
        """See :meth:`get`."""
        self._needed(collection)

    def next_number(self, collection: str) -> int:
        """See :meth:`get`."""
        self._needed(collection)

    def _needed(self, *_asked: JsonValue) -> NoReturn:
        raise NeedsMemoryError


_NOTHING: Final = _NoMemory()
