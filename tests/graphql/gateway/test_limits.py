"""Hostile documents: each limit has a document just over it, refused with little looking, and one under it, served."""

from __future__ import annotations

from collections import Counter
from typing import Any, NoReturn

import pytest
from graphql.language.lexer import Lexer

from vlavirgem.graphql_requests import limits
from vlavirgem.graphql_requests.limits import (
    LEVELS_OF_INTROSPECTION,
    LIMITS,
    LONGEST_SOURCE,
    MOST_COMMENTS,
    MOST_DIGITS,
    MOST_OPERATIONS,
    MOST_TOKENS,
)
from vlavirgem_graphql.exchange.models import Agreement
from vlavirgem_graphql.gateway.negotiation import MOST_OBJECTS

SCALARS = """id uri title description additionalDescription exceptions regulation language type targetAudiences themes
    keywords productId concept status created modified validFrom"""


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many tokens were read, and how many selections were measured."""
    seen: Counter[str] = Counter()
    advance, measure = Lexer.advance, limits._Walk._selections

    def counted_advance(self: Any) -> Any:
        seen["tokens"] += 1
        return advance(self)

    def counted_measure(self: Any, *arguments: Any) -> Any:
        seen["selections"] += 1
        return measure(self, *arguments)

    monkeypatch.setattr(Lexer, "advance", counted_advance)
    monkeypatch.setattr(limits._Walk, "_selections", counted_measure)
    return seen


def limit_of(answer: dict[str, Any]) -> str | None:
    extensions = answer.get("errors", [{}])[0].get("extensions", {})
    limit: str | None = extensions.get("limit") if extensions.get("code") == "LIMIT_EXCEEDED" else None
    return limit


def aliases(count: int) -> str:
    return "{ " + " ".join(f"a{number}: __typename" for number in range(count)) + " }"


def in_offer(fields: str, *, first: str = "1") -> str:
    return f"{{ publicServices(first: {first}) {{ nodes {{ {fields} }} }} }}"


def in_nodes(fields: str, times: int) -> str:
    """One list, again and again: written out, in inline fragments and in a fragment."""
    spread = f"fragment Part on PublicServiceConnection {{ nodes {fields} }}"
    inline = f"... {{ nodes {fields} }} " * (times - 2)
    return f"{{ publicServices(first: 1) {{ nodes {fields} ...Part {inline} }} }} {spread}"


def introspection(levels: int) -> str:
    return "{ __schema { types { fields { type { " + "ofType { " * levels + "name" + " }" * levels + " } } } } }"


def nested(depth: int) -> str:
    inner = "__typename"
    for _ in range(depth):
        inner = f"... on Query {{ {inner} }}"
    return "{ " + inner + " }"


@pytest.mark.parametrize(
    ("document", "limit"),
    [
        ("{ " + "__typename " * (MOST_TOKENS + 1) + "}", "tokens"),
        ("# c\n" * (MOST_COMMENTS + 1) + "{ __typename }", "comments"),
        ("{ __typename }" + " " * LONGEST_SOURCE, "characters"),
        (aliases(LIMITS.root_fields + 1), "root_fields"),
        (in_offer(" ".join(f"t{number}: title" for number in range(LIMITS.aliases + 1))), "aliases"),
        ("{ " + "...on Query { __typename } " * (LIMITS.root_fields + 1) + "}", "root_fields"),
        (in_offer("title" + " @skip(if: false)" * (LIMITS.directives + 1)), "directives"),
        (in_offer(SCALARS + " requirements { title }", first="1000"), "cost"),
        (in_nodes("{ id } ", LIMITS.repeats + 1), "repeats"),
        (" ".join(f"query Q{number} {{ __typename }}" for number in range(MOST_OPERATIONS + 1)), "operations"),
        (introspection(LEVELS_OF_INTROSPECTION), "depth"),
    ],
)
def test_a_document_over_a_limit_is_refused_without_looking_at_more_than_that(
    api: Any, looked_at: Counter[str], document: str, limit: str
) -> None:
    assert limit_of(api.ask(document)) == limit
    assert looked_at["tokens"] <= MOST_TOKENS + 1
    assert looked_at["selections"] <= document.count("{")


def test_a_document_just_under_the_limits_is_served(api: Any, brugge_agreement: Agreement) -> None:
    fields = " ".join(f"t{number}: title" for number in range(LIMITS.aliases))
    assert "errors" not in api.ask(in_offer(fields))
    assert "errors" not in api.ask("{ " + "__typename " * LIMITS.root_fields + "}")
    assert "errors" not in api.ask(in_nodes("{ id } ", LIMITS.repeats))
    many = " ".join(f"query Q{number} {{ __typename }}" for number in range(MOST_OPERATIONS))
    answer = api.client.post(
        "/graphql",
        {"query": many, "operationName": "Q0"},
        content_type="application/json",
        headers={"authorization": f"Bearer {api.key}"},
    )
    assert answer.json()["data"] == {"__typename": "Query"}


def test_a_body_of_very_many_objects_is_refused_before_they_are_held_against_their_types(api: Any) -> None:
    query = "query Q($w: PublicServiceWhere) { publicServices(where: $w) { nodes { id } } }"
    many = {"or": [{"title": {"eq": "a"}}] * (MOST_OBJECTS // 2)}
    answer = api.post(query, {"w": many})
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (413, "BODY_TOO_LARGE")
    # And braces in a text are no objects
    assert api.post(query, {"w": {"title": {"eq": "{" * MOST_OBJECTS}}}).status_code == 200


def test_a_page_size_in_a_variable_counts_too(api: Any, brugge_agreement: Agreement) -> None:
    fields = f"{SCALARS} requirements {{ title }}"
    query = f"query($n: Int) {{ publicServices(first: $n) {{ nodes {{ {fields} }} }} }}"
    assert limit_of(api.ask(query, {"n": 1000})) == "cost"
    assert "errors" not in api.ask(query, {"n": 10})


EXPENSIVE = f"nodes {{ {SCALARS} requirements {{ title }} }}"


@pytest.mark.parametrize(
    ("document", "variables"),
    [
        ("query($n: Int = %s) { publicServices(first: $n) { %s } }", None),
        ("query($n: Int = %s) { publicServices(first: $n) { %s } }", {}),
        ("query($n: Int = %s) { publicServices(last: $n) { %s } }", {"other": 1}),
        ("query($n: Int, $m: Int = %s) { publicServices(first: $n, last: $m) { %s } }", {"n": None}),
        ("{ publicServices(first: null, last: %s) { %s } }", None),
        ("query($n: Int = %s) { ...F } fragment F on Query { publicServices(first: $n) { %s } }", None),
    ],
)
def test_a_page_size_counts_however_it_is_given(
    api: Any, brugge_agreement: Agreement, document: str, variables: dict[str, Any] | None
) -> None:
    assert limit_of(api.ask(document % (1000, EXPENSIVE), variables)) == "cost"
    assert "errors" not in api.ask(document % (10, EXPENSIVE), variables)


def test_a_variable_that_the_request_gives_counts_instead_of_its_default(api: Any, brugge_agreement: Agreement) -> None:
    query = f"query($n: Int = 1000) {{ publicServices(first: $n) {{ {EXPENSIVE} }} }}"
    assert "errors" not in api.ask(query, {"n": 10})
    assert "errors" not in api.ask(query, {"n": None})  # the default page


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_number_of_thousands_of_digits_is_refused_before_it_is_read(
    api: Any, brugge_agreement: Agreement, sign: str
) -> None:
    query = "{ publicServices(first: %s) { nodes { title } } }"
    assert limit_of(api.ask(query % (sign + "9" * 5_000))) == "digits"
    too_large = api.ask(query % (sign + "9" * (MOST_DIGITS - 1)))
    assert too_large["errors"][0]["extensions"]["code"] == "INVALID_DOCUMENT"
    assert "errors" not in api.ask(query % 9)


def test_a_count_costs_once_whatever_the_page_and_a_field_of_a_row_each_time(
    api: Any, brugge_agreement: Agreement
) -> None:
    query = "{ publicServices(first: %s) { totalCount ...P %s } } fragment P on PublicServiceConnection { %s }"
    assert api.ask(query % (1000, "nodes { title }", "pageInfo { endCursor }"))["data"]["publicServices"]["totalCount"]
    assert limit_of(api.ask(query % (1000, "", EXPENSIVE))) == "cost"
    assert "errors" not in api.ask(query % (10, "", EXPENSIVE))
    assert limit_of(api.ask(query % (1000, "", f"edges {{ {EXPENSIVE.replace('nodes', 'node')} }}"))) == "cost"


def test_fragments_that_double_at_each_step_are_measured_once_each(api: Any, looked_at: Counter[str]) -> None:
    parts = [f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(60)]
    document = "{ ...F0 } " + " ".join(parts) + " fragment F60 on Query { __typename }"
    assert limit_of(api.ask(document)) is not None
    assert looked_at["selections"] == document.count("{")


def test_fragments_in_a_circle_are_refused(api: Any) -> None:
    answer = api.ask("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }")
    assert answer["errors"][0]["extensions"]["code"] == "INVALID_DOCUMENT"


def test_fragments_in_a_circle_are_refused_before_any_rule_follows_their_spreads(
    api: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(*_given: object) -> NoReturn:
        raise AssertionError("a rule went round")

    circle = "".join(f" fragment F{each} on Query {{ ...F{(each + 1) % 40} }}" for each in range(40))
    monkeypatch.setattr("vlavirgem.graphql_requests.documents._broken", look)

    (error,) = api.ask("{ ...F0 }" + circle)["errors"]

    assert error["extensions"]["code"] == "INVALID_DOCUMENT"
    with pytest.raises(AssertionError):
        api.ask("{ ...F } fragment F on Query { __typename }")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("first: -1", "BAD_PAGE"),
        ("first: 1001", "BAD_PAGE"),
        ("first: 1, last: 1", "BAD_PAGE"),
        ('after: "x"', "BAD_CURSOR"),
        ('after: "MXx4fHk="', "BAD_CURSOR"),
        ('first: 2, before: "MQ=="', "BAD_PAGE"),
    ],
)
def test_a_page_that_cannot_be_read_is_refused(
    api: Any, brugge_agreement: Agreement, arguments: str, code: str
) -> None:
    answer = api.ask(f"{{ publicServices({arguments}) {{ nodes {{ title }} }} }}")
    assert answer["errors"][0]["extensions"]["code"] == code


@pytest.mark.parametrize("hostile", ["'); drop table exchange_record;--", "\\", "%_", '"', "$1", "🦄" * 50])
def test_what_a_client_sends_is_never_sql(api: Any, brugge_agreement: Agreement, hostile: str) -> None:
    query = (
        'query($w: String) { publicServices(where: {title: {contains: $w}, type: {in: ["x"]}}) { nodes { title } } }'
    )
    assert api.ask(query, {"w": hostile})["data"]["publicServices"]["nodes"] == []
    assert len(api.ask("{ publicServices { nodes { title } } }")["data"]["publicServices"]["nodes"]) == 7
