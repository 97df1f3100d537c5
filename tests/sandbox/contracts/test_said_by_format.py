"""What ``int32``, a discriminator and an empty form say, which validators by themselves do not hold a call to."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.contracts.calling import Caller, accepted


def contract(schema: dict[str, Any], *, media_type: str = "application/json", **schemas: Any) -> Caller:
    body = {"required": True, "content": {media_type: {"schema": schema}}}
    document = {
        "openapi": "3.0.3",
        "info": {"title": "x", "version": "1"},
        "paths": {"/dingen": {"post": {"requestBody": body, "responses": {"204": {"description": "ok"}}}}},
        "components": {"schemas": schemas},
    }
    return Caller(accepted(document))


@pytest.mark.parametrize(
    ("form", "fits", "beyond"),
    [("int32", 2**31 - 1, 2**31), ("int32", -(2**31), -(2**31) - 1), ("int64", 2**63 - 1, 2**63)],
)
def test_a_number_beyond_its_format_is_refused_and_the_format_named(form: str, fits: int, beyond: int) -> None:
    caller = contract({"type": "object", "properties": {"jaar": {"type": "integer", "format": form}}})

    assert caller.violations("POST", "/dingen", {"jaar": fits}) == []
    [violation] = caller.violations("POST", "/dingen", {"jaar": beyond})
    assert violation.pointer == "/jaar"
    assert violation.rule.endswith("/properties/jaar/format")


def test_a_bound_of_the_contract_that_is_narrower_stays_the_rule() -> None:
    caller = contract({"type": "object", "properties": {"jaar": {"type": "integer", "format": "int32", "maximum": 9}}})

    [violation] = caller.violations("POST", "/dingen", {"jaar": 10})
    assert violation.rule.endswith("/properties/jaar/maximum")


FORM = {"type": "object", "required": ["soort"], "properties": {"soort": {"type": "string"}}}


def test_of_forms_that_look_alike_the_discriminator_chooses() -> None:
    mapping = {"A": "#/components/schemas/Een", "B": "#/components/schemas/Twee"}
    alike = {
        "oneOf": [{"$ref": target} for target in mapping.values()],
        "discriminator": {"propertyName": "soort", "mapping": mapping},
    }
    caller = contract(alike, Een=FORM, Twee={**FORM, "required": ["soort", "naam"]})

    assert caller.violations("POST", "/dingen", {"soort": "A", "naam": "x"}) == []
    assert caller.violations("POST", "/dingen", {"soort": "B"})


MULTIPART = "multipart/form-data"


def test_a_form_of_which_nothing_is_filled_in_is_a_form() -> None:
    sent = f"{MULTIPART}; boundary=grens"
    caller = contract({"type": "object", "properties": {"bestand": {"type": "string"}}}, media_type=MULTIPART)

    assert caller.violations("POST", "/dingen", b"--grens--\r\n", content_type=sent) == []
    [violation] = caller.violations("POST", "/dingen", b"--andere--\r\n", content_type=sent)
    assert violation.place == "body"
