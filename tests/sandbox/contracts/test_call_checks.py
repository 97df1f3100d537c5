"""What a call may look like: parameters in every usual style, bodies of every usual type, all violations at once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.contracts.calling import Caller, accepted


def _contract(parameters: list[dict[str, Any]], path: str = "/x", **operation: Any) -> Caller:
    answers = {"200": {"description": "ok"}}
    return Caller(
        accepted(
            {
                "openapi": "3.1.0",
                "info": {"title": "t", "version": "1"},
                "paths": {path: {"post": {"parameters": parameters, "responses": answers, **operation}}},
            }
        )
    )


def _body(content: dict[str, Any], **more: Any) -> Caller:
    return _contract([], requestBody={"content": content, **more})


def _query(schema: dict[str, Any], **more: Any) -> Caller:
    return _contract([{"name": "p", "in": "query", "schema": schema, **more}])


NUMBERS = {"type": "array", "items": {"type": "integer"}, "maxItems": 3}
POINT = {"type": "object", "properties": {"x": {"type": "integer"}, "y": {"type": "integer"}}, "required": ["x"]}


@pytest.mark.parametrize(
    ("schema", "style", "good", "bad"),
    [
        ({"type": "integer"}, {}, [("p", "12")], [("p", "twelve")]),
        ({"type": "number"}, {}, [("p", "-1.5e3")], [("p", "1,5")]),
        ({"type": "boolean"}, {}, [("p", "true")], [("p", "ja")]),
        ({"type": "string", "format": "date"}, {}, [("p", "2026-11-21")], [("p", "21/11/2026")]),
        ({"enum": [1, 2]}, {}, [("p", "2")], [("p", "3")]),
        ({"type": "string", "pattern": "^[0-9]{2}$"}, {}, [("p", "12")], [("p", "123")]),
        (NUMBERS, {}, [("p", "1"), ("p", "2")], [("p", "1"), ("p", "b")]),
        (NUMBERS, {"explode": False}, [("p", "1,2,3")], [("p", "1,2,3,4")]),
        (NUMBERS, {"style": "pipeDelimited", "explode": False}, [("p", "1|2")], [("p", "1|b")]),
        (NUMBERS, {"style": "spaceDelimited", "explode": False}, [("p", "1 2")], [("p", "1 b")]),
        (POINT, {"style": "deepObject", "explode": True}, [("p[x]", "1")], [("p[x]", "een")]),
        (POINT, {}, [("x", "1"), ("y", "2")], [("y", "2")]),
        (POINT, {"explode": False}, [("p", "x,1,y,2")], [("p", "x,1,y")]),
    ],
)
def test_a_query_parameter_is_read_in_its_style(
    schema: dict[str, Any], style: dict[str, Any], good: list[tuple[str, str]], bad: list[tuple[str, str]]
) -> None:
    caller = _query(schema, **style)

    assert caller.violations("POST", "/x", query=good) == []
    violations = caller.violations("POST", "/x", query=bad)
    assert violations
    assert {violation.place for violation in violations} == {"query"}


def test_a_parameter_that_holds_json_is_parsed() -> None:
    caller = _contract([{"name": "p", "in": "query", "content": {"application/json": {"schema": POINT}}}])

    assert caller.violations("POST", "/x", query=[("p", '{"x": 1}')]) == []
    assert caller.violations("POST", "/x", query=[("p", '{"y": 1}')])[0].pointer == "p"
    assert caller.violations("POST", "/x", query=[("p", "{")])[0].place == "query"


def test_a_path_parameter_is_checked_after_decoding() -> None:
    parameter = {"name": "n", "in": "path", "required": True, "schema": {"type": "string", "maxLength": 3}}
    caller = _contract([parameter], path="/x/{n}")

    assert caller.violations("POST", "/x/a%20b") == []
    assert [(v.place, v.pointer) for v in caller.violations("POST", "/x/abcd")] == [("path", "n")]


def test_required_headers_and_cookies_are_missed_and_accepted() -> None:
    caller = _contract(
        [
            {"name": "X-Bron", "in": "header", "required": True, "schema": {"type": "string"}},
            {"name": "sessie", "in": "cookie", "required": True, "schema": {"type": "integer"}},
        ]
    )

    missing = [(violation.place, violation.pointer) for violation in caller.violations("POST", "/x")]

    assert missing == [("header", "X-Bron"), ("cookie", "sessie")]
    assert caller.violations("POST", "/x", x_bron="loket", Cookie="ander=1; sessie=12") == []


def test_headers_that_http_describes_itself_are_no_parameters() -> None:
    caller = _contract([{"name": "Authorization", "in": "header", "required": True, "schema": {"type": "string"}}])

    assert caller.violations("POST", "/x") == []


def test_a_parameter_of_the_operation_replaces_that_of_its_path() -> None:
    def parameter(kind: str) -> dict[str, Any]:
        return {"name": "p", "in": "query", "required": True, "schema": {"type": kind}}

    caller = Caller(
        accepted(
            {
                "openapi": "3.1.0",
                "info": {"title": "t", "version": "1"},
                "paths": {
                    "/x": {
                        "parameters": [parameter("integer")],
                        "get": {"responses": {"200": {"description": "ok"}}},
                        "put": {"parameters": [parameter("string")], "responses": {"200": {"description": "ok"}}},
                    }
                },
            }
        )
    )

    assert caller.violations("PUT", "/x", query=[("p", "a")]) == []
    assert caller.violations("GET", "/x", query=[("p", "a")]) != []


def test_all_violations_of_a_call_are_named_with_their_place_and_rule() -> None:
    schema = {
        "type": "object",
        "required": ["naam", "jaar"],
        "properties": {"jaar": {"type": "integer", "minimum": 1900}, "soort": {"enum": ["a", "b"]}},
        "additionalProperties": False,
    }
    caller = _contract(
        [{"name": "n", "in": "query", "required": True, "schema": {"type": "integer"}}],
        requestBody={"required": True, "content": {"application/json": {"schema": schema}}},
    )

    violations = caller.violations("POST", "/x", {"jaar": 1800, "soort": "c", "extra": 1})

    base = "/paths/~1x/post/requestBody/content/application~1json/schema"
    assert {(violation.place, violation.pointer, violation.rule) for violation in violations} == {
        ("query", "n", "/paths/~1x/post/parameters/0/required"),
        ("body", "", f"{base}/required"),
        ("body", "", f"{base}/additionalProperties"),
        ("body", "/jaar", f"{base}/properties/jaar/minimum"),
        ("body", "/soort", f"{base}/properties/soort/enum"),
    }


def test_a_rule_behind_a_reference_is_named_where_it_stands() -> None:
    document = accepted(
        {
            "openapi": "3.0.3",
            "info": {"title": "t", "version": "1"},
            "paths": {
                "/x": {
                    "post": {
                        "requestBody": {"$ref": "#/components/requestBodies/B"},
                        "responses": {"200": {"description": "ok"}},
                    }
                }
            },
            "components": {
                "requestBodies": {
                    "B": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/S"}}}}
                },
                "schemas": {"S": {"type": "object", "properties": {"n": {"type": "integer"}}}},
            },
        }
    )

    violations = Caller(document).violations("POST", "/x", {"n": "a"})

    assert [violation.rule for violation in violations] == ["/components/schemas/S/properties/n/type"]


def test_of_a_choice_the_closest_form_is_explained() -> None:
    forms = [
        {"type": "object", "required": ["soort", "bedrag"], "properties": {"soort": {"const": "vast"}}},
        {"type": "object", "required": ["soort", "deel"], "properties": {"soort": {"const": "deel"}}},
    ]
    caller = _body({"application/json": {"schema": {"oneOf": forms}}})

    violations = caller.violations("POST", "/x", {"soort": "deel"})

    assert len(violations) == 1
    assert "'deel'" in violations[0].message


def test_known_fields_are_not_called_unknown_because_another_field_is_wrong() -> None:
    schema = {
        "allOf": [{"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "string"}}}],
        "unevaluatedProperties": False,
    }
    caller = _body({"application/json": {"schema": schema}})

    wrong = caller.violations("POST", "/x", {"a": "x", "b": "y"})
    unknown = caller.violations("POST", "/x", {"a": "x", "c": 1})

    assert [violation.pointer for violation in wrong] == ["/a"]
    assert any("c." in violation.message for violation in unknown)


def test_the_sentences_never_repeat_what_was_sent() -> None:
    caller = _body({"application/json": {"schema": {"type": "object", "properties": {"n": {"maxLength": 3}}}}})

    violations = caller.violations("POST", "/x", {"n": "85073003328"})

    assert violations
    assert "85073003328" not in str(violations)


@pytest.mark.parametrize(
    ("body", "content_type", "place"),
    [
        (b"", "application/json", "body"),
        (b'{"n": 1}', "", "content-type"),
        (b'{"n": 1}', "text/plain", "content-type"),
        (b'{"n": ', "application/json", "body"),
        (b'{"n": NaN}', "application/json", "body"),
        (b"\xff", "application/json", "body"),
        (b"[" * 100_000, "application/json", "body"),
        (b'{"n": ' + b"[" * 300 + b"]" * 300 + b"}", "application/json", "body"),
        (b'{"n": 1, "t": "a\\u0000"}', "application/json", "body"),
    ],
)
def test_a_body_that_cannot_be_read_is_a_violation(body: bytes, content_type: str, place: str) -> None:
    caller = _body({"application/json": {"schema": {"type": "object"}}}, required=True)

    violations = caller.violations("POST", "/x", body or None, content_type=content_type)

    assert [violation.place for violation in violations] == [place]


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8", "Application/JSON"])
def test_parameters_of_the_content_type_do_not_matter(content_type: str) -> None:
    caller = _body({"application/json": {"schema": {"type": "object"}}}, required=True)

    assert caller.violations("POST", "/x", {}, content_type=content_type) == []


def test_a_number_beyond_64_bits_is_a_number() -> None:
    caller = _body({"application/json": {"schema": {"type": "object", "properties": {"n": {"type": "integer"}}}}})

    assert caller.violations("POST", "/x", b'{"n": 123456789012345678901234567890}') == []


def test_a_form_is_read_with_its_types() -> None:
    schema = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}, "l": NUMBERS}}
    caller = _body({"application/x-www-form-urlencoded": {"schema": schema}})
    form = {"content_type": "application/x-www-form-urlencoded"}

    assert caller.violations("POST", "/x", b"n=1&l=2&l=3", **form) == []
    assert [v.pointer for v in caller.violations("POST", "/x", b"n=een&l=2", **form)] == ["/n"]


def test_the_parts_of_a_multipart_body_are_fields() -> None:
    schema = {"type": "object", "required": ["titel", "bestand"], "properties": {"titel": {"type": "string"}}}
    caller = _body({"multipart/form-data": {"schema": schema}})
    form = {"content_type": "multipart/form-data; boundary=grens"}
    title = b'--grens\r\nContent-Disposition: form-data; name="titel"\r\n\r\nAttest\r\n'
    file = b'--grens\r\nContent-Disposition: form-data; name="bestand"; filename="a.pdf"\r\n\r\n%PDF\xff\r\n'

    assert caller.violations("POST", "/x", title + file + b"--grens--\r\n", **form) == []
    assert "'bestand'" in caller.violations("POST", "/x", title + b"--grens--\r\n", **form)[0].message
    assert caller.violations("POST", "/x", b"no parts", **form)[0].place == "body"


def test_text_is_held_against_its_schema_and_files_are_not() -> None:
    caller = _body({"text/plain": {"schema": {"type": "number", "maximum": 50}}, "application/pdf": {}})

    assert caller.violations("POST", "/x", b"3.5", content_type="text/plain") == []
    assert caller.violations("POST", "/x", b"51", content_type="text/plain") != []
    assert caller.violations("POST", "/x", b"%PDF", content_type="application/pdf") == []


def test_what_only_the_server_sets_need_not_be_sent_but_is_demanded_of_answers() -> None:
    schema = {
        "type": "object",
        "required": ["id", "naam", "geheim"],
        "properties": {
            "id": {"type": "integer", "readOnly": True},
            "naam": {"type": "string"},
            "geheim": {"type": "string", "writeOnly": True},
        },
    }
    content = {"application/json": {"schema": schema}}
    caller = _contract(
        [], requestBody={"content": content}, responses={"200": {"description": "ok", "content": content}}
    )

    assert caller.violations("POST", "/x", {"naam": "a", "geheim": "b"}) == []
    assert "'geheim'" in caller.violations("POST", "/x", {"naam": "a"})[0].message
    answer = caller.json("POST", "/x", {"naam": "a", "geheim": "b"})
    assert set(answer) == {"id", "naam"}


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ({"type": "string", "nullable": True}, None, 1),
        ({"type": "string", "nullable": True, "enum": ["a"]}, None, "b"),
        ({"nullable": True, "allOf": [{"type": "object"}]}, None, 1),
        ({"type": "integer", "minimum": 1, "exclusiveMinimum": True}, 2, 1),
        ({"type": "integer", "maximum": 1, "exclusiveMaximum": False}, 1, 2),
        ({"$ref": "#/components/schemas/Text", "type": "integer"}, "a", 1),
    ],
)
def test_openapi_3_0_is_read_as_the_dialect_it_is(schema: dict[str, Any], good: object, bad: object) -> None:
    caller = Caller(
        accepted(
            {
                "openapi": "3.0.3",
                "info": {"title": "t", "version": "1"},
                "paths": {
                    "/x": {
                        "post": {
                            "requestBody": {"content": {"application/json": {"schema": {"properties": {"v": schema}}}}},
                            "responses": {"200": {"description": "ok"}},
                        }
                    }
                },
                "components": {"schemas": {"Text": {"type": "string"}}},
            }
        )
    )

    assert caller.violations("POST", "/x", {"v": good}) == []
    assert caller.violations("POST", "/x", {"v": bad}) != []
