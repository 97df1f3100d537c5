"""What the lists of each type are asked for, besides pages: what stands in the data, what does not, and null."""

from __future__ import annotations

from typing import Any

from tests.graphql.gateway.domain_records import ALL_KINDS
from tests.graphql.gateway.searched_words import LONGEST, SAID, SEARCHES, WORDS

Argument = tuple[str, str, list[Any]]
RECORDS = tuple(kind.type_name for kind in ALL_KINDS)
ARGUMENTS: dict[str, list[Argument]] = {
    **{
        name: [
            ("provider", "[String!]", [["brugge"], ["genk", "brugge"], ["zottegem"], None]),
            ("search", "String", [*SEARCHES, None]),
        ]
        for name in RECORDS
    },
    "Offer": [("kind", "String", ["public-service", "x", None]), ("provider", "[String!]", [["brugge"], [], None])],
    "Organisation": [
        ("kind", "[String!]", [["municipality"], ["agency", "network"], [], None]),
        ("slug", "[String!]", [["brugge", "aalst"], ["nergens"], None]),
    ],
    "Service": [
        ("words", "String", [*WORDS, None]),
        ("publisher", "[String!]", [["brugge"], ["aalst", "genk"], None]),
        ("theme", "String", ["environment", "welfare", "nope", None]),
        ("offered", "Boolean", [True, False, None]),
    ],
    "TryOut": [("state", "String", ["active", "ended", None])],
    "TryOutCall": [("verdict", "String", ["ok", "nope", None])],
    "Pilot": [("state", "[String!]", [["active"], ["draft", "ended"], [], None])],
    "JointPurchase": [("stage", "[String!]", [["preparing"], ["closed", "framework"], None])],
    "SharedPage": [("words", "String", [*WORDS, None])],
    "EvidenceAboutUs": [
        ("kind", "[String!]", [["read"], ["signed", "denied"], [], None]),
        ("since", "DateTime", ["2024-01-01T00:00:00Z", "2999-01-01T00:00:00+01:00", None]),
    ],
    "DatasetRecord": [
        (
            "key",
            "[String!]",
            [["https://data.example.org/concept-aalst/projects/0"], ["https://data.example.org/x"], [], None],
        )
    ],
}
# What a list is never asked without.
REQUIRED: dict[str, list[Argument]] = {"Found": [("words", "String!", [*SAID, *SAID, "a" * (LONGEST + 1)])]}
