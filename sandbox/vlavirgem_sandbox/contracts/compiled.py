"""An OpenAPI contract made ready to serve calls: match, check, answer."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.answer_checks import answer_violations
from vlavirgem_sandbox.contracts.answer_rules import AnswerRules
from vlavirgem_sandbox.contracts.authored.personas import Personas
from vlavirgem_sandbox.contracts.authored.troubles import Trouble
from vlavirgem_sandbox.contracts.call_checks import CallRules, ReadCall
from vlavirgem_sandbox.contracts.collecting import Collections
from vlavirgem_sandbox.contracts.generating.outcome import Ungeneratable
from vlavirgem_sandbox.contracts.generating.values import Generator
from vlavirgem_sandbox.contracts.list_answers import Row
from vlavirgem_sandbox.contracts.messages.causes import identifiers_in
from vlavirgem_sandbox.contracts.messages.outbox import Outbox
from vlavirgem_sandbox.contracts.messages.sending import Circumstances
from vlavirgem_sandbox.contracts.model import (
    Answer,
    CallRequest,
    Cause,
    Dialect,
    JsonObject,
    JsonValue,
    Message,
    Operation,
    SentMessage,
    Violation,
)
from vlavirgem_sandbox.contracts.openapi_tree import Tree
from vlavirgem_sandbox.contracts.operations import list_operations
from vlavirgem_sandbox.contracts.own_address import with_own_address
from vlavirgem_sandbox.contracts.own_refusals import with_own_refusals
from vlavirgem_sandbox.contracts.preferences import Preference, preference_of
from vlavirgem_sandbox.contracts.preparing import Prepared, Preparing
from vlavirgem_sandbox.contracts.remembering import Collection, Shape
from vlavirgem_sandbox.contracts.resources import Resource, resources_of, unchanging_of
from vlavirgem_sandbox.contracts.routing import Match, MethodNotAllowed, Routes
from vlavirgem_sandbox.contracts.served import Download, WrittenRefusal, problem_details
from vlavirgem_sandbox.contracts.shapes import shape_of_resource
from vlavirgem_sandbox.contracts.situations import Situation
from vlavirgem_sandbox.contracts.state import StateStore
from vlavirgem_sandbox.contracts.stateful_answers import StatefulAnswers
from vlavirgem_sandbox.contracts.unchanging import NOTHING, unchanging_answer
from vlavirgem_sandbox.contracts.validators import Validators

_FIRST_ERROR: Final = 400


class CompiledContract:
    """Serves one contract. Safe to share between threads: what is made late is made once and then only read."""

    def __init__(
        self, document: JsonObject, *, unusable: Mapping[str, str] | None = None, tree: Tree | None = None
    ) -> None:
        """``unusable`` says of pointers of operations and messages why they cannot work, where a reader knows; ``tree``
        is the document's, where it was made already."""
        self.tree = tree or Tree(document)
        self.personas = Personas(document)
        self._dialect: Dialect = "openapi-3.0" if str(document.get("openapi")).startswith("3.0") else "openapi-3.1"
        listing = list_operations(self.tree, unusable or {})
        self.declared = {declared.operation.key: declared for declared in listing.declared}
        self.problems = listing.problems
        self.operations: tuple[Operation, ...] = tuple(declared.operation for declared in listing.declared)
        self._routes = Routes(self.operations)
        self._resources = resources_of(self.operations)
        self.for_calls = Validators(document, self._dialect, "request")
        self.for_answers = Validators(document, self._dialect, "answer")
        self.generator = Generator(self.for_answers.schemas)
        self.outbox = Outbox(self.tree, listing.declared, self.for_answers, self.generator, unusable or {})
        self.problems += self.outbox.problems
        self._preparing = Preparing(
            self.tree,
            self._resources,
            unchanging_of(self.operations),
            self.generator,
            for_calls=self.for_calls,
            for_answers=self.for_answers,
        )
        self._serving: dict[str, Prepared] = {}
        self._collections = Collections(self._resources, self._shape)
        self._lock = threading.RLock()

    def match(self, call: CallRequest) -> Match:
        """Find the operation by method and path. Raises :class:`NoSuchPath` or :class:`MethodNotAllowed`.

        HEAD is answered as GET where the contract has no HEAD (RFC 9110 section 9.3.2).
        """
        try:
            return self._routes.match(call.method, call.path)
        except MethodNotAllowed as refusal:
            if call.method == "HEAD" and "GET" in refusal.allowed:
                return self._routes.match("GET", call.path)
            raise

    def violations(self, match: Match, call: CallRequest) -> list[Violation]:
        """Every way in which the call departs from the contract; empty when it is valid."""
        return self._read(match, call)[1]

    def _read(self, match: Match, call: CallRequest) -> tuple[ReadCall, list[Violation]]:
        """What the call says, and what is wrong with it; read once."""
        found: tuple[CallRequest, tuple[ReadCall, list[Violation]]] | None = match.noted.get("read")
        if found is None or found[0] is not call:
            said, violations = self._served(match.operation).reader.read(match.path_parameters, call)
            said = replace(said, persona=self.personas.about(call, said)) if self.personas.all else said
            found = match.noted["read"] = (call, (said, violations))
        return found[1]

    def answer(self, match: Match, call: CallRequest, *, store: StateStore, seed: int, now: datetime) -> Answer:
        """Answer a valid call: from state, else from the contract's examples, else generated from its schema.

        A ``Location`` header is relative to the address of the call. Raises :class:`Ungeneratable` for an operation
        that does not work; ``read_contract`` has marked those.
        """
        serving = self._served(match.operation)
        read, _violations = self._read(match, call)
        situation = Situation(
            call=call,
            read=read,
            path_parameters=match.path_parameters,
            preference=preference_of(call),
            seed=seed,
            operation=match.operation.key,
            now=now,
            next_number=store.next_number,
        )
        wish = situation.preference
        if wish.status is None and not wish.example and not serving.answering.refuses(situation):
            remembered = self._remembered(serving, situation, store, seed, now)
            if remembered is not None:
                return remembered
        return serving.answering.example_or_generated(situation, self._known(serving, read))

    def answer_violations(self, operation: Operation, answer: Answer) -> list[Violation]:
        """Every way in which an answer departs from the contract."""
        rules = self._served(operation).answering.rules
        return answer_violations(rules, self.for_answers, answer)

    @property
    def messages(self) -> tuple[Message, ...]:
        """What the service sends by itself: callbacks of the operations, then webhooks."""
        return self.outbox.messages

    def message(self, key: str, *, seed: int, number: int, cause: Cause | None = None) -> SentMessage | None:
        """Make a message: the same for the same seed, number and cause. It is about what the call was about: its path
        parameters, and what the call and its answer name by an id or a code.

        None for a callback whose address is not in the call. Raises :class:`Ungeneratable` for one that does not work.
        """
        names: tuple[str, ...] = ()
        known: dict[str, JsonValue] = {}
        if cause is not None:
            serving = self._served(self.declared[cause.operation].operation)
            read, _violations = serving.reader.read(cause.path_parameters, cause.call)
            names = tuple(serving.answering.names_for(read))
            known = self._known(serving, read) | identifiers_in(cause)
        circumstances = Circumstances(seed=seed, number=number, cause=cause, names=names, known=tuple(known.items()))
        return self.outbox.maker(key).make(circumstances)

    def message_violations(self, key: str, sent: SentMessage) -> list[Violation]:
        """Every way in which a message departs from the contract."""
        return self.outbox.maker(key).violations(sent)

    def refusal(self, members: JsonObject, call: CallRequest) -> WrittenRefusal:
        """Problem Details."""
        return problem_details(members)

    def description(self, *, base_url: str, path: str) -> None:
        """OpenAPI has no address of its own for the contract."""

    def download(self, *, base_url: str) -> Download:
        """One JSON file whose servers, security and refusals are the try-out's."""
        document = with_own_refusals(with_own_address(self.tree.document, base_url=base_url))
        content = json.dumps(document, ensure_ascii=False, indent=2).encode()
        return Download(content=content, content_type="application/json", extension=".json")

    def departing_templates(self, call: CallRequest, *, now: datetime) -> list[str]:
        """Pointers of the examples of the call's operation that depart from their schema when filled from the call."""
        match = self.match(call)
        answering = self._served(match.operation).answering
        read, _violations = self._read(match, call)
        situation = Situation(
            call=call,
            read=read,
            path_parameters=match.path_parameters,
            preference=preference_of(call),
            seed=0,
            operation=match.operation.key,
            now=now,
        )
        return [
            example.pointer
            for rule in answering.rules.statuses
            for media in rule.media.values()
            for example in media.valid_examples()
            if example.authored.template is not None and answering.filled(example, media, situation) is None
        ]

    def answer_rules(self, operation: Operation) -> AnswerRules:
        """What the contract says this operation may answer."""
        return self._served(operation).answering.rules

    def call_rules(self, operation: Operation) -> CallRules:
        """What the contract asks of calls of this operation."""
        return self._served(operation).reader.rules

    def sequence_trouble(self, operation: Operation) -> Trouble | None:
        """What is wrong with the sequence that the contract gives this operation."""
        return self._served(operation).sequence_trouble

    def rows(self, collection: str, store: StateStore) -> list[Row] | None:
        """What the list of a collection shows, whole; None for a name that is no collection's (:class:`StateStore`)."""
        return self._collections.rows(collection, store)

    def _served(self, operation: Operation) -> Prepared:
        found = self._serving.get(operation.key)
        if found is None:
            with self._lock:
                found = self._serving.get(operation.key) or self._preparing.prepared(self.declared[operation.key])
                self._serving[operation.key] = found
        return found

    def _remembered(
        self, serving: Prepared, situation: Situation, store: StateStore, seed: int, now: datetime
    ) -> Answer | None:
        above: Collection | None = None
        for parent in serving.parents:
            above = self._collections.under(above, parent, store, situation.path_parameters)
            if above.is_gone():
                return serving.answering.refusal(404, _("Nothing was found at this address."), situation)
        if serving.resource is None or serving.role is None:
            kept = serving.unchanging
            rows = self._collections.under(None, kept, NOTHING, situation.path_parameters) if kept is not None else None
            return unchanging_answer(serving, rows, situation)
        answers = StatefulAnswers(
            Collection(serving.resource, self._shape(serving.resource), store, situation.path_parameters, above=above),
            serving.answering,
            self.generator,
            situation,
            now=now,
            paging=serving.paging,
            before=lambda: self._shown_before(serving, situation),
        )
        try:
            return answers.answer(serving.role, seed=seed)
        except (Ungeneratable, RecursionError):
            # What was sent cannot be brought into the form of the answer; the contract's examples can.
            return None

    def _shape(self, resource: Resource) -> Shape:
        return shape_of_resource(resource, self.declared, self.answer_rules, self.generator)

    def _shown_before(self, serving: Prepared, situation: Situation) -> JsonValue:
        """A document as reading it shows it while nothing is remembered."""
        reading = serving.resource.operations.get("read") if serving.resource is not None else None
        shown_by = self._served(reading) if reading is not None and reading.answer_statuses else serving
        known = self._known(serving, situation.read)
        if shown_by.answering.sequence is not None:
            situation = replace(situation, next_number=None)
        answer = shown_by.answering.example_or_generated(situation, known)
        if answer.status >= _FIRST_ERROR:
            good = Preference(status=shown_by.answering.rules.usual()[0])
            answer = shown_by.answering.example_or_generated(replace(situation, preference=good), known)
        try:
            return json.loads(answer.body) if answer.body else {}
        except ValueError:
            return {}

    def _known(self, serving: Prepared, read: ReadCall) -> dict[str, JsonValue]:
        """Fields that an answer must show as the call's path has them."""
        known = {name: value for (location, name), value in read.parameters.items() if location == "path"}
        resource = serving.resource
        if resource is not None and resource.key_parameter in known:
            shape = self._collections.shape(resource)
            if shape.key_property:
                known[shape.key_property] = known[resource.key_parameter]
        return known
