"""AsyncAPI documents that mean harm, or are oddly written: refused with a reason, or read as far as they go."""

from __future__ import annotations

from typing import Any

import pytest

from tests.counted_steps import at_most
from tests.sandbox.contracts.asyncapi.documents import ON_MOVED, REFERENCE, report_of, version_2, version_3

STEPS = 40_000
"""Calls of functions that reading an odd document takes at most."""


def _nested(levels: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "object"}
    for _level in range(levels):
        schema = {"type": "array", "items": [schema], "additionalItems": schema if _level % 8 == 0 else False}
    return schema


def _moved(**message: Any) -> dict[str, Any]:
    document = version_3(tell={"action": "send", **ON_MOVED})
    document["components"]["messages"]["Moved"] |= message
    return document


def _chain(steps: int) -> dict[str, Any]:
    """References of a thousand messages, each through all that come after it."""
    document = _moved()
    document["components"]["messages"] |= {
        f"m{number}": {"$ref": f"#/components/messages/m{number + 1}"} for number in range(steps)
    }
    document["channels"]["moved"]["messages"] = {
        f"m{number}": {"$ref": f"#/components/messages/m{number}"} for number in range(400)
    }
    return document


def _everywhere(operations: int, messages: int) -> dict[str, Any]:
    """Every operation sends every message."""
    document = version_3(**{f"o{number}": {"action": "send", **ON_MOVED} for number in range(operations)})
    document["channels"]["moved"]["messages"] = {f"m{number}": {"payload": {}} for number in range(messages)}
    return document


def _in_another_language(channels: int, messages: int) -> dict[str, Any]:
    avro = {"payload": {}, "schemaFormat": "application/vnd.apache.avro"}
    listed = {f"m{number}": avro for number in range(messages)}
    names = [f"c{number}" for number in range(channels)]
    document = version_3(**{name: {"action": "send", "channel": {"$ref": f"#/channels/{name}"}} for name in names})
    document["channels"] = {name: {"address": name, "messages": listed} for name in names}
    return document


HOSTILE: dict[str, tuple[Any, str]] = {
    "version 1": ({"asyncapi": "1.2.0"}, "not read"),
    "version that is no version": ({"asyncapi": ["3.0.0"]}, "not read"),
    "no channels": ({"asyncapi": "3.0.0"}, "no channels"),
    "channels that are a list": ({"asyncapi": "3.0.0", "channels": [1]}, "no channels"),
    "channels without messages": ({"asyncapi": "3.0.0", "channels": {"a": {}}}, "No message"),
    "channel of text": ({"asyncapi": "2.6.0", "channels": {"a": "b"}}, "No message"),
    "message at another server": (version_2(subscribe={"message": {"$ref": "https://evil.example/m"}}), "server|No me"),
    "message in a file": (version_2(subscribe={"message": {"$ref": "file:///etc/passwd"}}), "file|No me"),
    "message that is itself": (version_2(subscribe={"message": {"$ref": "#/channels/a"}}), "No message"),
    "payload at another server": (_moved(payload={"$ref": "http://169.254.169.254/"}), "another server"),
    "payload that is itself": (_moved(payload={"$ref": "#/components/messages/Moved/payload"}), "itself|None|not hold"),
    "payload that never ends": (
        _moved(
            payload={
                "type": "object",
                "required": ["a"],
                "properties": {"a": {"$ref": "#/components/messages/Moved/payload"}},
            }
        ),
        "None of the operations",
    ),
    "messages through a chain of references": (_chain(4_000), "No message"),
    "every message in every operation": (_everywhere(2_000, 400), "more than 20000"),
    "messages by the thousand in another language": (_in_another_language(10, 400), "None of the operations"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_refused_with_a_reason(name: str) -> None:
    document, reason = HOSTILE[name]

    report = report_of(document)

    assert report.contract is None
    said = " ".join(each.message for each in report.problems)
    assert any(word in said for word in reason.split("|")), said
    assert all(each.remedy for each in report.problems)


ODD: dict[str, Any] = {
    "headers that are a list": _moved(headers=["a"]),
    "examples that are no objects": _moved(examples=[1, None, "x", {"payload": {}}]),
    "traits that are numbers": _moved(traits=[1, {"$ref": 3}, {"$ref": "#/nowhere"}]),
    "trait that is the message": _moved(traits=[{"$ref": "#/components/messages/Moved"}]),
    "names that repeat": _moved(examples=[{"name": "a", "payload": {"nisCode": "10000"}}] * 3),
    "tuples in tuples": _moved(payload=_nested(30)),
    "content type of nothing": _moved(contentType=7),
    "an action that is a list": version_3(tell={"action": [], **ON_MOVED}),
    "address with marks": version_2(subscribe={"message": REFERENCE})
    | {"channels": {"a b?#%/{x}{y}": {"publish": {"message": REFERENCE}, "subscribe": {"message": REFERENCE}}}},
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_document_is_read_as_far_as_it_goes(name: str) -> None:
    with at_most(STEPS):
        report = report_of(ODD[name])

    assert report.contract is not None or report.problems


def test_a_trait_that_would_be_copied_into_a_thousand_messages_is_refused() -> None:
    document = version_3(tell={"action": "send", **ON_MOVED})
    document["components"]["messageTraits"] = {"long": {"examples": ["x" * 1000] * 50}}
    traits = [{"$ref": "#/components/messageTraits/long"}]
    messages = {f"m{number}": {"payload": {}, "traits": traits} for number in range(1000)}
    document["channels"]["moved"]["messages"] = messages

    report = report_of(document)

    assert report.contract is None
    assert "traits" in report.problems[0].message
