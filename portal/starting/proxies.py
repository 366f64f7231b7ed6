"""Who may say for whom a request came, by which name and scheme: the proxies that are named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Final

from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

UNIX_SOCKET: Final = "unix"
"""Names whoever comes by a Unix socket: only the machine's own processes reach it."""

SAID_BY_PROXIES: Final = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PREFIX",
    "HTTP_X_FORWARDED_PROTO",
)


BELIEVED: Final = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST")
SCHEMES: Final = frozenset({"http", "https"})


@dataclass(frozen=True, slots=True)
class NamedProxies:
    """Addresses and networks, and whether a Unix socket counts."""

    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    by_socket: bool = False

    @classmethod
    def of(cls, words: Iterable[str]) -> NamedProxies:
        """Raises `ValueError` for a name: that is whatever somebody's name server says."""
        wanted = [word.strip() for word in words if word.strip()]
        networks = tuple(ip_network(word) for word in wanted if word != UNIX_SOCKET)
        return cls(networks, UNIX_SOCKET in wanted)

    def __bool__(self) -> bool:
        return bool(self.networks) or self.by_socket

    def has(self, peer: str) -> bool:
        if not peer:
            return self.by_socket
        try:
            address = ip_address(peer)
        except ValueError:
            return False
        # A socket open to both kinds writes an IPv4 peer as ::ffff:192.0.2.1.
        plain = getattr(address, "ipv4_mapped", None) or address
        return any(plain in network for network in self.networks)

    def hops(self, peer: str, forwarded_for: str) -> int:
        """How many proxies in a row stand before this process, its own peer the first.

        Each wrote behind the others whom it heard from; what stands before the first
        that nobody named may be the invention of a browser.
        """
        return sum(1 for _ in self._chain([peer, *reversed(_parts(forwarded_for))]))

    def _chain(self, heard: Sequence[str]) -> Iterator[str]:
        for peer in heard:
            if not self.has(peer):
                return
            yield peer


class BelieveNamedProxies:
    """Takes X-Forwarded-* from the named proxies, and away from everybody else."""

    def __init__(self, app: WSGIApplication, proxies: NamedProxies) -> None:
        self._app = app
        self._proxies = proxies

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        hops = self._proxies.hops(
            environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR", "")
        )
        if not hops:
            for name in SAID_BY_PROXIES:
                environ.pop(name, None)
            return self._app(environ, start_response)
        said = [_parts(environ.get(name, "")) for name in BELIEVED]
        x_for, x_proto, x_host = (min(hops, len(parts)) for parts in said)
        if x_proto and said[1][-x_proto] not in SCHEMES:
            x_proto = 0
        believing = ProxyFix(self._app, x_for=x_for, x_proto=x_proto, x_host=x_host)
        return believing(environ, start_response)


def _parts(value: str) -> list[str]:
    """As `ProxyFix` counts them."""
    return [part.strip() for part in value.split(",")] if value else []
