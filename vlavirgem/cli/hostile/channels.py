"""AsyncAPI documents that say the same without end, or lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from vlavirgem.cli.hostile.case import Case, contract, written

_AVRO: Final = {"payload": {}, "schemaFormat": "application/vnd.apache.avro"}
_TRAITS: Final = {"messageTraits": {"long": {"examples": ["x" * 1_000] * 50}}}


def cases() -> Iterator[Case]:
    """Each is a contract to its sender."""
    documents: dict[str, Any] = {
        "channels as a list": {"asyncapi": "3.0.0", "channels": [1]},
        "a channel as a text": {"asyncapi": "2.6.0", "channels": {"a": "b"}},
        "a version that is none": {"asyncapi": ["3.0.0"], "channels": {"a": {}}},
        "a message of the network": _sending({"m": {"$ref": "http://127.0.0.1:9/a.json"}}),
        "a message that is itself": _sending({"m": {"$ref": "#/channels/c0/messages/m"}}),
        "a payload of the network": _sending({"m": {"payload": {"$ref": "http://127.0.0.1:9/a.json"}}}),
        "a chain of messages": _sending({f"m{n}": {"$ref": f"#/channels/c0/messages/m{n + 1}"} for n in range(5_000)}),
        "every message in every operation": _sending({f"m{n}": {"payload": {}} for n in range(400)}, times=2_000),
        "a trait in hundreds of messages": _sending(
            {f"m{n}": {"payload": {}, "traits": [{"$ref": "#/components/messageTraits/long"}]} for n in range(400)},
            components=_TRAITS,
        ),
        "messages in another language": _sending({f"m{n}": _AVRO for n in range(400)}, channels=5),
    }
    for name, document in documents.items():
        yield contract(f"channels: {name}", partial(written, document))


def _sending(messages: dict[str, Any], *, channels: int = 1, times: int = 1, **more: Any) -> dict[str, Any]:
    """A service that sends these messages on so many channels, each so many times."""
    names = [f"c{number}" for number in range(channels)]
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Proef", "version": "1"},
        "channels": {name: {"address": name, "messages": messages} for name in names},
        "operations": {
            f"{name}-{turn}": {"action": "send", "channel": {"$ref": f"#/channels/{name}"}}
            for name in names
            for turn in range(times)
        },
        **more,
    }
