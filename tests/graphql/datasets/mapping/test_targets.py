"""Which place is suggested for which field."""

from __future__ import annotations

from vlavirgem_graphql.datasets.mapping.targets import best_kind, suggested, targets_of
from vlavirgem_graphql.exchange.kinds import find_kind, known_kinds

OURS = [
    "/vCode",
    "/name",
    "/kind",
    "/status",
    "/activities",
    "/seat/street",
    "/seat/municipality/nisCode",
    "/seat/municipality/name",
    "/contact/email",
    "/registeredAt",
]


def test_names_that_mean_a_field_are_found_where_the_field_stands() -> None:
    assert suggested(find_kind("association"), OURS) == {
        "name": "/name",
        "registrationNumber": "/vCode",
        "legalForm": "/kind",
        "status": "/status",
        "activities": "/activities",
        "registeredAt": "/registeredAt",
        "locations/street": "/seat/street",
        "locations/municipality": "/seat/municipality/name",
        "locations/nisCode": "/seat/municipality/nisCode",
        "contactPoints/email": "/contact/email",
    }


def test_dutch_names_are_known_too_and_a_list_is_walked() -> None:
    places = ["/naam", "/korteNaam", "/locaties/*/adres/straatnaam", "/locaties/*/adres/postcode"]

    assert suggested(find_kind("association"), places) == {
        "name": "/naam",
        "shortName": "/korteNaam",
        "locations/street": "/locaties/*/adres/straatnaam",
        "locations/postalCode": "/locaties/*/adres/postcode",
    }


def test_nothing_is_suggested_for_what_only_looks_alike() -> None:
    assert suggested(find_kind("association"), ["/seat/name", "/person/email", "/nickname"]) == {}


def test_the_kind_of_which_most_can_be_filled_comes_first() -> None:
    assert best_kind(known_kinds(), OURS).name == "association"
    assert best_kind(known_kinds(), ["/title", "/description", "/keywords", "/productId"]).name == "public-service"


def test_the_identifier_is_no_target() -> None:
    assert "uri" not in {target.name for target in targets_of(find_kind("association"))}
