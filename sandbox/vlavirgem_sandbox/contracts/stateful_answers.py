"""Answers of operations on a collection: create, list, read, replace, merge, delete."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.answer_rules import StatusRule
from vlavirgem_sandbox.contracts.answering import Answering
from vlavirgem_sandbox.contracts.generating.completion import Completion, settable
from vlavirgem_sandbox.contracts.generating.values import Generator
from vlavirgem_sandbox.contracts.list_answers import ListAnswers
from vlavirgem_sandbox.contracts.model import Answer, JsonObject, JsonValue
from vlavirgem_sandbox.contracts.paging import Paging
from vlavirgem_sandbox.contracts.remembering import Collection, location_of, merged, stored_form
from vlavirgem_sandbox.contracts.rendering import as_header
from vlavirgem_sandbox.contracts.resources import Role
from vlavirgem_sandbox.contracts.samples import key_text
from vlavirgem_sandbox.contracts.situations import Situation
from vlavirgem_sandbox.contracts.state import Stored

_NOT_FOUND: Final = 404
_CONFLICT: Final = 409
_PRECONDITION_FAILED: Final = 412
_NOT_MODIFIED: Final = 304


class StatefulAnswers:
    """Answers one call on one collection. Each method gives None where memory has nothing to say."""

    def __init__(
        self,
        collection: Collection,
        answering: Answering,
        generator: Generator,
        situation: Situation,
        *,
        now: datetime,
        paging: Paging,
        before: Callable[[], JsonValue],
    ) -> None:
        """``before`` gives the document as the contract's examples show it, for a change to what was never written."""
        self._collection = collection
        self._answering = answering
        self._generator = generator
        self._situation = situation
        self._paging = paging
        self._before = before
        self._moment = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def answer(self, role: Role, *, seed: int) -> Answer | None:
        """The answer, or None when the contract's examples should answer."""
        if role == "create":
            return self._create(seed)
        if role == "list":
            return self._list()
        if self._collection.is_gone() and not (role == "replace" and self._may_create()):
            return self._not_found()
        roles: dict[Role, Callable[[], Answer | None]] = {
            "read": self._read,
            "replace": self._replace,
            "merge": self._merge,
            "delete": self._delete,
        }
        return roles[role]()

    def _not_found(self) -> Answer:
        return self._answering.refusal(_NOT_FOUND, _("Nothing was found at this address."), self._situation)

    def _create(self, seed: int) -> Answer | None:
        body = self._situation.read.body
        if not isinstance(body, dict):
            return None
        status, rule = self._answering.rules.usual()
        shape, collection = self._collection.shape, self._collection
        document = settable(self._generator, shape.schema, body) if shape.schema is not None else dict(body)
        own_key = document.get(shape.key_property) if shape.key_property else None
        has_conflict = self._answering.rules.for_status(_CONFLICT) is not None
        if has_conflict and own_key is not None and collection.is_taken(key_text(own_key)):
            return self._answering.refusal(_CONFLICT, _("This key is already in use."), self._situation)
        if has_conflict and collection.has_twin_of(document):
            return self._answering.refusal(_CONFLICT, _("There is one with these data already."), self._situation)
        key = collection.new_key(self._generator, seed) if own_key is None else own_key
        if shape.key_property:
            document[shape.key_property] = key
        kept = stored_form(self._generator, shape, document, self._situation.rng, moment=self._moment)
        stored = collection.write(key_text(key), kept)
        location = location_of(collection.resource, self._situation.path_parameters, stored.key)
        return self._shown(status, rule, stored, location=location)

    def _list(self) -> Answer | None:
        rows, is_untouched = self._collection.rows_or_untouched()
        if is_untouched and (not rows or self._answering.chooses(self._situation)):
            return None
        return ListAnswers(self._answering, self._situation, self._paging).of(rows, is_untouched=is_untouched)

    def _read(self) -> Answer | None:
        stored = self._collection.shown()
        is_sample = self._collection.find() is None
        if stored is None or (is_sample and self._answering.chooses(self._situation)):
            return None
        status, rule = self._answering.rules.usual()
        header = rule.header("ETag")
        is_told = is_sample and header is not None and header.example is not None
        tag = as_header(header.example) if header is not None and is_told else stored.etag
        if header is not None and tag in _tags(self._situation, "if-none-match"):
            unchanged = self._answering.rules.by_key.get(str(_NOT_MODIFIED))
            if unchanged is not None:
                headers = [("ETag", tag)]
                return self._answering.with_value(_NOT_MODIFIED, unchanged, None, self._situation, headers)
        if not is_sample:
            return self._shown(status, rule, stored)
        headers = [("ETag", tag)] if header is not None else []
        answer = self._answering.with_value(status, rule, stored.document, self._situation, headers)
        return replace(answer, origin="example")

    def _replace(self) -> Answer | None:
        body = self._situation.read.body
        if not isinstance(body, dict):
            return None
        return self._precondition() or self._written(self._server_fields(), body)

    def _merge(self) -> Answer | None:
        body = self._situation.read.body
        if not isinstance(body, dict):
            return None
        stored = self._collection.shown()
        before = deepcopy(stored.document) if stored is not None else self._before()
        return self._precondition() or self._written(before, body)

    def _written(self, before: JsonValue, change: JsonObject) -> Answer:
        shape, collection = self._collection.shape, self._collection
        allowed = settable(self._generator, shape.schema, change) if shape.schema is not None else change
        document = merged(before, allowed)
        if shape.key_property:
            document[shape.key_property] = self._key_value()
        sample = collection.sample()
        is_new = collection.find() is None and sample is None
        kept = stored_form(self._generator, shape, document, self._situation.rng, moment=self._moment)
        stored = collection.write(collection.key, kept, over=sample.document if sample is not None else None)
        status, rule = self._answering.rules.usual()
        created = self._answering.rules.by_key.get("201")
        replaced = self._answering.rules.by_key.get("200") or self._answering.rules.by_key.get("204")
        if status == 201 and replaced is not None and not is_new:  # noqa: PLR2004 - RFC 9110 section 9.3.4
            status, rule = int(replaced.key), replaced
        elif created is not None and is_new and self._situation.call.method == "PUT":
            status, rule = 201, created
        return self._shown(status, rule, stored)

    def _delete(self) -> Answer | None:
        refused = self._precondition()
        if refused is not None:
            return refused
        stored = self._collection.shown()
        self._collection.delete()
        if stored is None:
            return None
        status, rule = self._answering.rules.usual()
        media = rule.json_rule()
        if media is None:
            return self._answering.with_value(status, rule, None, self._situation)
        return self._shown(status, rule, stored) if _is_about(media.schema_pointer, self._generator, stored) else None

    def _precondition(self) -> Answer | None:
        """``If-Match`` (RFC 9110 section 13.1.1). What nobody wrote and the contract does not show has no version."""
        stored, sample = self._collection.find(), self._collection.sample()
        known = {stored.etag} if stored is not None else self._collection.shape.first_tags
        wanted = _tags(self._situation, "if-match")
        if (stored is None and sample is None) or not wanted or "*" in wanted or not known.isdisjoint(wanted):
            return None
        title = _("This was changed since you last read it.")
        return self._answering.refusal(_PRECONDITION_FAILED, title, self._situation)

    def _may_create(self) -> bool:
        """Whether PUT makes what is not there: when the contract has an answer for it."""
        return "201" in self._answering.rules.by_key or not self._answering.rules.for_status(_NOT_FOUND)

    def _server_fields(self) -> JsonObject:
        """What a replacement leaves as it was: the fields that only the server sets."""
        stored = self._collection.shown()
        schema = self._collection.shape.schema
        if stored is None or schema is None or not isinstance(stored.document, dict):
            return {}
        callers = settable(self._generator, schema, stored.document)
        return {name: value for name, value in stored.document.items() if name not in callers}

    def _key_value(self) -> JsonValue:
        """The key in the path as the document holds it: a number where the field is one."""
        text = self._collection.key
        try:
            number: JsonValue = json.loads(text)
        except ValueError:
            return text
        schema = self._collection.shape.key_schema
        is_number = isinstance(number, (int, float)) and not self._generator.conformance.conforms(text, schema)
        return number if is_number else text

    def _shown(self, status: int, rule: StatusRule, stored: Stored, *, location: str = "") -> Answer:
        headers = []
        if location and rule.header("Location"):
            headers.append(("Location", location))
        if rule.header("ETag"):
            headers.append(("ETag", stored.etag))
        value: JsonValue = stored.document
        media = rule.json_rule()
        if media is not None and media.schema_pointer:
            schema = self._generator.resolver.at(media.schema_pointer)
            value = Completion(self._generator, self._situation.rng).of(schema, deepcopy(stored.document))
        return self._answering.with_value(status, rule, value, self._situation, headers)


def _tags(situation: Situation, header: str) -> list[str]:
    """The entity tags of a condition; a weak one is compared as if it were strong."""
    value = situation.call.header(header)
    return [tag.strip().removeprefix("W/") for tag in value.split(",")] if value else []


def _is_about(schema_pointer: str, generator: Generator, stored: Stored) -> bool:
    """Whether the answer to a deletion shows the document, rather than a message of its own."""
    if not schema_pointer or not isinstance(stored.document, dict):
        return False
    named = generator.facets(generator.resolver.at(schema_pointer)).rules.get("properties", {})
    return bool(named) and set(named) <= stored.document.keys()
