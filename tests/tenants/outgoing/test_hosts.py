"""Which hosts may be called."""

from __future__ import annotations

from typing import Any

import pytest

from vlavirgem.refusal import Refusal
from vlavirgem_tenants.outgoing.hosts import is_allowed, read_address, read_host, require_allowed

ALLOWED = "api.voorbeeld.be, *.proef.be, eigen.be:8443"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://api.voorbeeld.be/v1", True),
        ("https://API.voorbeeld.be.", True),
        ("https://a.b.proef.be", True),
        ("https://eigen.be:8443/x", True),
        ("https://eigen.be", False),
        ("https://proef.be", False),
        ("https://kwaadproef.be", False),
        ("https://api.voorbeeld.be.kwaad.be", False),
        ("https://api.voorbeeld.be:8443", False),
        ("http://api.voorbeeld.be", False),
        ("https://elders.be", False),
    ],
)
def test_only_hosts_that_the_operator_names_are_allowed_over_https(settings: Any, address: str, expected: bool) -> None:
    settings.OUTGOING_HOSTS = ALLOWED

    assert is_allowed(read_address(address)) is expected


def test_nothing_is_allowed_until_somebody_allows_it() -> None:
    address = read_address("https://api.voorbeeld.be")

    with pytest.raises(Refusal, match=r"api\.voorbeeld\.be"):
        require_allowed(address)

    require_allowed(address, ["api.voorbeeld.be"])


def test_what_was_allowed_to_one_organisation_is_never_called_over_plain_http(settings: Any) -> None:
    assert not is_allowed(read_address("http://api.voorbeeld.be"), ["api.voorbeeld.be", "api.voorbeeld.be:80"])

    settings.OUTGOING_INSIDE_HOSTS = "api.voorbeeld.be"
    assert is_allowed(read_address("http://api.voorbeeld.be"))


@pytest.mark.parametrize(
    "text",
    [
        *("", "api.voorbeeld.be", "ftp://api.voorbeeld.be", "https://", "https://a b.be", "https://a.be:99999"),
        *("https://an:geheim@a.be", "https://a.be?x=1", "https://a.be#x", "https://a.be\\@b.be", "https://[::1]/"),
        *("file:///etc/passwd", "https://-a.be", "gopher://a.be", f"https://{'a' * 300}.be"),
    ],
)
def test_what_is_no_plain_base_address_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_address(text)

    assert refused.value.code == "not-an-address"
    assert str(read_address("https://a.be:8443/v1/")) == "https://a.be:8443/v1"


def test_a_host_is_kept_with_its_port_where_that_is_not_the_usual_one() -> None:
    assert (read_host(" API.voorbeeld.be "), read_host("api.be:443"), read_host("api.be:8443")) == (
        "api.voorbeeld.be",
        "api.be",
        "api.be:8443",
    )
