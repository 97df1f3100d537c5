"""From a host's name to the one address that is connected to, and whether that lies outside every network of ours."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLateError
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

from vlavirgem_tenants.outgoing.trouble import forbidden_address, too_slow, unknown_host

_SECONDS: Final = 5
_TRANSLATED: Final = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
"""NAT64 (RFC 6052, RFC 8215): an IPv4 address behind a translator."""
_resolvers: Final = ThreadPoolExecutor(max_workers=4, thread_name_prefix="resolve")


def resolved(host: str, port: int, *, may_be_inside: bool) -> str:
    """The address to connect to: asked once, so that what was judged is what is called.

    Every address that the name has must be fit, or none is used: whoever runs the name server must not be able to
    choose between them. Raises OutgoingTrouble.
    """
    if host.endswith(".localhost"):
        host = "localhost"  # names under it are this machine's as well (RFC 6761 section 6.3); not every resolver knows
    try:
        found = _resolvers.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM).result(_SECONDS)
    except TooLateError:
        raise too_slow(host, _SECONDS) from None
    except (OSError, UnicodeError):
        raise unknown_host(host) from None
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses:
        raise unknown_host(host)
    if not may_be_inside and not all(is_outside(address) for address in addresses):
        raise forbidden_address(host)
    return addresses[0]


def is_outside(text: str) -> bool:
    """Whether an address is one of the public internet, also where it is an IPv4 address in an IPv6 coat."""
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address):
        inner = _inner(address)
        if inner is not None:
            return is_outside(str(inner))
        if address.is_site_local or any(address in network for network in _TRANSLATED):
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _inner(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a mapped, 6to4 or Teredo address leads to."""
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo is not None else None)
