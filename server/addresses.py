"""Which addresses of the network are public: what a name resolves to, before anyone connects.

IPv6 carries IPv4 in many coats (RFC 4291, 3056, 6052, 2765); each is taken off, since a kernel or a
gateway would do the same. https://www.iana.org/assignments/iana-ipv6-special-registry
"""

import ipaddress
import socket
import threading
from collections.abc import Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Prefixes after which the last four bytes are an address of IPv4.
_COATS = tuple(
    ipaddress.IPv6Network(prefix)
    for prefix in (
        "::/96",  # compatible, long deprecated and still understood
        "::ffff:0:0/96",  # mapped
        "::ffff:0:0:0/96",  # translated
        "64:ff9b::/96",  # NAT64
    )
)
# Whatever Python's release says of them; its table changed in 3.11.10 and 3.12.4.
_NEVER = tuple(
    ipaddress.ip_network(prefix)
    for prefix in ("64:ff9b:1::/48", "2001::/23", "fec0::/10", "192.0.0.0/24", "192.88.99.0/24")
)


class Unresolved(OSError):
    """A name that has no address, or none in time."""


def is_public(address: str) -> bool:
    """Return whether *address*, and every address it carries inside, is one of the internet."""
    found = ipaddress.ip_address(address)
    return all(_is_global(one) for one in (found, *_carried(found)))


def resolve(host: str, port: int, seconds: float) -> Sequence[str]:
    """Return every address of *host*, in the resolver's order.

    The resolver of the system knows no deadline; it is left behind when *seconds* are over.

    Raises:
        Unresolved: there is no address, or none in time.
    """
    found: list[str] = []
    failed: list[OSError] = []
    asking = threading.Thread(target=_ask, args=(host, port, found, failed), daemon=True)
    asking.start()
    asking.join(seconds)
    if asking.is_alive():
        raise Unresolved(f"the address of {host} was not found in time")
    if failed or not found:
        raise Unresolved(f"{host} has no address") from (failed[0] if failed else None)
    return found


def _ask(host: str, port: int, found: list[str], failed: list[OSError]) -> None:
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        failed.append(OSError(str(error)))
    else:
        # A zone, as in fe80::1%eth0, is of this machine and says nothing of the address.
        found.extend(dict.fromkeys(str(answer[4][0]).partition("%")[0] for answer in answers))


def _carried(address: Address) -> Sequence[Address]:
    """Return the addresses of IPv4 inside *address*."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    if any(address in coat for coat in _COATS):
        return [ipaddress.IPv4Address(address.packed[-4:])]
    return [] if address.sixtofour is None else [address.sixtofour]


def _is_global(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and any(address in coat for coat in _COATS):
        return True  # what it carries decides
    odd = address.is_multicast or address.is_unspecified or address.is_loopback
    return address.is_global and not odd and not any(_within(address, net) for net in _NEVER)


def _within(address: Address, network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> bool:
    return address.version == network.version and address in network
