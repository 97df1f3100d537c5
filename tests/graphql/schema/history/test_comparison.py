"""What a new version of the schema breaks is found, and has to be announced."""

from __future__ import annotations

from datetime import date

import pytest
from graphql import build_schema, find_breaking_changes

from vlavirgem_graphql.schema.history.announced import ANNOUNCED, Announcement
from vlavirgem_graphql.schema.history.comparison import NoSchemaError, compare
from vlavirgem_graphql.schema.root import schema_text

BEFORE = "type Query { pilot(id: ID!): Pilot } type Pilot { name: String! stage: Stage } enum Stage { OPEN DONE }"


def test_the_same_schema_breaks_nothing() -> None:
    whole = schema_text("en")
    assert compare(whole, whole) == compare(BEFORE, BEFORE)
    assert compare(whole, whole).breaking == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("name: String! ", "", "Pilot.name was removed."),
        ("name: String!", "name: String", "Pilot.name changed type from String! to String."),
        ("id: ID!", "id: ID!, year: Int!", "A required arg year on Query.pilot was added."),
        ("OPEN DONE", "OPEN", "DONE was removed from enum type Stage."),
    ],
)
def test_what_a_client_relied_on_is_named(old: str, new: str, said: str) -> None:
    assert compare(BEFORE, BEFORE.replace(old, new)).breaking == (said,)


def test_what_is_added_breaks_nothing_and_a_new_value_may_surprise() -> None:
    after = BEFORE.replace("name: String!", "name: String! lead: String").replace("DONE", "DONE PAUSED")
    found = compare(BEFORE, after)
    assert (found.breaking, found.dangerous) == ((), ("PAUSED was added to enum type Stage.",))


def test_a_breaking_change_passes_only_when_it_is_announced_in_the_same_words() -> None:
    # Given a schema that loses a field and a value
    found = compare(BEFORE, BEFORE.replace("name: String! ", "").replace("OPEN DONE", "OPEN"))
    told = Announcement(on=date(2026, 11, 22), title="", text="", breaks=("Pilot.name was removed.",))

    # When one of them is announced, then the other is still held up
    assert found.unannounced(()) == found.breaking
    assert found.unannounced((told,)) == ("DONE was removed from enum type Stage.",)


def test_what_is_no_schema_is_told_of_with_its_place() -> None:
    with pytest.raises(NoSchemaError, match="Syntax Error"):
        compare("type Query {", BEFORE)
    with pytest.raises(NoSchemaError, match="Unknown type"):
        compare("type Query { a: Nowhere }", BEFORE)


def test_announcements_stand_with_the_latest_first() -> None:
    days = [each.on for each in ANNOUNCED]
    assert days == sorted(days, reverse=True)
    assert find_breaking_changes(build_schema(schema_text("nl")), build_schema(schema_text("en"))) == []
