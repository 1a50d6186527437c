"""Where Studio may connect to for others: addresses of the open internet, and nothing that only our own machines can
reach."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from flask_babel import lazy_gettext as _

LONGEST = 500  # characters of an address
NEVER_4 = tuple(map(IPv4Network, ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32")))  # the last: a cloud's own
OPEN_6 = IPv6Network("2000::/3")  # all that is routed; what embeds an IPv4 address lies outside, but for these
NEVER_6 = tuple(map(IPv6Network, ("2001::/23", "2002::/16", "2001:db8::/32", "3fff::/20")))
RESOLVERS = ThreadPoolExecutor(32, "resolve")  # a name server that is silent holds a thread until it is given up
LOCAL_NAMES = ("localhost", "local", "internal", "localdomain", "home.arpa")
Address = IPv4Address | IPv6Address


class BadUrl(ValueError):
    """Nothing can be sent there or read from there; the text says why, to whoever typed it."""


class NotOnTheInternet(Exception):
    """No address of the open internet has this name. Whether one inside has is not told apart."""


def is_open(address: Address) -> bool:
    """Whether anybody on the internet could reach the address as well as we do."""
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast and not any(address in net for net in NEVER_4)
    return address in OPEN_6 and address.is_global and not any(address in net for net in NEVER_6)


def checked(url: str, private: bool = False) -> SplitResult:
    """The parts of an address that others may give us. Never asks the network. Raises BadUrl.

    `private` lets plain http and addresses of our own network through.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise BadUrl(_("This is not an address.")) from None
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        raise BadUrl(_("An address that begins with https://."))
    if not host or len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise BadUrl(_("This is not an address."))
    if "@" in parts.netloc or parts.fragment:
        raise BadUrl(_("No user name or password before the host, and no # part."))
    if not private:
        refuse_local(host, port)
    return parts


def refuse_local(host: str, port: int | None) -> None:
    if port is not None and port != 443 and port < 1024:
        raise BadUrl(_("The port 443, or one above 1023."))
    address = literal(host)
    if address and not is_open(address) or host.rstrip(".").endswith(LOCAL_NAMES):
        raise BadUrl(_("An address on the internet, not one of a private network."))


def literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def resolve(host: str, port: int, seconds: float, private: bool = False) -> list[str]:
    """The host's addresses, asked for once: whoever connects uses these and no name, which could answer otherwise.

    Raises NotOnTheInternet when there is no such host, or any of its addresses is not open; TimeoutError.
    """
    asked = RESOLVERS.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    try:
        found = [str(entry[4][0]) for entry in asked.result(seconds)]
    except (socket.gaierror, UnicodeError):
        raise NotOnTheInternet(host) from None
    finally:
        asked.cancel()
    if not private and not all(is_open(ip_address(address.partition("%")[0])) for address in found):
        raise NotOnTheInternet(host)
    return list(dict.fromkeys(found))
