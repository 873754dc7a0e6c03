"""From which network a request comes, believing only proxies of ours."""

import ipaddress
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# Some proxies add the port: "192.0.2.1:4711", "[2001:db8::1]:4711".
WITH_PORT = re.compile(r"\[(?P<v6>[^\]]+)\](?::\d+)?|(?P<v4>[\d.]+):\d+")
# What one household or device is given of IPv6 (RFC 6177); single addresses are as many as one likes.
PREFIX_V6 = 64
UNKNOWN = "unknown"


def network_of(peer: str, forwarded_for: str, trusted: Sequence[Network]) -> str:
    """The client's IPv4 address or IPv6 /64.

    `peer` is the other end of the connection, `forwarded_for` the X-Forwarded-For list. It is read from its end, where
    our proxies wrote, as long as each address in turn is a trusted proxy: what a client wrote itself is never reached.
    An entry that is no address ends it at the proxy that wrote it. UNKNOWN where the peer has no address.
    """
    address = _address(peer)
    if address is None:
        return UNKNOWN
    entries = [entry.strip() for entry in forwarded_for.split(",")]
    while entries and any(address in network for network in trusted):
        before = _address(entries.pop())
        if before is None:
            break
        address = before
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((int(address), PREFIX_V6), strict=False))
    return str(address)


def of(meta: Mapping[str, Any]) -> str:
    """The same of a request, by its META."""
    return network_of(meta.get("REMOTE_ADDR", ""), meta.get("HTTP_X_FORWARDED_FOR", ""), settings.TRUSTED_PROXIES)


def _address(text: str) -> Address | None:
    match = WITH_PORT.fullmatch(text)
    try:
        address = ipaddress.ip_address((match["v6"] or match["v4"]) if match else text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
