"""Texts and names come back from the server as they went in, whatever they hold."""

from __future__ import annotations

import psycopg
import pytest
from django.conf import settings

from vlavirgem.database.quoting import identifier, literal

TEXTS = ["Aalst", "", "'", "''; DROP TABLE x; --", "\\", "\\'", "a\\\\'b", '"', "%s {} $1", "é€😀", "E'", "\n\t"]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("standard", ["on", "off"])
def test_a_text_comes_back_as_it_was(made_database: str, text: str, standard: str) -> None:
    with psycopg.connect(**settings.OWNER_ADDRESS.database("postgres").as_conninfo()) as session:
        session.execute(f"SET standard_conforming_strings = {standard}")
        assert session.execute(f"SELECT {literal(text)}").fetchone() == (text,)


@pytest.mark.parametrize("name", [text for text in TEXTS if text])
def test_a_name_comes_back_as_it_was(made_database: str, name: str) -> None:
    with psycopg.connect(**settings.OWNER_ADDRESS.database("postgres").as_conninfo()) as session:
        description = session.execute(f"SELECT 1 AS {identifier(name)}".replace("%", "%%"), ()).description
        assert description is not None
        assert description[0].name == name


@pytest.mark.parametrize("quote", [identifier, literal])
def test_a_zero_byte_ends_no_statement(quote: object) -> None:
    with pytest.raises(ValueError, match="zero byte"):
        quote("Aal\0st")  # type: ignore[operator]
