"""Whose word on scheme, host and address is taken."""

from __future__ import annotations

import pytest

from portal.starting.proxies import BelieveNamedProxies, NamedProxies

NAMED = NamedProxies.of(["127.0.0.1", "10.0.0.0/8", "::1", "unix"])


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "hops"),
    [
        ("192.0.2.7", "", 0),  # somebody at the door
        ("192.0.2.7", "127.0.0.1", 0),  # who says that a proxy sent them
        ("127.0.0.1", "", 1),
        ("127.0.0.1", "192.0.2.7", 1),
        ("127.0.0.1", "192.0.2.7, 10.2.3.4", 2),  # two proxies in a row
        ("127.0.0.1", "10.9.9.9, 192.0.2.7", 1),  # the first part is an invention
        ("127.0.0.1", "10.9.9.9, nonsense", 1),
        ("::ffff:127.0.0.1", "192.0.2.7", 1),
        ("::1", "192.0.2.7", 1),
        ("", "192.0.2.7", 1),  # by a Unix socket
        ("nonsense", "", 0),
    ],
)
def test_how_many_named_proxies_stand_in_front(peer: str, forwarded_for: str, hops: int) -> None:
    assert NAMED.hops(peer, forwarded_for) == hops


def seen(proxies: NamedProxies, **environ: str) -> tuple[str, str, str]:
    """Scheme, host and address as the portal sees them."""
    inside: dict[str, object] = {}

    def app(environ: dict[str, object], _start: object) -> list[bytes]:
        inside.update(environ)
        return []

    BelieveNamedProxies(app, proxies)(
        {"wsgi.url_scheme": "http", "HTTP_HOST": "here", **environ}, lambda *_: lambda _: None
    )
    return str(inside["wsgi.url_scheme"]), str(inside["HTTP_HOST"]), str(inside["REMOTE_ADDR"])


SAID = {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_HOST": "there"}


@pytest.mark.parametrize(
    ("peer", "said", "expected"),
    [
        ("192.0.2.7", SAID, ("http", "here", "192.0.2.7")),
        ("127.0.0.1", SAID, ("https", "there", "127.0.0.1")),
        ("127.0.0.1", {"HTTP_X_FORWARDED_PROTO": "javascript"}, ("http", "here", "127.0.0.1")),
        ("127.0.0.1", {"HTTP_X_FORWARDED_PROTO": "http, https"}, ("https", "here", "127.0.0.1")),
        (
            "127.0.0.1",
            {"HTTP_X_FORWARDED_FOR": "10.9.9.9, 192.0.2.7"},
            ("http", "here", "192.0.2.7"),
        ),
        (
            "127.0.0.1",  # the outer of two proxies ended TLS, the inner one handed its word on
            {"HTTP_X_FORWARDED_FOR": "192.0.2.7, 10.1.1.1", **SAID},
            ("https", "there", "192.0.2.7"),
        ),
    ],
)
def test_only_a_named_proxy_says_scheme_host_and_address(
    peer: str, said: dict[str, str], expected: tuple[str, str, str]
) -> None:
    assert seen(NAMED, REMOTE_ADDR=peer, **said) == expected
