"""Whose catalogue a file is, as far as its name tells."""

from __future__ import annotations

import pytest

from vlavirgem_graphql.datasets.rdf.origin import origin_of


@pytest.mark.parametrize(
    ("file_name", "origin"),
    [
        ("20241127141758-transfer-instances-from-merelbeke-to-merelbeke-melle.ttl", "merelbeke"),
        ("20250101-transfer-instances-from-sint-niklaas-to-sint-niklaas.ttl", "sint-niklaas"),
        ("productencatalogus-brugge.ttl", "productencatalogus-brugge"),
        ("catalogus", "catalogus"),
    ],
)
def test_the_name_of_a_transfer_says_whose_it_was(file_name: str, origin: str) -> None:
    assert origin_of(file_name) == origin
