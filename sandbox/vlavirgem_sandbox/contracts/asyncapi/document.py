"""An AsyncAPI document as the OpenAPI 3.1 document that says the same."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.asyncapi.channels import ChannelReader, Traffic
from vlavirgem_sandbox.contracts.asyncapi.messages import AsyncMessage, Header, MessageReader
from vlavirgem_sandbox.contracts.asyncapi.references import Document
from vlavirgem_sandbox.contracts.asyncapi.schemas import modernise
from vlavirgem_sandbox.contracts.limits import MAX_OPERATIONS
from vlavirgem_sandbox.contracts.messages.declaring import MARK
from vlavirgem_sandbox.contracts.messages.sending import LOCATION
from vlavirgem_sandbox.contracts.model import JsonObject, Problem
from vlavirgem_sandbox.contracts.pointers import escape, to_fragment
from vlavirgem_sandbox.contracts.routing import parameter_names

OPENAPI: Final = "3.1.0"
ACCEPTED: Final = "202"


@dataclass(kw_only=True)
class Converted:
    """The document in the other form, and how to find one's way back."""

    document: JsonObject
    problems: list[Problem] = field(default_factory=list)
    unusable: dict[str, str] = field(default_factory=dict)
    """Why an operation or message cannot work, by its pointer in this form."""
    origins: dict[str, str] = field(default_factory=dict)
    """From pointers of this form to those of the AsyncAPI document."""

    def origin_of(self, pointer: str) -> str:
        """The place in the AsyncAPI document that a place in this form comes from; its own where that is the same."""
        made = pointer
        while made and made not in self.origins:
            made = made.rpartition("/")[0]
        return self.origins.get(made, pointer)


def as_openapi(asyncapi: JsonObject) -> Converted:
    """Rewrite a whole document; the one given stays as it is. Raises SourceRefused for one that is too large."""
    document = Document(json.loads(json.dumps(asyncapi)))
    is_version_2 = str(document.value.get("asyncapi")).startswith("2")
    messages = MessageReader(document, traits_win=is_version_2)
    channels = ChannelReader(document, messages)
    traffic = list(channels.of_version_2() if is_version_2 else channels.of_version_3())
    whole = document.value
    whole |= {"openapi": OPENAPI, "paths": {}, "webhooks": {}}
    converted = Converted(document=whole)
    writer = _Writer(document, converted, messages)
    for path, received in _received(traffic).items():
        writer.receives(path, received)
    for each in traffic:
        if each.direction == "send":
            writer.sends(each)
    modernise(whole)
    converted.problems += [*document.problems, *channels.problems]
    return converted


def _received(traffic: Iterable[Traffic]) -> dict[str, Traffic]:
    """What clients may send, by path: what several operations receive on one channel is one operation to them."""
    listed: dict[str, list[Traffic]] = {}
    for each in traffic:
        if each.direction == "receive":
            listed.setdefault(f"/{each.address.lstrip('/')}", []).append(each)
    return {path: _united_traffic(these) for path, these in listed.items()}


def _united_traffic(these: list[Traffic]) -> Traffic:
    """As the first describes it, with the messages of all."""
    messages = {message.pointer: message for each in these for message in each.messages}
    reply = next((each.reply for each in these if each.reply is not None), None)
    return replace(these[0], messages=list(messages.values()), reply=reply)


class _Writer:
    """Writes paths and webhooks into the document."""

    def __init__(self, document: Document, converted: Converted, messages: MessageReader) -> None:
        self._document = document
        self._converted = converted
        self._messages = messages
        self._sent: set[tuple[str, str]] = set()

    def receives(self, path: str, traffic: Traffic) -> None:
        """``POST`` on a path with the channel's address."""
        pointer = f"/paths/{escape(path)}/post"
        self._converted.origins[pointer] = traffic.pointer
        usable = [message for message in traffic.messages if not message.why_not]
        if traffic.messages and not usable:
            self._converted.unusable[pointer] = traffic.messages[0].why_not
        operation: JsonObject = {
            "operationId": traffic.name,
            "summary": traffic.summary or next((each.summary for each in traffic.messages if each.summary), ""),
            "description": traffic.description,
            "tags": traffic.tags,
            "parameters": [*self._of_channel(traffic), *_united(usable)],
            "responses": {ACCEPTED: {"description": _("The message was received.")}},
        }
        if usable:
            operation["requestBody"] = {"required": True, "content": self._content(usable)}
        if traffic.reply is not None and traffic.reply.messages:
            operation["callbacks"] = {"reply": {"reply": self._message(traffic.reply, traffic.reply.messages[0])}}
            self._note(f"{pointer}/callbacks/reply/reply/post", traffic.reply, traffic.reply.messages[0])
        self._converted.document["paths"][path] = {"post": operation}

    def sends(self, traffic: Traffic) -> None:
        """A webhook for each message that goes over the channel; one above the limit, so that its being left out is
        told."""
        webhooks = self._converted.document["webhooks"]
        for message in traffic.messages:
            if (traffic.address, message.pointer) in self._sent or len(webhooks) > MAX_OPERATIONS:
                continue
            self._sent.add((traffic.address, message.pointer))
            name = f"message-{len(webhooks) + 1}"
            webhooks[name] = self._message(traffic, message)
            self._note(f"/webhooks/{name}/post", traffic, message)

    def _note(self, pointer: str, traffic: Traffic, message: AsyncMessage) -> None:
        self._converted.origins[pointer] = message.pointer
        self._converted.origins[f"{pointer}/parameters"] = traffic.channel
        if message.why_not:
            self._converted.unusable[pointer] = message.why_not

    def _message(self, traffic: Traffic, message: AsyncMessage) -> JsonObject:
        operation: JsonObject = {
            "summary": message.summary or traffic.summary,
            "description": message.description or traffic.description,
            "parameters": [*self._of_channel(traffic), *map(_parameter, message.headers)],
            MARK: {"kind": "channel", "name": message.name, "address": traffic.address},
        }
        self._messages.spend(len(message.headers))
        if not message.why_not:
            operation["requestBody"] = {"required": True, "content": self._content([message])}
        return {"post": operation}

    def _content(self, messages: list[AsyncMessage]) -> JsonObject:
        """By media type: the schema that one of the messages must satisfy, and their examples."""
        content: JsonObject = {}
        for media_type in dict.fromkeys(message.content_type for message in messages):
            these = [message for message in messages if message.content_type == media_type]
            self._messages.spend(sum(len(message.examples) for message in these))
            examples: JsonObject = {}
            for message in these:
                for name, pointer in message.examples:
                    free = name if name not in examples else f"{message.name} {name}"
                    examples[free] = {"$ref": to_fragment(pointer)}
            content[media_type] = {"examples": examples, **_schema(these)}
        return content

    def _of_channel(self, traffic: Traffic) -> Iterable[JsonObject]:
        """The parameters in the channel's address (Parameter Object)."""
        for name in parameter_names(traffic.address):
            found = self._document.follow(f"{traffic.channel}/parameters/{escape(name)}")
            pointer, declared = found if found is not None else ("", {})
            schema: JsonObject = {"$ref": to_fragment(f"{pointer}/schema")}  # of AsyncAPI 2
            if not isinstance(declared.get("schema"), dict):
                schema = {"type": "string"} | _chosen_from(declared)
            yield {
                "name": name,
                "in": "path",
                "required": True,
                "description": declared.get("description", ""),
                "schema": schema,
                LOCATION: declared.get("location"),
            }


def _chosen_from(declared: JsonObject) -> JsonObject:
    """``enum``, ``default`` and ``examples`` of a parameter of AsyncAPI 3, whose value is always a text."""
    found: JsonObject = {}
    for name in ("enum", "examples"):
        listed = declared.get(name)
        if isinstance(listed, list) and listed:
            found[name] = [each for each in listed if isinstance(each, str)]
    default = declared.get("default")
    if isinstance(default, str):
        found["examples"] = [default]
    return {name: each for name, each in found.items() if each}


def _schema(messages: list[AsyncMessage]) -> JsonObject:
    if any(not message.payload_pointer for message in messages):
        return {}
    schemas = [{"$ref": to_fragment(message.payload_pointer)} for message in messages]
    return {"schema": schemas[0] if len(schemas) == 1 else {"anyOf": schemas}}


def _parameter(header: Header) -> JsonObject:
    return {
        "name": header.name,
        "in": "header",
        "required": header.required,
        "description": header.description,
        "schema": {"$ref": to_fragment(header.schema_pointer)},
        "examples": {name: {"value": value} for name, value in header.examples},
    }


def _united(messages: list[AsyncMessage]) -> list[JsonObject]:
    """Headers of a call that may bring any of the messages: required where every one requires it."""
    found: dict[str, JsonObject] = {}
    for message in messages:
        for header in message.headers:
            found.setdefault(header.name.lower(), _parameter(header))
    for name, parameter in found.items():
        parameter["required"] = all(
            any(header.required and header.name.lower() == name for header in message.headers) for message in messages
        )
    return list(found.values())
