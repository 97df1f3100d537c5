"""Names that lead inside a network are not called, in whatever coat the address comes."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from vlavirgem_tenants.outgoing.resolving import is_outside, resolved
from vlavirgem_tenants.outgoing.trouble import OutgoingTrouble

INSIDE = [
    *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1"),  # noqa: S104 - judged, not bound
    *("169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "203.0.113.9", "224.0.0.1", "240.0.0.1"),
    *("255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "2002:7f00:1::", "2002:a00:1::"),
    *("64:ff9b::7f00:1", "64:ff9b:1::1", "2001:0:4136:e378:8000:63bf:f5ff:fffe", "2001:db8::1", "fec0::1"),
]


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_a_network_is_not_outside(address: str) -> None:
    assert not is_outside(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "193.191.210.1", "2a02:1800::1", "::ffff:8.8.8.8", "2606:4700::1111"])
def test_an_address_of_the_internet_is_outside(address: str) -> None:
    assert is_outside(address)


def named(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    def answer(_host: str, port: int, **_more: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", answer)


def test_a_name_is_used_only_where_all_of_its_addresses_are_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    named(monkeypatch, "1.1.1.1", "10.0.0.1")

    with pytest.raises(OutgoingTrouble) as trouble:
        resolved("twee-gezichten.be", 443, may_be_inside=False)

    assert trouble.value.code == "forbidden-address"
    assert "10.0.0.1" not in trouble.value.message
    assert resolved("twee-gezichten.be", 443, may_be_inside=True) == "1.1.1.1"


def test_the_address_that_was_judged_is_the_one_that_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    named(monkeypatch, "193.191.210.1")

    assert resolved("api.voorbeeld.be", 443, may_be_inside=False) == "193.191.210.1"


def test_a_name_without_an_address_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_given: Any, **_more: Any) -> list[Any]:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", nothing)

    with pytest.raises(OutgoingTrouble) as trouble:
        resolved("nergens.invalid", 443, may_be_inside=False)

    assert trouble.value.code == "unknown-host"
