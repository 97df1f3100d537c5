"""Does a recorded call fit the contract, and may it be kept at all?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.bodies import UnreadableBody, read_json_body
from vlavirgem_sandbox.contracts.compiled import CompiledContract
from vlavirgem_sandbox.contracts.limits import MAX_EXAMPLE_DEPTH, MAX_EXAMPLE_VALUES
from vlavirgem_sandbox.contracts.media_types import is_json
from vlavirgem_sandbox.contracts.model import Answer, CallRequest, JsonObject, JsonValue, Violation
from vlavirgem_sandbox.contracts.recorded.recorded_call import RecordedCall
from vlavirgem_sandbox.contracts.recorded.secrets import (
    key_names_in,
    places_of_secrets,
    secrets_sent,
    without_secrets,
)
from vlavirgem_sandbox.contracts.routing import Match, MethodNotAllowed, NoSuchPath
from vlavirgem_tenants.test_data_guard import find_real_numbers

NO_VALUE: Final = object()
"""There is no body."""
_FOLDERS: Final = 6
"""How many segments may stand before the contract's own path, where its servers do not say which."""
_SAID: Final = 2
"""Violations that are told of one call."""


class LeftOut(Exception):  # noqa: N818 - an outcome of judging, told to the publisher
    """The call cannot become an example; the message says why, without quoting what may not be kept."""


@dataclass(frozen=True, kw_only=True)
class GoodCall:
    """What is kept of a call that fits."""

    match: Match
    query: list[tuple[str, str]]
    body: JsonValue
    """NO_VALUE when it sent none; only JSON is told apart, so for other kinds :attr:`told_apart` is false."""
    told_apart: bool
    answer: Answer
    value: JsonValue
    """The answer's body; NO_VALUE when it has none."""


class Judge:
    """Holds recorded calls against one contract."""

    def __init__(self, document: JsonObject, servers: tuple[str, ...]) -> None:
        self.compiled = CompiledContract(document)
        self._bases = sorted({_base(server) for server in servers} - {""}, key=len, reverse=True)
        self._key_names = key_names_in(document)

    def judged(self, recorded: RecordedCall) -> GoodCall:
        """What may be kept of it. Raises :class:`LeftOut`.

        The test-data guard and the secrets come before the contract: a violation quotes what was sent.
        """
        answer, call = recorded.answer, recorded.call
        if answer is None:
            raise LeftOut(recorded.trouble)
        body, told_apart = _body_of(call)
        value = _value_of(answer)
        query = without_secrets(call.query, self._key_names)
        kept: JsonObject = {"path": unquote(call.path), "query": [list(pair) for pair in query]}
        kept |= {} if body is NO_VALUE else {"body": body}
        kept |= {} if value is NO_VALUE else {"answer": value}
        self._refuse_private(kept, recorded)
        match = self._match(call)
        if violations := self.compiled.violations(match, call):
            raise LeftOut(_("The call: %(why)s") % {"why": _in_words(violations)})
        if violations := self.compiled.answer_violations(match.operation, answer):
            raise LeftOut(_("The answer: %(why)s") % {"why": _in_words(violations)})
        return GoodCall(match=match, query=query, body=body, told_apart=told_apart, answer=answer, value=value)

    def _refuse_private(self, kept: JsonObject, recorded: RecordedCall) -> None:
        whole = kept | {"name": recorded.name, "call": recorded.call.body.decode("utf-8", errors="replace")}
        if "body" in kept:
            del whole["call"]  # the text of JSON has rows of digits that are no numbers; its values are looked at
        _refuse_too_large(whole)
        if found := find_real_numbers(whole):
            raise LeftOut(
                _("It holds the national register number of a real person, at %(place)s.") % {"place": found[0].place}
            )
        sent = secrets_sent(recorded.call, self._key_names)
        if places := places_of_secrets(whole, sent, place=""):
            raise LeftOut(_("It holds a password, a key or a token, at %(place)s.") % {"place": places[0]})

    def _match(self, call: CallRequest) -> Match:
        """The operation; with the base path of a server taken off, or as many segments as it needs."""
        allowed: tuple[str, ...] = ()
        for path in self._candidates(call.path):
            try:
                return self.compiled.match(CallRequest(method=call.method, path=path))
            except MethodNotAllowed as refusal:
                allowed = allowed or refusal.allowed
            except NoSuchPath:
                continue
        if allowed:
            raise LeftOut(
                _("The contract has this path, but not with method %(method)s.") % {"method": call.method[:10]}
            )
        raise LeftOut(_("The contract has no such path."))

    def _candidates(self, path: str) -> list[str]:
        found = [path.removeprefix(base) for base in self._bases if path.startswith(f"{base}/")]
        segments = path.split("/")[1:]
        return [*found, *("/" + "/".join(segments[start:]) for start in range(min(len(segments), _FOLDERS + 1)))]


def _base(server: str) -> str:
    try:
        return urlsplit(server).path.rstrip("/")
    except ValueError:
        return ""


def _body_of(call: CallRequest) -> tuple[JsonValue, bool]:
    if not call.body:
        return NO_VALUE, True
    if not is_json(call.header("Content-Type") or ""):
        return NO_VALUE, False
    try:
        return read_json_body(call.body), True
    except UnreadableBody as trouble:
        raise LeftOut(_("The call: %(why)s") % {"why": trouble}) from trouble


def _value_of(answer: Answer) -> JsonValue:
    if not answer.body:
        return NO_VALUE
    try:
        return read_json_body(answer.body) if is_json(answer.content_type) else answer.body.decode()
    except UnreadableBody as trouble:
        raise LeftOut(_("The answer: %(why)s") % {"why": trouble}) from trouble
    except UnicodeDecodeError as error:
        raise LeftOut(_("Its answer is no text.")) from error


def _refuse_too_large(whole: JsonValue) -> None:
    """Also refuse what no database can keep. Walks with a stack."""
    count, waiting = 0, [(whole, 1)]
    while waiting:
        node, depth = waiting.pop()
        count += 1
        if count > MAX_EXAMPLE_VALUES or depth > MAX_EXAMPLE_DEPTH:
            raise LeftOut(_("It is too large or too deeply nested for an example."))
        if isinstance(node, dict):
            waiting.extend((each, depth + 1) for pair in node.items() for each in pair)
        elif isinstance(node, list):
            waiting.extend((each, depth + 1) for each in node)
        elif isinstance(node, str) and ("\x00" in node or any("\ud800" <= letter <= "\udfff" for letter in node)):
            raise LeftOut(_("It holds a character that cannot be kept."))


def _in_words(violations: list[Violation]) -> str:
    """The first few. What went wrong in a header is not quoted: it may be a secret."""
    return " ".join(_told(violation) for violation in violations[:_SAID])


def _told(violation: Violation) -> str:
    if violation.place in {"header", "cookie"} and violation.pointer:
        return _("the header or cookie “%(name)s” is missing or wrong.") % {"name": violation.pointer[:80]}
    return f"{violation.message[:300]} ({violation.pointer})" if violation.pointer else violation.message[:300]
