"""Answers of operations on a collection: create, list, read, replace, merge, delete."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from typing import Final

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.answer_rules import StatusRule
from vlavirgem_sandbox.contracts.answering import Answering, Situation, as_header
from vlavirgem_sandbox.contracts.generating.completion import Completion, settable
from vlavirgem_sandbox.contracts.generating.outcome import Ungeneratable
from vlavirgem_sandbox.contracts.generating.values import Generator
from vlavirgem_sandbox.contracts.model import Answer, JsonObject, JsonValue
from vlavirgem_sandbox.contracts.paging import Paging, Window
from vlavirgem_sandbox.contracts.remembering import Collection, key_text, location_of, merged, stored_form
from vlavirgem_sandbox.contracts.resources import Role
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
        if own_key is not None and collection.has(key_text(own_key)) and self._answering.rules.for_status(_CONFLICT):
            return self._answering.refusal(_CONFLICT, _("This key is already in use."), self._situation)
        if self._answering.rules.for_status(_CONFLICT) and collection.has_twin_of(document):
            return self._answering.refusal(_CONFLICT, _("There is one with these data already."), self._situation)
        key = collection.new_key(self._generator, seed) if own_key is None else own_key
        if shape.key_property:
            document[shape.key_property] = key
        kept = stored_form(self._generator, shape, document, self._situation.rng, moment=self._moment)
        stored = collection.write(key_text(key), kept)
        location = location_of(collection.resource, self._situation.path_parameters, stored.key)
        return self._shown(status, rule, stored, location=location)

    def _list(self) -> Answer | None:
        written = self._collection.written()
        if written is None:
            return None
        status, rule = self._answering.rules.usual()
        media = rule.json_rule()
        if media is None or not media.schema_pointer:
            return None
        found, window = self._filtered(written), self._paging.window(self._situation.read.parameters)
        documents = [deepcopy(stored.document) for stored in window.of(found)]
        schema = self._generator.resolver.at(media.schema_pointer)
        try:
            value = self._as_list(schema, documents, window, total=len(found))
        except Ungeneratable:
            return None
        stated = [(header.name, window.stated(header.name, total=len(found))) for header in rule.headers]
        headers = [(name, as_header(number)) for name, number in stated if number is not None]
        return self._answering.with_value(status, rule, value, self._situation, headers)

    def _as_list(self, schema: JsonValue, documents: list[JsonValue], window: Window, *, total: int) -> JsonValue:
        """The documents as the list's schema wants them: a plain array, or an object around one that tells of it."""
        completion = Completion(self._generator, self._situation.rng)
        rules = self._generator.facets(schema).rules
        properties = rules.get("properties", {})
        field = self._list_field(properties)
        if field is None:
            return completion.of(schema, documents)
        told = self._told(properties, window, total)
        for name, part in properties.items():
            if name != field and name not in told and (inside := self._told(self._fields(part), window, total)):
                told[name] = inside
        return completion.of(schema, told | {field: documents})

    def _told(self, properties: JsonObject, window: Window, total: int) -> JsonObject:
        """What these fields say of the list, where their schemas allow it."""
        stated = {name: window.stated(name, total=total) for name in properties}
        return {
            name: value
            for name, value in stated.items()
            if value is not None and self._generator.conformance.conforms(value, properties[name])
        }

    def _fields(self, schema: JsonValue) -> JsonObject:
        try:
            fields: JsonObject = self._generator.facets(schema).rules.get("properties", {})
        except Ungeneratable:
            return {}
        return fields

    def _list_field(self, properties: JsonObject) -> str | None:
        """The field that holds the documents: the first array of objects, else the first array."""
        arrays: list[tuple[int, int, str]] = []
        for name, part in properties.items():
            try:
                rules = self._generator.facets(part).rules
                if "array" not in str(rules.get("type", "array" if "items" in rules else "")):
                    continue
                items = self._generator.facets(rules.get("items", True)).rules
            except Ungeneratable:
                continue
            arrays.append((0 if "properties" in items else 1, len(arrays), name))
        return min(arrays)[2] if arrays else None

    def _filtered(self, documents: list[Stored]) -> list[Stored]:
        """Query parameters that are named like a field of the documents filter by it."""
        wishes = {
            name: value
            for (location, name), value in self._situation.read.parameters.items()
            if location == "query" and name not in self._paging.names and isinstance(value, (str, int, float, bool))
        }
        return [stored for stored in documents if all(_fits(stored.document, *wish) for wish in wishes.items())]

    def _read(self) -> Answer | None:
        stored = self._collection.find()
        if stored is None:
            return None
        status, rule = self._answering.rules.usual()
        if rule.header("ETag") and stored.etag in _tags(self._situation, "if-none-match"):
            unchanged = self._answering.rules.by_key.get(str(_NOT_MODIFIED))
            if unchanged is not None:
                headers = [("ETag", stored.etag)]
                return self._answering.with_value(_NOT_MODIFIED, unchanged, None, self._situation, headers)
        return self._shown(status, rule, stored)

    def _replace(self) -> Answer | None:
        body = self._situation.read.body
        if not isinstance(body, dict):
            return None
        return self._precondition() or self._written(self._server_fields(), body)

    def _merge(self) -> Answer | None:
        body = self._situation.read.body
        if not isinstance(body, dict):
            return None
        stored = self._collection.find()
        before = deepcopy(stored.document) if stored is not None else self._before()
        return self._precondition() or self._written(before, body)

    def _written(self, before: JsonValue, change: JsonObject) -> Answer:
        shape, collection = self._collection.shape, self._collection
        allowed = settable(self._generator, shape.schema, change) if shape.schema is not None else change
        document = merged(before, allowed)
        if shape.key_property:
            document[shape.key_property] = self._key_value()
        is_new = collection.find() is None
        kept = stored_form(self._generator, shape, document, self._situation.rng, moment=self._moment)
        stored = collection.write(collection.key, kept)
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
        stored = self._collection.find()
        self._collection.delete()
        if stored is None:
            return None
        status, rule = self._answering.rules.usual()
        media = rule.json_rule()
        if media is None:
            return self._answering.with_value(status, rule, None, self._situation)
        return self._shown(status, rule, stored) if _is_about(media.schema_pointer, self._generator, stored) else None

    def _precondition(self) -> Answer | None:
        """``If-Match`` (RFC 9110 section 13.1.1). What the contract's examples show has no version to compare with."""
        stored = self._collection.find()
        wanted = _tags(self._situation, "if-match")
        if stored is None or not wanted or "*" in wanted or stored.etag in wanted:
            return None
        title = _("This was changed since you last read it.")
        return self._answering.refusal(_PRECONDITION_FAILED, title, self._situation)

    def _may_create(self) -> bool:
        """Whether PUT makes what is not there: when the contract has an answer for it."""
        return "201" in self._answering.rules.by_key or not self._answering.rules.for_status(_NOT_FOUND)

    def _server_fields(self) -> JsonObject:
        """What a replacement leaves as it was: the fields that only the server sets."""
        stored = self._collection.find()
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


def _fits(document: JsonValue, name: str, wanted: JsonValue) -> bool:
    if not isinstance(document, dict) or name not in document:
        return True
    value = document[name]
    return isinstance(value, (dict, list)) or value == wanted or str(value) == str(wanted)


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
