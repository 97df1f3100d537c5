"""Recorded calls become examples that answer the same calls; what does not fit, or may not be kept, is left out."""

from __future__ import annotations

import base64
import json
import tracemalloc
from typing import Any

import pytest
import yaml

from tests.sandbox.contracts.calling import DEMO_CONTRACTS, NOW, accepted
from tests.sandbox.contracts.recorded.recordings import BASE, GRANT, entry, har, postman, saved_example
from vlavirgem_sandbox.contracts.bodies import UNCHECKED
from vlavirgem_sandbox.contracts.compiled import CompiledContract
from vlavirgem_sandbox.contracts.dispatching import EXTENSION, RecordedAnswers
from vlavirgem_sandbox.contracts.limits import MAX_RECORDED_CALLS
from vlavirgem_sandbox.contracts.model import Answer, CallRequest, Contract
from vlavirgem_sandbox.contracts.recorded.adding import Added, with_recorded
from vlavirgem_sandbox.contracts.recorded.reading import read_recorded
from vlavirgem_sandbox.contracts.source_text import SourceRefused
from vlavirgem_sandbox.contracts.state import InMemoryStore

PREMIUM = "GET /maatregelen/{code}/premie"
REAL_NUMBER = "85.07.30-033.28"
TEST_NUMBER = "79450615983"
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N"


@pytest.fixture(scope="module")
def advice() -> Contract:
    """The demo's energy advice."""
    return accepted(yaml.safe_load((DEMO_CONTRACTS / "energieadvies.yaml").read_text()))


def added(contract: Contract, recording: bytes) -> Added:
    return with_recorded(contract.document, contract.servers, read_recorded(recording))


def answered(document: dict[str, Any], path: str, *query: tuple[str, str], prefer: str = "") -> Answer:
    """What a try-out of that contract answers to a GET."""
    compiled = CompiledContract(accepted(document).document)
    call = CallRequest(method="GET", path=path, query=list(query), headers=[("Prefer", prefer)] if prefer else [])
    match = compiled.match(call)
    assert not compiled.violations(match, call)
    return compiled.answer(match, call, store=InMemoryStore(), seed=3, now=NOW)


def names(document: dict[str, Any]) -> list[str]:
    content = document["paths"]["/maatregelen/{code}/premie"]["get"]["responses"]["200"]["content"]
    return list(content["application/json"].get("examples", {}))


@pytest.mark.parametrize(
    "recording",
    [har(entry()), postman(saved_example(), variables={"cat": "2", "baseUrl": BASE})],
    ids=["har", "postman"],
)
def test_the_same_call_gets_the_recorded_answer_and_another_call_does_not(advice: Contract, recording: bytes) -> None:
    found = added(advice, recording)
    other = {"form": "fixed", "amount": {"amount": 1.0, "currency": "EUR"}}
    two = added(advice, har(entry(), entry("/maatregelen/DAK/premie?incomeCategory=4", answer=other)))

    assert (found.kept, found.left_out, found.problems) == (1, 0, ())
    same = answered(found.document, "/maatregelen/MUUR/premie", ("incomeCategory", "2"))
    assert (json.loads(same.body), same.origin) == (GRANT, "example")
    assert json.loads(answered(two.document, "/maatregelen/DAK/premie", ("incomeCategory", "4")).body) == other
    assert json.loads(answered(two.document, "/maatregelen/MUUR/premie", ("incomeCategory", "2")).body) == GRANT


def test_a_recorded_error_answers_its_own_call_only(advice: Contract) -> None:
    gone = {"type": "about:blank", "title": "Weg", "status": 404}
    found = added(advice, har(entry("/maatregelen/ZON/premie?incomeCategory=1", answer=gone, status=404)))

    assert found.kept == 1
    assert answered(found.document, "/maatregelen/ZON/premie", ("incomeCategory", "1")).status == 404
    assert answered(found.document, "/maatregelen/ZON/premie", ("incomeCategory", "3")).status == 200


def test_a_named_example_is_picked_with_prefer(advice: Contract) -> None:
    found = added(advice, postman(saved_example("Muur: categorie 2"), variables={"cat": "2"}))
    call = ("/maatregelen/DAK/premie", ("incomeCategory", "4"))

    assert names(found.document) == ["muur-categorie-2"]
    assert json.loads(answered(found.document, *call, prefer="example=muur-categorie-2").body) == GRANT


def test_the_contracts_own_examples_stay_the_usual_ones(advice: Contract) -> None:
    one = [{"code": "ZON", "name": "Zonnepanelen", "part": "roof"}]
    found = added(advice, har(entry("/maatregelen?part=roof", answer=one)))

    assert len(json.loads(answered(found.document, "/maatregelen").body)) == 3
    assert json.loads(answered(found.document, "/maatregelen", ("part", "roof")).body) == one


def test_a_shared_answer_gets_the_example_in_one_operation_only(advice: Contract) -> None:
    wrong = {"type": "about:blank", "title": "Fout", "status": 400}
    found = added(advice, har(entry(answer=wrong, status=400)))

    shared = found.document["components"]["responses"]["BadRequest"]["content"]["application/problem+json"]
    assert list(shared["examples"]) == ["ongeldig"]
    assert answered(found.document, "/maatregelen/MUUR/premie", ("incomeCategory", "2")).status == 400


def test_the_same_call_twice_is_kept_once_and_the_contract_itself_is_untouched(advice: Contract) -> None:
    before = json.dumps(advice.document)

    found = added(advice, har(entry(), entry()))

    assert (found.kept, len(names(found.document))) == (1, 1)
    assert json.dumps(advice.document) == before
    assert added(accepted(found.document), har(entry())).kept == 0


def test_calls_are_found_under_any_base_path(advice: Contract) -> None:
    elsewhere = entry("https://acc.example/api/advies/v2/maatregelen/MUUR/premie?incomeCategory=2")

    assert added(advice, har(elsewhere)).kept == 1


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (entry("/bestaat/niet"), "no such path"),
        (entry(method="DELETE"), "not with method DELETE"),
        (entry("/maatregelen/MUUR/premie?incomeCategory=9"), "incomeCategory"),
        (entry("/maatregelen/muur1/premie?incomeCategory=2"), "code"),
        (entry(answer={"form": "fixed"}), "The answer"),
        (entry(answer="{"), "The answer"),
        (entry(status=418), "418"),
        (entry(status=0), "broken off"),
        (entry(answer="<p>", kind="text/html"), "text/html"),
        (entry("/berekeningen", method="POST", body={"type": "kasteel"}), "The call"),
        ({"request": {}, "response": 3}, "no call"),
    ],
)
def test_what_does_not_fit_is_named_with_the_reason_and_the_rest_is_kept(
    advice: Contract, wrong: dict[str, Any], why: str
) -> None:
    found = added(advice, har(wrong, entry()))

    assert (found.kept, found.left_out) == (1, 1)
    assert why in found.problems[0].message
    assert found.problems[0].place == "entry 1"


def test_a_name_that_no_page_can_show_is_named_without_it(advice: Contract) -> None:
    found = added(advice, postman(saved_example("Muur\ud800\x00"), saved_example("Dak")))

    assert [problem.message.partition("”")[0] for problem in found.problems] == [
        "The recorded call “Muur?",
        "The recorded call “Dak",
    ]


def test_a_variable_without_a_value_is_said(advice: Contract) -> None:
    found = added(advice, postman(saved_example()))

    assert "“cat”" in found.problems[0].message
    assert added(advice, postman(saved_example(), variables={"cat": "2"})).kept == 1


def with_note(text: str) -> dict[str, Any]:
    """An answer in which a text stands that its schema says nothing of."""
    return entry(answer={**GRANT, "note": text})


@pytest.mark.parametrize(
    ("private", "shown"),
    [
        (with_note(REAL_NUMBER), REAL_NUMBER),
        (entry(f"/maatregelen/MUUR/premie?incomeCategory=2&insz={REAL_NUMBER}"), REAL_NUMBER),
        (entry(f"/dossier/{REAL_NUMBER}"), REAL_NUMBER),
        (with_note(TOKEN), TOKEN),
        (entry(f"/maatregelen/{TOKEN}/premie?incomeCategory=2"), TOKEN),
        (entry(answer={**GRANT, "access_token": "geheim-geheim"}), "geheim-geheim"),
        (
            entry(answer={**GRANT, "echo": "k-123456789012"}, request_headers=[("X-Api-Key", "k-123456789012")]),
            "k-1234",
        ),
    ],
)
def test_a_call_with_a_real_number_or_a_secret_is_left_out_and_quoted_nowhere(
    advice: Contract, private: dict[str, Any], shown: str
) -> None:
    found = added(advice, har(private, entry()))

    assert (found.kept, found.left_out) == (1, 1)
    assert shown not in json.dumps([found.document, [str(problem) for problem in found.problems]])


def test_a_test_number_and_an_ordinary_text_are_kept(advice: Contract) -> None:
    found = added(advice, har(with_note(TEST_NUMBER), with_note("token is geen veld hier")))

    assert (found.kept, found.problems) == (2, ())  # the same call: one answers it, the other is a further example
    assert len(names(found.document)) == 2
    assert TEST_NUMBER in json.dumps(found.document)


def test_headers_cookies_and_keys_in_the_address_are_never_kept(advice: Contract) -> None:
    sent = [("Authorization", "Bearer abcdefghijklmnopqrstuvwxyz"), ("Cookie", "JSESSIONID=qwertyuiopasdf")]
    found = added(
        advice, har(entry("/maatregelen/MUUR/premie?incomeCategory=2&api_key=zeergeheimesleutel", request_headers=sent))
    )

    assert found.kept == 1
    for secret in ("abcdefghijkl", "qwertyuiop", "zeergeheime"):
        assert secret not in json.dumps(found.document)
    same = answered(found.document, "/maatregelen/MUUR/premie", ("incomeCategory", "2"))
    assert json.loads(same.body) == GRANT


def test_a_key_that_only_the_contract_knows_the_name_of_tells_no_calls_apart(advice: Contract) -> None:
    scheme = {"type": "apiKey", "in": "query", "name": "Sleutelwoord"}
    components = {**advice.document["components"], "securitySchemes": {"woord": scheme}}
    with_key = accepted({**advice.document, "components": components})
    other = {"form": "fixed", "amount": {"amount": 1.0, "currency": "EUR"}}
    wall, roof = (f"/maatregelen/{each}/premie?incomeCategory=2&sleutelwoord=zeergeheim" for each in ("MUUR", "DAK"))

    found = added(with_key, har(entry(wall), entry(roof, answer=other)))

    assert "zeergeheim" not in json.dumps(found.document)
    query = (("incomeCategory", "2"), ("sleutelwoord", "ander"))
    assert json.loads(answered(found.document, "/maatregelen/MUUR/premie", *query).body) == GRANT
    assert json.loads(answered(found.document, "/maatregelen/DAK/premie", *query).body) == other


def test_examples_in_a_form_that_openapi_does_not_know_give_way(small: dict[str, Any]) -> None:
    small["paths"]["/dingen"]["get"]["responses"]["200"]["content"]["application/json"]["examples"] = [{"a": 1}]

    found = added(accepted(small), har(entry("/dingen", answer={"naam": "a"})))

    assert found.kept == 1


def test_an_answer_in_base64_is_read(advice: Contract) -> None:
    coded, broken = entry(), entry()
    coded["response"]["content"] |= {
        "text": base64.b64encode(json.dumps(GRANT).encode()).decode(),
        "encoding": "base64",
    }
    broken["response"]["content"] |= {"text": "geen base64!", "encoding": "base64"}

    found = added(advice, har(coded, broken))

    assert (found.kept, found.left_out) == (1, 1)


def test_a_body_tells_recorded_calls_apart(advice: Contract) -> None:
    operation = {EXTENSION: [{"status": 200, "path": {}, "query": [], "body": {"b": 1, "a": 2}, "example": "x"}]}
    recorded = RecordedAnswers(operation)

    found = recorded.for_call({}, [], {"a": 2, "b": 1})

    assert found is not None
    assert found.example == "x"
    assert recorded.for_call({}, [], {"a": 3}) is None


def test_what_an_author_wrote_by_hand_in_the_wrong_form_is_passed_over(small: dict[str, Any]) -> None:
    good = {"status": 200, "path": {}, "query": [], "example": "goed"}
    wrong = [None, 3, {}, {**good, "path": []}, {**good, "query": [1]}, {**good, "status": "x"}]
    small["paths"]["/dingen"]["get"][EXTENSION] = wrong
    assert accepted(small).operations[0].works

    assert RecordedAnswers({EXTENSION: wrong}).for_call({}, [], UNCHECKED) is None
    assert RecordedAnswers({EXTENSION: "x"}).for_call({}, [], UNCHECKED) is None
    assert RecordedAnswers({EXTENSION: [*wrong, good]}).for_call({}, [], UNCHECKED) is not None


HOSTILE = {
    "fifty megabytes": (b" " * 50_000_000, "50.0 MB"),
    "not JSON": (b"<har/>", "not JSON"),
    "not text": (b"\xff\xfe\x00har", "not JSON"),
    "empty": (b"", "not JSON"),
    "aliases of YAML": (b"a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]", "not JSON"),
    "deep": (b'{"log":{"entries":' + b"[" * 150_000 + b"]" * 150_000 + b"}}", "deep"),
    "many values": (b'{"log":{"entries":[' + b"1," * 1_000_000 + b"1]}}", "values"),
    "a list": (b"[]", "neither"),
    "a contract": (b'{"openapi": "3.1.0"}', "contract"),
    "Postman 1": (b'{"requests": []}', "version 1"),
    "no calls": (har(), "no call"),
    "entries that are none": (b'{"log": {"entries": [1, null, "x"]}}', "no call"),
    "too many calls": (har(*[{}] * (MAX_RECORDED_CALLS + 1)), "more than"),
}


@pytest.mark.parametrize(("data", "why"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_or_wrong_file_is_refused_in_words_and_little_memory(data: bytes, why: str) -> None:
    tracemalloc.start()
    with pytest.raises(SourceRefused) as refused:
        read_recorded(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert why in refused.value.problem.message
    assert refused.value.problem.remedy
    assert peak < 100_000_000


def test_a_call_that_is_too_deep_or_cannot_be_kept_is_left_out(advice: Contract) -> None:
    deep = '{"a":' * 60 + "1" + "}" * 60
    folders: dict[str, Any] = {"name": "x", "response": [saved_example()]}
    for _level in range(200):
        folders = {"name": "x", "item": [folders]}
    nested = {"info": {}, "item": [folders], "variable": [{"key": "cat", "value": "2"}]}

    found = added(advice, har(entry(answer=deep), with_note("\x00"), with_note("\ud800"), entry()))

    assert (found.kept, found.left_out) == (1, 3)
    assert added(advice, json.dumps(nested).encode()).kept == 1
