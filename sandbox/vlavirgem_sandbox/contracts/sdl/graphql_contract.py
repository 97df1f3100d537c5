"""A GraphQL contract made ready to serve calls: match, check, answer."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from graphql import GraphQLError, GraphQLSchema, OperationType, print_schema

from vlavirgem.graphql_requests.documents import DocumentRefusedError
from vlavirgem.graphql_requests.requests import PLAIN_JSON, RESPONSE_JSON, media_type_for
from vlavirgem_sandbox.contracts.authored.personas import Personas
from vlavirgem_sandbox.contracts.model import (
    Act,
    Answer,
    CallRequest,
    Cause,
    JsonObject,
    Message,
    Operation,
    SentMessage,
    Violation,
)
from vlavirgem_sandbox.contracts.rendering import json_bytes
from vlavirgem_sandbox.contracts.routing import Match, MethodNotAllowed, NoSuchPath
from vlavirgem_sandbox.contracts.sdl.answering import Answering
from vlavirgem_sandbox.contracts.sdl.building import BuiltSchema, built
from vlavirgem_sandbox.contracts.sdl.collections import root_fields
from vlavirgem_sandbox.contracts.sdl.examples import examples_in
from vlavirgem_sandbox.contracts.sdl.operations import PATH, introspection, key_of, listed
from vlavirgem_sandbox.contracts.sdl.personas import ShowingPersonas
from vlavirgem_sandbox.contracts.sdl.requests import HTTP, Asked, Refused, as_violations, asked_in, formatted, refused
from vlavirgem_sandbox.contracts.sdl.things import Maker
from vlavirgem_sandbox.contracts.sdl.value_schemas import ValueSchemas
from vlavirgem_sandbox.contracts.served import Download, NoOperation, WrittenRefusal, problem_details
from vlavirgem_sandbox.contracts.state import StateStore

_AGAINST: Final = frozenset({400, 422})
"""Statuses of a refusal that is about the GraphQL request, if anything is wrong with that."""
_ASKED: Final = "asked"


class GraphQLContract:
    """Serves one schema. Safe to share between threads."""

    def __init__(self, document: JsonObject, *, schema: BuiltSchema | None = None) -> None:
        """``schema``: what is in the document, where the reader has built that already."""
        self.document = document
        built_schema = schema or built(document["files"])
        self.schema: GraphQLSchema = built_schema.schema
        self.examples = examples_in(self.schema, built_schema.tidied.examples)
        lengths = built_schema.tidied.lengths
        self.maker = Maker(self.schema, self.examples, ValueSchemas(self.examples.by_place, lengths))
        self.roots = root_fields(self.schema)
        showing = ShowingPersonas(Personas(document), self.maker.values)
        self._answering = Answering(self.schema, self.maker, self.roots, lengths, showing)
        self.operations: tuple[Operation, ...] = tuple(listed(self.schema))
        self._by_key = {each.key: each for each in self.operations}

    @property
    def messages(self) -> tuple[Message, ...]:
        """None: what a subscription sends cannot be tried yet."""
        return ()

    def message(self, key: str, *, seed: int, number: int, cause: Cause | None = None) -> SentMessage | None:
        """Raises LookupError: it has no messages."""
        raise LookupError(key)

    def message_violations(self, key: str, sent: SentMessage) -> list[Violation]:
        """Raises LookupError: it has no messages."""
        raise LookupError(key)

    def match(self, call: CallRequest) -> Match:
        """Find the fields at the root: the first is the operation, the others come along.

        Raises :class:`NoSuchPath`, :class:`MethodNotAllowed`, or :class:`NoOperation` for what is no GraphQL request
        or asks no field that the schema has.
        """
        if call.path.strip("/"):
            raise NoSuchPath(call.path)
        try:
            asked = asked_in(call)
        except DocumentRefusedError as error:
            raise NoOperation(as_violations(Refused(errors=error.errors, code=error.code))) from error
        found = self._asked_for(asked)
        if not found:
            wrong = refused(self.schema, asked)
            raise NoOperation(as_violations(wrong) if wrong is not None else [_nothing_asked()])
        return Match(operation=found[0], path_parameters={}, also=tuple(found[1:]), noted={_ASKED: asked})

    def violations(self, match: Match, call: CallRequest) -> list[Violation]:
        """Every way in which the request departs from the schema, or asks too much."""
        found = refused(self.schema, self._read(match, call))
        return as_violations(found) if found is not None else []

    def answer(self, match: Match, call: CallRequest, *, store: StateStore, seed: int, now: datetime) -> Answer:
        """Execute the request. What a field refuses stands in ``errors``, and the status stays 200."""
        del now
        answered = self._answering.answer(self._read(match, call), store=store, seed=seed)
        payload: dict[str, Any] = {}
        if answered.result.errors:
            payload["errors"] = [_shown(error) for error in answered.result.errors]
        payload["data"] = answered.result.data
        return Answer(
            status=200,
            headers=(),
            body=json_bytes(payload),
            content_type=f"{_media(call)}; charset=utf-8",
            origin=answered.origin,
        )

    def answer_violations(self, operation: Operation, answer: Answer) -> list[Violation]:
        """That it is no GraphQL answer; whether values fit their types was seen to when it was made."""
        del operation
        try:
            body = json.loads(answer.body)
        except ValueError:
            body = None
        if isinstance(body, dict) and ("data" in body or "errors" in body):
            return []
        message = _("The answer must be a JSON object with “data” or “errors”.")
        return [Violation(place="body", pointer="", message=message, rule=HTTP)]

    def refusal(self, members: JsonObject, call: CallRequest) -> WrittenRefusal:
        """GraphQL's ``errors`` for what is wrong with the request itself; Problem Details for all else."""
        found = self._wrong_with(call) if members["status"] in _AGAINST else None
        if found is None:
            return problem_details(members)
        media = _media(call)
        errors = [formatted(error, found.code) for error in found.errors]
        return WrittenRefusal(
            status=400
            if media == RESPONSE_JSON
            else 200,  # without data: only the newer media type has the status say so
            content_type=f"{media}; charset=utf-8",
            body=json_bytes({"errors": errors}),
        )

    def description(self, *, base_url: str, path: str) -> None:
        """GraphQL has introspection for that, which is a request as any other."""

    def download(self, *, base_url: str) -> Download:
        """The schema as its author wrote it, in one file; the address stands above it as a remark."""
        files: dict[str, str] = self.document["files"]
        head = "# " + _("Try-out: %(url)s (send your key as the header X-Api-Key)") % {"url": base_url} + "\n"
        parts = [text if len(files) == 1 else f"# {path}\n{text}" for path, text in sorted(files.items())]
        content = head + "\n".join(part.strip() + "\n" for part in parts)
        return Download(content=content.encode(), content_type="text/plain; charset=utf-8", extension=".graphql")

    def printed(self) -> str:
        """The schema in the regular form in which tools print it, without what only its author's tools know."""
        return print_schema(self.schema)

    def _asked_for(self, asked: Asked) -> list[Operation]:
        act: Act = "query"
        if asked.operation is not None and asked.operation.operation != OperationType.QUERY:
            act = "mutation" if asked.operation.operation == OperationType.MUTATION else "subscription"
        found = []
        for name in asked.root_fields:
            if name.startswith("__"):
                found.append(introspection(name))
            elif (known := self._by_key.get(key_of(act, name))) is not None:
                found.append(known)
        return sorted(found, key=lambda each: each.operation_id.startswith("__"))

    def _read(self, match: Match, call: CallRequest) -> Asked:
        asked: Asked | None = match.noted.get(_ASKED)
        return asked if asked is not None else asked_in(call)

    def _wrong_with(self, call: CallRequest) -> Refused | None:
        try:
            return refused(self.schema, asked_in(call))
        except DocumentRefusedError as error:
            return Refused(errors=error.errors, code=error.code)
        except (NoOperation, MethodNotAllowed):
            return None


def _shown(error: GraphQLError) -> dict[str, Any]:
    """The error of a field. What could not be made is the contract's doing, and said so."""
    cause = error.original_error
    if cause is not None and not isinstance(cause, GraphQLError):
        shown = dict(error.formatted)
        shown["message"] = _("No value can be made for this field.")
        shown["extensions"] = {"code": "NOT_ANSWERABLE"}
        return shown
    return formatted(error, "NOT_ANSWERABLE")


def _media(call: CallRequest) -> str:
    return media_type_for(call.header("Accept") or "*/*") or PLAIN_JSON


def _nothing_asked() -> Violation:
    message = _("The request asks for no field of the contract.")
    return Violation(place="body", pointer="/query", message=message, rule=PATH)
