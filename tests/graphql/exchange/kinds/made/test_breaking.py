"""What a program that uses a kind does not notice is compatible; all else breaks, and is told with its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from vlavirgem_graphql.exchange.kinds.made.breaking import breaks_between
from vlavirgem_graphql.exchange.kinds.made.document import kind_of
from vlavirgem_graphql.exchange.kinds.made.examples.reading import example

Document = dict[str, Any]
Change = Callable[[Document], object]


def breaks(change: Change) -> list[str]:
    changed = example("speelterrein")
    change(changed)
    return [each.place for each in breaks_between(kind_of(example("speelterrein")), kind_of(changed))]


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["x-vlavirgem-labels"].update(nl="Speelplein"),
        lambda d: d["properties"].update(note={"type": "string"}),
        lambda d: d["properties"]["ground"]["enum"].append("beton"),
        lambda d: d["properties"]["surface"].pop("minimum"),
        lambda d: d["properties"]["name"].update(maxLength=250),
        lambda d: d["properties"]["name"].update({"x-vlavirgem-also": ["benaming"]}),
        lambda d: d["properties"]["devices"]["items"]["properties"].update(brand={"type": "string"}),
        lambda d: d["properties"]["devices"].update(uniqueItems=False),
    ],
    ids=["word", "field", "code", "limit gone", "limit wider", "other name", "part", "doubles"],
)
def test_a_compatible_change_breaks_nothing(change: Change) -> None:
    assert breaks(change) == []


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda d: d["properties"].pop("shade"), "/properties/shade"),
        (lambda d: d["properties"]["shade"].update(type="string"), "/properties/shade"),
        (lambda d: d["required"].append("shade"), "/properties/shade"),
        (lambda d: d["required"].clear(), "/properties/name"),
        (lambda d: d["required"].append("note") or d["properties"].update(note={"type": "string"}), "/properties/note"),
        (lambda d: d["properties"]["ground"]["enum"].remove("zand"), "/properties/ground/enum"),
        (lambda d: d["properties"]["surface"].update(minimum=1), "/properties/surface/minimum"),
        (
            lambda d: d["properties"]["shade"].update({"x-vlavirgem-property": "http://a.example/s"}),
            "/properties/shade",
        ),
        (lambda d: d["properties"]["name"].update({"x-vlavirgem-language": False}), "/properties/name"),
        (lambda d: d.update({"x-vlavirgem-type": "Yard"}), "/x-vlavirgem-type"),
        (lambda d: d.update({"x-vlavirgem-class": ""}), "/x-vlavirgem-class"),
        (
            lambda d: d["properties"]["devices"]["items"]["properties"].pop("fromAge"),
            "/properties/devices/items/properties/fromAge",
        ),
        (lambda d: d["properties"]["devices"].update(maxItems=3), "/properties/devices/maxItems"),
        (lambda d: d["properties"]["devices"].update(uniqueItems=True), "/properties/devices/uniqueItems"),
    ],
)
def test_what_others_would_notice_breaks(change: Change, place: str) -> None:
    assert place in breaks(change)
