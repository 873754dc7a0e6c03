"""Requests to addresses that strangers named: to public machines only, as they were checked, and not for long."""

import functools
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit, urlunsplit

from django.conf import settings

TIMEOUT = 5  # seconds for each step
DEADLINE = 10  # seconds for all: who answers a byte at a time holds nobody up
LONGEST = 2048  # characters of an address
# Ways of writing an IPv4 address as an IPv6 one: what they lead to is not what they look like.
DISGUISES = [ipaddress.ip_network(one) for one in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")]


class ForbiddenAddress(ValueError):  # noqa: N818 - said of the address
    """Nothing is sent there."""


@dataclass(frozen=True)
class Answer:
    """The status, and for how many seconds one is asked to wait."""

    status: int
    retry_after: str


def parts_of(url: str) -> SplitResult:
    """The parts of an address that may be sent to, as far as can be seen without looking it up.

    https only; http to this machine where the settings allow it. Raises ForbiddenAddress.
    """
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or set(url) & set(" \\<>\"'"):
        raise ForbiddenAddress
    try:
        parts = urlsplit(url)
        _port, _name = parts.port, (parts.hostname or "").encode("idna")  # as a look-up will do it
    except ValueError as error:
        raise ForbiddenAddress from error
    if not parts.hostname or parts.username is not None or parts.password is not None or parts.fragment:
        raise ForbiddenAddress
    is_here = settings.PUSH_TO_LOOPBACK and parts.hostname in {"127.0.0.1", "localhost"}
    if parts.scheme != "https" and not (is_here and parts.scheme == "http"):
        raise ForbiddenAddress
    if _as_ip(parts.hostname) and not may_be_reached(parts.hostname):
        raise ForbiddenAddress
    return parts


def may_be_reached(address: str) -> bool:
    """Whether an IP address is one of the public internet, or this machine's where the settings allow it."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if any(ip in network for network in DISGUISES):
            return False
        ip = ip.ipv4_mapped or ip
    return (settings.PUSH_TO_LOOPBACK and ip.is_loopback) or (ip.is_global and not ip.is_multicast)


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send it; redirects are not followed, the answer's body is not read.

    Raises ForbiddenAddress, OSError and http.client.HTTPException.
    """
    parts = parts_of(url)
    connection = _Connection(parts)
    # Some of the library's steps wait anew for each line: this ends them all.
    alarm = threading.Timer(DEADLINE, connection.abandon)
    alarm.start()
    try:
        target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        connection.request("POST", target, body, dict(headers))
        response = connection.getresponse()
        return Answer(response.status, response.headers.get("Retry-After", ""))
    finally:
        alarm.cancel()
        connection.close()


class _Connection(http.client.HTTPConnection):
    """Looks the name up once, and connects to what was checked: a second look-up could answer something else."""

    def __init__(self, parts: SplitResult) -> None:
        self.is_secure = parts.scheme == "https"
        self.default_port = 443 if self.is_secure else 80  # the library leaves it out of the header Host then
        # Without a port the library would take the end of an IPv6 address for one.
        super().__init__(parts.hostname or "", parts.port or self.default_port, timeout=TIMEOUT)
        self.sock: Any = None
        self.ends = time.monotonic() + DEADLINE

    def connect(self) -> None:
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        # One forbidden among them is no accident.
        if not addresses or not all(may_be_reached(address) for address in addresses):
            raise ForbiddenAddress
        self.sock = _first_to_answer(addresses, self.port, ends=self.ends)
        if self.is_secure:
            self.sock = _trusted().wrap_socket(self.sock, server_hostname=self.host)
        # Where the alarm rang before this moment, it found nothing to end, and it rings only once.
        if time.monotonic() >= self.ends:
            raise TimeoutError

    def abandon(self) -> None:
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except (AttributeError, OSError):
            return


@functools.cache
def _trusted() -> ssl.SSLContext:
    """Whom the system trusts. Reading that takes 20 ms, too long for each of thousands of messages."""
    return ssl.create_default_context()


def _first_to_answer(addresses: list[str], port: int, *, ends: float) -> socket.socket:
    """Who names many addresses that keep silent gets no more time for it. Raises OSError."""
    fault: OSError = TimeoutError()
    for address in addresses:
        left = ends - time.monotonic()
        if left <= 0:
            break
        try:
            connection = socket.create_connection((address, port), min(TIMEOUT, left))
        except OSError as refusal:
            fault = refusal
        else:
            connection.settimeout(TIMEOUT)
            return connection
    raise fault


def _as_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
