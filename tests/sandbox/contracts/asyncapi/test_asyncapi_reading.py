"""AsyncAPI 2 and 3 as kinds of contract: what clients may send, what the service sends, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sandbox.contracts.asyncapi.documents import (
    MOVED,
    ON_MOVED,
    REFERENCE,
    compiled_of,
    contract_of,
    report_of,
    version_2,
    version_3,
)
from vlavirgem_sandbox.contracts.authored.personas import EXTENSION
from vlavirgem_sandbox.contracts.model import CallRequest
from vlavirgem_sandbox.contracts.reading import read_contract


def _post(path: str, body: Any, **headers: str) -> CallRequest:
    sent = [("Content-Type", "application/json"), *((name.replace("_", "-"), text) for name, text in headers.items())]
    return CallRequest(method="POST", path=path, headers=sent, body=json.dumps(body).encode())


def test_version_2_subscribe_is_sent_by_the_service_and_publish_is_taken_from_clients() -> None:
    contract = contract_of(version_2(subscribe={"message": REFERENCE}, publish={"message": REFERENCE}))

    assert contract.dialect == "asyncapi-2"
    assert [(each.name, each.address) for each in contract.messages] == [("Moved", "addresses/{nisCode}/moved")]
    assert [each.key for each in contract.operations] == ["POST /addresses/{nisCode}/moved"]


def test_version_3_send_is_sent_by_the_service_and_receive_is_taken_from_clients() -> None:
    contract = contract_of(version_3(tell={"action": "send", **ON_MOVED}, hear={"action": "receive", **ON_MOVED}))

    assert contract.dialect == "asyncapi-3"
    assert [each.key for each in contract.messages] == ["Moved (addresses/moved)"]
    assert [(each.key, each.operation_id) for each in contract.operations] == [("POST /addresses/moved", "hear")]


def test_what_a_client_sends_is_held_against_payload_address_and_headers_each_with_its_place() -> None:
    document = version_2(
        publish={"message": REFERENCE},
        parameters={"nisCode": {"schema": {"type": "string", "pattern": "^[0-9]{5}$"}}},
    )
    message = document["components"]["messages"]["Moved"]
    message["headers"] = {"type": "object", "required": ["X-Source"], "properties": {"X-Source": {"type": "string"}}}
    compiled = compiled_of(document)
    call = _post("/addresses/12/moved", {"nisCode": "22222", "points": ["a", "b"], "other": 1})

    found = {(each.place, each.pointer): each.rule for each in compiled.violations(compiled.match(call), call)}

    payload = "/components/messages/Moved/payload"
    assert found == {
        ("path", "nisCode"): "/channels/addresses~1{nisCode}~1moved/parameters/nisCode/schema/pattern",
        ("header", "X-Source"): "/channels/addresses~1{nisCode}~1moved/publish",
        ("body", "/nisCode"): f"{payload}/properties/nisCode/pattern",
        ("body", "/points/0"): f"{payload}/properties/points/prefixItems/0/type",
        ("body", ""): f"{payload}/additionalProperties",
    }


def test_what_a_client_sends_by_the_contract_is_taken() -> None:
    compiled = compiled_of(version_2(publish={"message": REFERENCE}))
    call = _post("/addresses/12025/moved", {"nisCode": "12025", "points": [1, "b"]})

    assert compiled.violations(compiled.match(call), call) == []


def test_one_of_several_messages_is_enough() -> None:
    other = {"name": "Gone", "payload": {"type": "object", "required": ["gone"], "additionalProperties": False}}
    other["payload"] = {**other["payload"], "properties": {"gone": {"type": "boolean"}}}  # type: ignore[dict-item]
    compiled = compiled_of(version_2(publish={"message": {"oneOf": [REFERENCE, other]}}))
    good, bad = _post("/addresses/1/moved", {"gone": True}), _post("/addresses/1/moved", {"gone": 1})

    assert compiled.violations(compiled.match(good), good) == []
    assert [each.pointer for each in compiled.violations(compiled.match(bad), bad)] != []


def test_what_several_operations_receive_on_one_channel_is_taken_and_nothing_else() -> None:
    some = [{"$ref": "#/channels/moved/messages/Moved"}], [{"$ref": "#/channels/moved/messages/Gone"}]
    heard, left = ({"action": "receive", **ON_MOVED, "messages": messages} for messages in some)
    document = version_3(hear={**heard, "summary": "Hears"}, leave=left)
    document["channels"]["moved"]["messages"]["Gone"] = {"payload": {"type": "object", "required": ["gone"]}}
    compiled = compiled_of(document)
    bodies = {"nisCode": "12025"}, {"gone": True}, {"other": 1}

    calls = [_post("/addresses/moved", body) for body in bodies]

    assert [bool(compiled.violations(compiled.match(call), call)) for call in calls] == [False, False, True]
    assert [(each.operation_id, each.summary) for each in compiled.operations] == [("hear", "Hears")]


def test_traits_add_headers_and_the_message_of_version_3_goes_before_its_traits() -> None:
    document = version_3(tell={"action": "send", **ON_MOVED})
    trait = {"contentType": "application/xml", "headers": {"type": "object", "properties": {"X-Trace": {"const": "t"}}}}
    document["components"]["messageTraits"] = {"traced": trait}
    message = document["components"]["messages"]["Moved"]
    message |= {"contentType": "application/json", "traits": [{"$ref": "#/components/messageTraits/traced"}]}
    compiled = compiled_of(document)

    sent = compiled.message("Moved (addresses/moved)", seed=1, number=0)

    assert sent is not None
    assert (sent.content_type, sent.headers) == ("application/json", (("X-Trace", "t"),))


def test_a_trait_of_version_2_goes_before_its_message() -> None:
    document = version_2(subscribe={"message": REFERENCE})
    document["components"]["messages"]["Moved"] |= {
        "contentType": "text/plain",
        "traits": [{"contentType": "text/csv"}],
    }

    assert contract_of(document).messages[0].content_types == ("text/csv",)


def test_examples_take_turns_with_the_headers_of_their_own() -> None:
    document = version_3(tell={"action": "send", **ON_MOVED})
    document["components"]["messages"]["Moved"] |= {
        "headers": {"type": "object", "properties": {"X-Turn": {"type": "integer"}}},
        "examples": [
            {"name": "first", "headers": {"X-Turn": 1}, "payload": {"nisCode": "11001"}},
            {"name": "second", "headers": {"X-Turn": 2}, "payload": {"nisCode": "11002"}},
        ],
    }
    compiled = compiled_of(document)

    sent = [compiled.message("Moved (addresses/moved)", seed=1, number=number) for number in range(3)]

    shown = [(dict(each.headers)["X-Turn"], json.loads(each.body)["nisCode"]) for each in sent if each is not None]
    assert shown == [("1", "11001"), ("2", "11002"), ("1", "11001")]


def test_an_address_is_filled_in_from_the_message() -> None:
    where = {"schema": {"type": "string"}, "location": "$message.payload#/nisCode"}
    compiled = compiled_of(version_2(subscribe={"message": REFERENCE}, parameters={"nisCode": where}))

    sent = compiled.message(compiled.messages[0].key, seed=3, number=0)

    assert sent is not None
    assert sent.url == f"addresses/{json.loads(sent.body)['nisCode']}/moved"


def test_generated_messages_satisfy_draft_7_and_are_the_same_for_the_same_seed_and_number() -> None:
    compiled = compiled_of(version_3(tell={"action": "send", **ON_MOVED}))
    key = compiled.messages[0].key

    first, again, next_one = (compiled.message(key, seed=5, number=number) for number in (0, 0, 1))

    assert first == again != next_one
    assert first is not None
    assert compiled.message_violations(key, first) == []
    assert isinstance(json.loads(first.body)["points"][0], int)


def test_the_answer_to_a_request_is_sent_after_it() -> None:
    reply = {"channel": {"$ref": "#/channels/answers"}}
    document = version_3(ask={"action": "receive", **ON_MOVED, "reply": reply})
    document["channels"]["answers"] = {"address": "answers", "messages": {"Done": {"payload": {"type": "object"}}}}

    messages = contract_of(document).messages

    assert [(each.name, each.address, each.operation) for each in messages] == [
        ("Done", "answers", "POST /addresses/moved")
    ]


def test_a_channel_without_operation_is_sent_on_and_the_author_is_told() -> None:
    report = report_of(version_3())

    assert report.contract is not None
    assert [each.name for each in report.contract.messages] == ["Moved"]
    assert [each.place for each in report.problems] == ["/channels/moved"]


@pytest.mark.parametrize(
    "written",
    [
        {"schemaFormat": "application/vnd.apache.avro;version=1.9.0", "payload": {"type": "record", "name": "x"}},
        {"payload": {"schemaFormat": "application/vnd.google.protobuf", "schema": "message X {}"}},
        {"schemaFormat": "application/schema+json;version=draft-04", "payload": {"type": "object"}},
    ],
)
def test_a_payload_in_another_language_is_refused_with_the_reason_and_its_place(written: dict[str, Any]) -> None:
    document = version_3(tell={"action": "send", **ON_MOVED})
    document["components"]["messages"]["Moved"] = written

    report = report_of(document)

    assert report.contract is None
    assert any("only JSON Schema" in each.message for each in report.problems)
    assert "/components/messages/Moved" in {each.place for each in report.problems}


def test_a_payload_that_names_json_schema_is_read() -> None:
    document = version_3(tell={"action": "send", **ON_MOVED})
    named = {"schemaFormat": "application/schema+json;version=draft-07", "schema": MOVED}
    document["components"]["messages"]["Moved"] = {"payload": named}
    compiled = compiled_of(document)

    sent = compiled.message(compiled.messages[0].key, seed=1, number=0)

    assert sent is not None
    assert json.loads(sent.body)["nisCode"].startswith("1")


def test_one_message_in_another_language_leaves_the_others_working() -> None:
    avro = {"name": "Binary", "schemaFormat": "application/vnd.apache.avro;version=1.9.0", "payload": {}}
    contract = contract_of(version_2(subscribe={"message": {"oneOf": [REFERENCE, avro]}}))

    assert {each.name: each.works for each in contract.messages} == {"Moved": True, "Binary": False}
    assert "avro" in contract.messages[1].why_not


def test_the_download_has_the_try_out_as_its_only_server() -> None:
    document = version_3(tell={"action": "send", **ON_MOVED})
    document["servers"] = {"real": {"host": "broker.example", "protocol": "kafka"}}
    document["channels"]["moved"]["servers"] = [{"$ref": "#/servers/real"}]

    file = json.loads(compiled_of(document).download(base_url="https://aalst.example/try/abc").content)

    assert [each["host"] for each in file["servers"].values()] == ["aalst.example"]
    assert "broker.example" not in json.dumps(file)
    assert read_contract(json.dumps(file).encode(), name="again").contract is not None


@pytest.mark.parametrize(("number", "is_kept"), [("85073003328", False), ("58671512347", True)])
def test_a_test_persona_is_nobody_real(number: str, *, is_kept: bool) -> None:
    document = version_2(publish={"message": REFERENCE})
    document[EXTENSION] = [{"key": "weduwe", "situation": "Verhuisde.", "values": {"insz": number}}]

    report = report_of(document)

    assert (report.contract is not None) is is_kept
    assert [problem.place for problem in report.problems] == ([] if is_kept else [f"/{EXTENSION}/0/values/insz"])
