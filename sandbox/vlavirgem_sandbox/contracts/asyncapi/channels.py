"""Who sends what over which channel: the Channel Items of AsyncAPI 2, the Channels and Operations of AsyncAPI 3."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.asyncapi.messages import AsyncMessage, MessageReader
from vlavirgem_sandbox.contracts.asyncapi.references import Document
from vlavirgem_sandbox.contracts.fields import map_of, text_at
from vlavirgem_sandbox.contracts.limits import MAX_OPERATIONS
from vlavirgem_sandbox.contracts.model import JsonObject, Problem
from vlavirgem_sandbox.contracts.pointers import escape

Direction: TypeAlias = Literal["send", "receive"]
"""As the service does it, which is how AsyncAPI 3 puts it; AsyncAPI 2 says what others may do: ``subscribe`` to what it
sends, ``publish`` what it receives."""


@dataclass(kw_only=True)
class Traffic:
    """What goes over one channel in one direction."""

    direction: Direction
    address: str
    channel: str
    """Pointer of the channel."""
    pointer: str
    """Of what says that it does: an operation, or the channel itself."""
    name: str = ""
    summary: str = ""
    description: str = ""
    tags: list[str] = field(default_factory=list)
    messages: list[AsyncMessage] = field(default_factory=list)
    reply: Traffic | None = None
    """What the service sends back; of what it receives only."""


class ChannelReader:
    """Reads the channels of one document."""

    def __init__(self, document: Document, messages: MessageReader) -> None:
        self._document = document
        self._messages = messages
        self.problems: list[Problem] = []

    def of_version_2(self) -> Iterator[Traffic]:
        """Every operation of every channel item."""
        for address in map_of(self._document.value.get("channels")):
            found = self._document.follow(f"/channels/{escape(address)}")
            if found is None:
                continue
            pointer, channel = found
            directions: tuple[tuple[str, Direction], ...] = (("subscribe", "send"), ("publish", "receive"))
            for word, direction in directions:
                operation = channel.get(word)
                if isinstance(operation, dict):
                    place = f"{pointer}/{word}"
                    messages = self._messages_of_version_2(
                        place, operation, text_at(operation, "operationId") or address
                    )
                    yield self._traffic(direction, address, pointer, place, operation, messages)

    def _messages_of_version_2(self, place: str, operation: JsonObject, name: str) -> list[AsyncMessage]:
        alternatives = map_of(operation.get("message")).get("oneOf")
        if isinstance(alternatives, list):
            places = [f"{place}/message/oneOf/{index}" for index in range(len(alternatives))]
        else:
            places = [f"{place}/message"] if "message" in operation else []
        read = (self._messages.read(each, name=name) for each in places[:MAX_OPERATIONS])
        return [message for message in read if message is not None]

    def of_version_3(self) -> Iterator[Traffic]:
        """Every operation; then the channels that no operation names, as if the service sent on them."""
        named: set[str] = set()
        for name in map_of(self._document.value.get("operations")):
            found = self._document.follow(f"/operations/{escape(name)}")
            if found is None:
                continue
            traffic = self._operation_of_version_3(found[0], found[1], name)
            if traffic is not None:
                named.update(each.channel for each in (traffic, traffic.reply) if each is not None)
                yield traffic
        for name in map_of(self._document.value.get("channels")):
            found = self._document.follow(f"/channels/{escape(name)}")
            if found is not None and found[0] not in named and map_of(found[1].get("messages")):
                self.problems.append(_without_operation(found[0], name))
                yield self._on_channel("send", found[0], found[1], found[0], {}, [])

    def _operation_of_version_3(self, place: str, operation: JsonObject, name: str) -> Traffic | None:
        action = operation.get("action")
        channel = self._document.follow(f"{place}/channel")
        if channel is None or action not in ("send", "receive"):
            self.problems.append(_unclear(place, name))
            return None
        direction: Direction = "send" if action == "send" else "receive"
        listed = operation.get("messages")
        places = [f"{place}/messages/{index}" for index in range(len(listed) if isinstance(listed, list) else 0)]
        traffic = self._on_channel(direction, *channel, place, operation, places)
        traffic.name = traffic.name or name
        if direction == "receive":
            traffic.reply = self._reply(place)
        return traffic

    def _reply(self, place: str) -> Traffic | None:
        reply = self._document.follow(f"{place}/reply") if self._document.part(f"{place}/reply") else None
        channel = self._document.follow(f"{reply[0]}/channel") if reply is not None and "channel" in reply[1] else None
        if reply is None or channel is None:
            return None
        listed = reply[1].get("messages")
        places = [f"{reply[0]}/messages/{index}" for index in range(len(listed) if isinstance(listed, list) else 0)]
        return self._on_channel("send", *channel, reply[0], {}, places)

    def _on_channel(
        self,
        direction: Direction,
        pointer: str,
        channel: JsonObject,
        place: str,
        operation: JsonObject,
        places: list[str],
    ) -> Traffic:
        """``places`` are those of the messages; none: all that the channel has."""
        places = places or [f"{pointer}/messages/{escape(name)}" for name in map_of(channel.get("messages"))]
        read = (self._messages.read(each) for each in places[:MAX_OPERATIONS])
        messages = [message for message in read if message is not None]
        address = text_at(channel, "address") or pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
        return self._traffic(direction, address, pointer, place, operation or channel, messages)

    @staticmethod
    def _traffic(
        direction: Direction,
        address: str,
        channel: str,
        pointer: str,
        described: JsonObject,
        messages: list[AsyncMessage],
    ) -> Traffic:
        tags = described.get("tags")
        return Traffic(
            direction=direction,
            address=address,
            channel=channel,
            pointer=pointer,
            name=text_at(described, "operationId"),
            summary=text_at(described, "summary") or text_at(described, "title"),
            description=text_at(described, "description"),
            tags=[text_at(map_of(tag), "name") for tag in tags] if isinstance(tags, list) else [],
            messages=messages,
        )


def _without_operation(place: str, name: str) -> Problem:
    return Problem(
        severity="warning",
        message=_("No operation says who sends the messages of channel '%(name)s'; the try-out sends them.")
        % {"name": name[:120]},
        remedy=_("Describe an operation with the action 'send' or 'receive'."),
        place=place,
    )


def _unclear(place: str, name: str) -> Problem:
    return Problem(
        severity="error",
        message=_("The operation '%(name)s' needs an action ('send' or 'receive') and a channel of this contract.")
        % {"name": name[:120]},
        remedy=_("Complete the operation. Until then it is left out."),
        place=place,
    )
