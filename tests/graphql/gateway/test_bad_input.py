"""What is forged, replayed, broken or late gets an error with a code and the id that the log has; never a 5xx."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import pytest
from django.test import Client
from graphql_relay import to_global_id
from psycopg.errors import FeatureNotSupported

from tests.graphql.gateway.conftest import Api, act, agree
from vlavirgem.settings.logs import request_id
from vlavirgem_graphql.exchange.models import Agreement, Offer, Verb
from vlavirgem_graphql.gateway.models import GatewayKey, TrustedDocument
from vlavirgem_graphql.gateway.services import make_key, revoke_key
from vlavirgem_graphql.gateway.trusted_documents import digest_of_document, trust_document
from vlavirgem_graphql.schema.root import gateway_schema
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope
from vlavirgem_tenants.wall.owner import owner_session

NOBODYS = "00000000-0000-4000-8000-000000000000"
RECORDS = "{ publicServices { nodes { title } } }"


def code_of(response: Any, path: list[Any] | None = None) -> str:
    """The code of the first error, of an answer that is as every refusal has to be."""
    assert response.status_code < 500
    body = response.json()
    error = body["errors"][0]
    said = error["extensions"]
    assert re.fullmatch("[0-9a-f]{16}", said["id"])
    assert said["id"] == response.headers["X-Request-Id"]
    assert said["code"] != "INTERNAL_ERROR"
    assert "Traceback" not in response.content.decode()
    if path is not None:
        assert error["path"] == path
    code: str = said["code"]
    return code


def b64(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


MOMENT = "2026-01-01T00:00:00+00:00"
FORGED_CURSORS = [
    "",
    " ",
    "x",
    "MQ==",
    "====",
    "é",
    "\u0000",
    b64(""),
    b64("1"),
    b64("1|"),
    b64("1||"),
    b64("|||"),
    b64(b"\xff\xfe"),
    b64(f"2|{MOMENT}|{NOBODYS}"),
    b64(f"1|{MOMENT}"),
    b64(f"1|{MOMENT}|{NOBODYS}|{NOBODYS}"),
    b64(f"1|{MOMENT}|x"),
    b64(f"1|yesterday|{NOBODYS}"),
    b64(f"1|infinity|{NOBODYS}"),
    b64(f"1|2026-02-30T00:00:00+00:00|{NOBODYS}"),
    b64(f"1|2026-W01-1|{NOBODYS}"),
    b64(f"1|{MOMENT}|urn:uuid:{NOBODYS}"),
    b64(f"1|{MOMENT}|{{{NOBODYS}}}x"),
    b64(f"1|{MOMENT}'; drop table exchange_offer; --|{NOBODYS}"),
    b64(f"1|{MOMENT}\u0000|{NOBODYS}"),
    b64(f"1|{MOMENT}|{NOBODYS}")[:-3],
    b64("1|" + "9" * 5_000 + f"|{NOBODYS}"),
]


@pytest.mark.parametrize(
    ("condition", "value"),
    [
        ('validFrom: { gt: "2026-13-45" }', '"2026-13-45"'),
        ("validFrom: { gt: 5 }", "5"),
        ('or: [{ validFrom: { gt: "2026-01-01" } }, { validFrom: { lt: "x" } }]', '"x"'),
    ],
)
def test_a_value_that_its_scalar_refuses_has_a_place(api: Api, condition: str, value: str) -> None:
    document = f"{{ publicServices(where: {{ {condition} }}) {{ nodes {{ id }} }} }}"
    response = api.post(document)
    assert code_of(response) == "INVALID_DOCUMENT"
    assert response.json()["errors"][0]["locations"] == [{"line": 1, "column": document.index(value) + 1}]


@pytest.mark.parametrize("cursor", FORGED_CURSORS)
def test_a_forged_cursor_is_refused(api: Api, cursor: str) -> None:
    query = "query($c: String) { offers(first: 5, after: $c) { nodes { title } } }"
    assert code_of(api.post(query, {"c": cursor})) in {"BAD_CURSOR", "BAD_VALUE"}


def test_a_cursor_that_fits_is_read_whoever_made_it(api: Api, brugge_offer: Offer) -> None:
    query = "query($c: String) { offers(first: 5, after: $c) { nodes { title } } }"
    after = b64(f"1|2199-01-01T00:00:00+00:00|{NOBODYS}")
    assert len(api.ask(query, {"c": after})["data"]["offers"]["nodes"]) == 1


FORGED_IDS = [
    "",
    "x",
    "é",
    "\u0000",
    "====",
    b64("Offer"),
    b64("Offer:"),
    b64("Offer:x"),
    b64("Offer:1"),
    b64(f"Offer:{NOBODYS}:x"),
    b64("Offer:'; drop table exchange_offer; --"),
    b64(f"Nothing:{NOBODYS}"),
    b64(f"__Schema:{NOBODYS}"),
    b64(f"GatewayKey:{NOBODYS}"),
    b64(f"Query:{NOBODYS}"),
    b64(f":{NOBODYS}"),
    b64(b"\xff:\xff"),
    NOBODYS,
    b64(f"offer:{NOBODYS}"),
]


@pytest.mark.parametrize("forged", FORGED_IDS)
def test_a_forged_id_is_refused_by_reads_and_writes(writer: Api, forged: str) -> None:
    read = writer.post("query($i: ID!) { node(id: $i) { id } }", {"i": forged})
    assert code_of(read, ["node"]) == "BAD_ID"
    written = writer.post("mutation($i: ID!) { refreshOffer(offer: $i) { written } }", {"i": forged})
    assert code_of(written, ["refreshOffer"]) == "BAD_ID"
    assert written.json()["data"] is None


@pytest.mark.parametrize(
    ("act_name", "of_type"),
    [
        ('refreshOffer(offer: "%s") { written }', "Offer"),
        ('withdrawOffer(offer: "%s", reason: "x") { offer { id } }', "Offer"),
        ('publishDataset(dataset: "%s", title: "x", fields: []) { written }', "Dataset"),
        ('removeRecords(dataset: "%s", records: []) { dataset { id } }', "Dataset"),
        ('writeMandates(dataset: "%s", records: []) { records { id } }', "Dataset"),
        ('resetTryout(tryout: "%s") { forgotten }', "TryOut"),
        ('openTryout(version: "%s") { id }', "ServiceVersion"),
        ('withdrawProposal(agreement: "%s", reason: "x") { agreement { id } }', "Agreement"),
    ],
)
def test_an_id_of_nothing_or_of_another_type_is_refused(writer: Api, act_name: str, of_type: str) -> None:
    name = act_name.partition("(")[0]
    absent = writer.post(f"mutation {{ {act_name % to_global_id(of_type, NOBODYS)} }}")
    assert code_of(absent, [name]) == "NOT_FOUND"
    assert absent.json()["errors"][0]["extensions"]["remedy"]
    other = writer.post(f"mutation {{ {act_name % to_global_id('PublicService', NOBODYS)} }}")
    assert code_of(other, [name]) == "BAD_ID"


def test_what_another_organisation_has_cannot_be_written(
    writer: Api, brugge: Tenant, api_for: Any, brugge_offer: Offer
) -> None:
    # Given an offer of Brugge, which Aalst sees
    offer = to_global_id("Offer", str(brugge_offer.pk))
    assert writer.ask("query($i: ID!) { node(id: $i) { id } }", {"i": offer})["data"]["node"]["id"] == offer
    # Then Aalst cannot withdraw it, and Brugge can
    withdraw = 'mutation($i: ID!) { withdrawOffer(offer: $i, reason: "Klaar") { offer { id } } }'
    assert code_of(writer.post(withdraw, {"i": offer}), ["withdrawOffer"]) == "NOT_FOUND"
    done = api_for(brugge, scopes=("publish",)).ask(withdraw, {"i": offer})
    assert done["data"]["withdrawOffer"]["offer"]["id"] == offer


@pytest.mark.parametrize(
    "change",
    [
        lambda key: key[:-1],
        lambda key: key + "A",
        lambda key: key.upper(),
        lambda key: key.swapcase(),
        lambda key: key.replace("vvg_", "vvt_"),
        lambda key: key.replace("vvg_", ""),
        lambda key: "vvg_" + "A" * 43,
        lambda key: "vvg_",
        lambda key: key[:20] + "\u00a0" + key[20:],
        lambda key: f"{key}, {key}",
        lambda key: key * 300,
    ],
)
def test_a_key_that_was_tampered_with_is_refused(api: Api, change: Any) -> None:
    response = api.post("{ __typename }", None, authorization=f"Bearer {change(api.key)}".encode().decode("latin-1"))
    assert (response.status_code, code_of(response) in {"UNKNOWN_KEY", "TRYOUT_KEY"}) == (401, True)
    assert api.post("{ __typename }").status_code == 200


def test_a_key_is_refused_at_every_other_organisation_and_once_revoked(
    api: Api, aalst: Tenant, brugge: Tenant, genk: Tenant
) -> None:
    for other in (brugge, genk):
        response = Api(Client(HTTP_HOST=other.host), api.key).post("{ __typename }")
        assert (response.status_code, code_of(response)) == (401, "UNKNOWN_KEY")
    assert api.post("{ __typename }").status_code == 200
    with tenant_scope(aalst):
        revoke_key(actor=Actor.system(aalst), key=GatewayKey.objects.get())
    assert code_of(api.post("{ __typename }")) == "REVOKED_KEY"


@pytest.mark.parametrize(
    "moment",
    ["", "now", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-01-01T25:00:00Z", "x" * 200, "\u0000"],
)
def test_a_moment_that_is_none_is_refused(api: Api, brugge_agreement: Agreement, moment: str) -> None:
    query = "query($m: DateTime) { publicServices(where: {updatedAt: {gte: $m}}) { nodes { title } } }"
    assert code_of(api.post(query, {"m": moment})) in {"INVALID_REQUEST", "BAD_VALUE"}


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-01-01T00:00:00+14:00"])
def test_a_moment_of_a_clock_far_off_is_only_a_moment(api: Api, brugge_agreement: Agreement, moment: str) -> None:
    query = "query($m: DateTime) { publicServices(where: {updatedAt: {gte: $m}}) { nodes { title } } }"
    assert "errors" not in api.ask(query, {"m": moment})


@pytest.mark.parametrize(("begins_in_days", "reads"), [(1, False), (-20, True)])
def test_an_agreement_counts_by_the_clock_of_the_database(
    api: Api, aalst: Tenant, brugge_offer: Offer, begins_in_days: int, reads: bool
) -> None:
    # Given an agreement of thirty days, and a client whose clock is far off
    agree(aalst, brugge_offer, begins_in_days=begins_in_days)
    answer = api.post(RECORDS, None, date="Thu, 01 Jan 2099 00:00:00 GMT")
    # Then it counts while those days last
    if reads:
        assert len(answer.json()["data"]["publicServices"]["nodes"]) == 7
    else:
        assert code_of(answer, ["publicServices"]) == "AGREEMENT_REQUIRED"


@pytest.mark.parametrize(
    ("acts", "reads"),
    [
        ((), False),
        (("consumer signs",), False),
        (("provider signs",), False),
        (("consumer signs", "provider signs"), True),
        (("provider signs", "consumer signs"), True),
        (("consumer signs", "provider refuses"), False),
        (("consumer withdraws",), False),
        (("consumer signs", "provider signs", "provider pauses"), False),
        (("consumer signs", "provider signs", "consumer revokes"), False),
    ],
)
def test_a_half_signed_agreement_lets_nothing_be_read(
    api: Api, aalst: Tenant, brugge: Tenant, proposed: Agreement, acts: tuple[str, ...], reads: bool
) -> None:
    verbs = {
        "signs": Verb.SIGNED,
        "refuses": Verb.REFUSED,
        "withdraws": Verb.WITHDRAWN,
        "pauses": Verb.PAUSED,
        "revokes": Verb.REVOKED,
    }
    for done in acts:
        who, verb = done.split()
        act(aalst if who == "consumer" else brugge, proposed, verbs[verb])
    answer = api.post(RECORDS)
    if reads:
        assert len(answer.json()["data"]["publicServices"]["nodes"]) == 3
    else:
        assert code_of(answer, ["publicServices"]) == "AGREEMENT_REQUIRED"


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        (None, "INVALID_REQUEST"),
        ({}, "INVALID_REQUEST"),
        ({"t": None}, "INVALID_REQUEST"),
        ({"t": 5}, "INVALID_REQUEST"),
        ({"t": ["x"]}, "INVALID_REQUEST"),
        ({"t": {"x": 1}}, "INVALID_REQUEST"),
        ({"t": True}, "INVALID_REQUEST"),
        ({"t": ""}, "INVALID_VALUE"),
        ({"t": "x" * 10_000}, "INVALID_VALUE"),
        ({"t": "a\u0000b"}, "BAD_VALUE"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(writer: Api, variables: dict[str, Any] | None, code: str) -> None:
    query = 'mutation($t: String!) { openDataset(kind: "association", title: $t) { dataset { id } } }'
    assert code_of(writer.post(query, variables)) == code
    assert "errors" not in writer.ask(query, {"t": "Goed"})


@pytest.mark.parametrize(
    "record",
    [
        {},
        None,
        "x",
        {"uri": "https://a.example/1"},
        {"uri": "https://a.example/1", "name": None},
        {"uri": "https://a.example/1", "name": ["x"]},
        {"uri": "https://a.example/1", "name": "x", "nope": 1},
        {"uri": "https://a.example/1", "name": "x", "__proto__": {}},
        {"uri": "https://a.example/1", "name": "x", "contactPoints": "x"},
        {"uri": "https://a.example/1", "name": "x", "contactPoints": [None]},
        {"uri": "https://a.example/1", "name": "x", "contactPoints": [{"nope": 1}]},
        {"uri": "https://a.example/\u0000", "name": "x"},
        {"uri": "https://a.example/ 1", "name": "x"},
        {"uri": "data:text/html,x", "name": "x"},
        {"uri": "x" * 5_000, "name": "x"},
        {"uri": 1, "name": "x"},
    ],
)
def test_a_record_that_is_none_is_refused_and_nothing_is_stored(writer: Api, record: Any) -> None:
    made = writer.ask('mutation { openDataset(kind: "association", title: "V") { dataset { id } } }')
    dataset = made["data"]["openDataset"]["dataset"]["id"]
    query = "mutation($d: ID!, $r: [AssociationWrite!]!) { writeAssociations(dataset: $d, records: $r) { __typename } }"
    refused = writer.post(query, {"d": dataset, "r": [{"record": record}]})
    assert code_of(refused) in {"INVALID_REQUEST", "RECORD_REFUSED", "BAD_VALUE"}
    count = writer.ask("{ datasets { nodes { recordCount } } }")["data"]["datasets"]["nodes"][0]["recordCount"]
    assert count == 0


@pytest.mark.parametrize(
    "document",
    [
        "mutation { nope }",
        "mutation { openDataset }",
        "mutation { openDataset { dataset { id } } }",
        'mutation { openDataset(kind: "x", title: "x", more: 1) { dataset { id } } }',
        'mutation { openDataset(kind: ["x"], title: {}) { dataset { id } } }',
        "mutation { __typename @skip }",
        "mutation { __schema { types { name } } }",
        "subscription { nope }",
        "mutation M { a: __typename } mutation M { b: __typename }",
        "mutation { ...F } fragment F on Query { __typename }",
        "mutation {" + " ".join(f"a{n}: __typename" for n in range(6)) + "}",
        "mutation($a: Nope) { __typename }",
        "fragment F on Mutation { __typename }",
    ],
)
def test_a_mutation_that_is_none_is_refused(writer: Api, document: str) -> None:
    assert code_of(writer.post(document)) in {"INVALID_DOCUMENT", "INVALID_REQUEST", "LIMIT_EXCEEDED", "SYNTAX_ERROR"}


def test_a_kind_that_nobody_declared_is_refused_with_those_there_are(writer: Api) -> None:
    refused = writer.post('mutation { openDataset(kind: "nope", title: "x") { dataset { id } } }')
    assert code_of(refused, ["openDataset"]) == "UNKNOWN_KIND"
    said = refused.json()["errors"][0]["extensions"]
    assert (said["field"], "association" in said["remedy"]) == ("kind", True)


def test_a_trusted_document_that_the_schema_no_longer_has_is_refused_and_not_run(api: Api, aalst: Tenant) -> None:
    # Given a trusted document, and a schema that lost a field of it since
    with tenant_scope(aalst):
        key = GatewayKey.objects.get()
        actor = Actor.system(aalst)
        trust_document(actor=actor, key=key, text="{ __typename }", schema=gateway_schema().graphql)
        gone = "{ offers { nodes { gone } } }"
        TrustedDocument.objects.update(text=gone, digest=digest_of_document(gone))
    sent = api.client.post(
        "/graphql",
        json.dumps({"documentId": f"sha256:{digest_of_document(gone)}"}),
        content_type="application/json",
        headers={"authorization": f"Bearer {api.key}"},
    )
    assert code_of(sent) == "INVALID_DOCUMENT"


def test_a_table_that_changes_under_a_query_is_told_of_and_the_next_one_is_answered(own_database: str) -> None:
    # Given a program that asked already, so that its statement is prepared
    del own_database
    from vlavirgem_tenants.directory.finding import find_tenant

    aalst = find_tenant("aalst")
    with tenant_scope(aalst):
        _key, text = make_key(actor=Actor.system(aalst), label="proef")
    api = Api(Client(HTTP_HOST=aalst.host), text)
    query = "{ offers { nodes { title } } }"
    assert "errors" not in api.ask(query)
    # When a migration changes a column of the table
    with owner_session() as owner:
        owner.execute("alter table public.exchange_offer alter column title type varchar(400)")
    # Then it may be refused once, as a change of the schema, and is answered after that
    first = api.post(query)
    if "errors" in first.json():
        assert code_of(first) == "SCHEMA_CHANGED"
    assert "errors" not in api.ask(query)


def test_a_plan_that_the_database_threw_away_is_told_of(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def changed(*_arguments: Any, **_settings: Any) -> Any:
        raise FeatureNotSupported("cached plan must not change result type")

    monkeypatch.setattr("vlavirgem_graphql.gateway.compiler.plan.run_statement", changed)
    refused = api.post("{ offers { nodes { title } } }")
    assert code_of(refused, ["offers"]) == "SCHEMA_CHANGED"
    monkeypatch.undo()
    assert "errors" not in api.ask("{ offers { nodes { title } } }")


def test_the_id_of_an_error_is_the_one_that_the_log_has(api: Api) -> None:
    response = api.post("{ nope }")
    assert code_of(response) == "INVALID_DOCUMENT"
    assert request_id.get() == response.headers["X-Request-Id"]
