"""What every answer carries: a request id, a strict content policy, and gzip where it is read."""

from __future__ import annotations

import gzip
import logging
import secrets
import time
from collections.abc import Mapping

from flask import Flask, Response, request
from werkzeug.http import parse_options_header

access_log = logging.getLogger("portal.requests")

# Kept with the request itself: an application context may outlive it (tests, commands).
NONCE = "portal.nonce"
REQUEST_ID = "portal.request_id"
BEGAN = "portal.began"
COPYING = "portal.copying"
"""Stands in a request that the portal makes of itself to copy a page; no client can set it."""

WOULD_KEEP = "portal.would_keep"
"""The environment's word that a request would change something, rather than ask."""

GONE_BACK_TO = "portal.gone_back_to"
"""True in a request whose refused form the same browser may show again when it goes back."""

REFUSED_FORM = 422

SMALLEST_GZIPPED_BYTES = 860
GZIP_LEVEL = 5
GZIPPED_TYPES = frozenset(
    {
        "text/html",
        "text/plain",
        "text/csv",
        "text/calendar",
        "text/css",
        "application/json",
        "application/xml",
        "application/xhtml+xml",
        "image/svg+xml",
    }
)

STEADY_HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # A search or a case must not travel to another site in the Referer.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


def register(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_secure)
    app.after_request(_finish)
    app.context_processor(lambda: {"cspNonce": nonce()})


def nonce() -> str:
    """The one word of this request that lets the layout's inline script run."""
    word: str = request.environ.setdefault(NONCE, secrets.token_urlsafe(16))
    return word


def request_id() -> str:
    """The reference that the log and an error page share."""
    word: str = request.environ.setdefault(REQUEST_ID, secrets.token_hex(8))
    return word


def content_policy(inline_word: str | None) -> str:
    script = f"script-src 'self' 'nonce-{inline_word}'; " if inline_word else ""
    return (
        f"default-src 'self'; {script}object-src 'none'; base-uri 'none'; "
        "frame-ancestors 'none'; form-action 'self'"
    )


def _begin() -> None:
    request.environ[BEGAN] = time.perf_counter()


def _secure(answer: Response) -> Response:
    answer.headers["Content-Security-Policy"] = content_policy(request.environ.get(NONCE))
    answer.headers["X-Request-ID"] = request_id()
    told = {name.lower() for name, _ in answer.headers}
    for name, value in STEADY_HEADERS.items():
        if name.lower() not in told:
            answer.headers.add(name, value)
    if request.is_secure:
        answer.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if answer.status_code == REFUSED_FORM and request.environ.get(GONE_BACK_TO):
        answer.headers["Cache-Control"] = "private, no-cache"
    elif request.method == "POST" or answer.status_code >= 400:
        answer.headers["Cache-Control"] = "no-store"
    else:
        answer.headers.setdefault("Cache-Control", "no-cache")
    return answer


def _finish(answer: Response) -> Response:
    """Log the path and nothing that was asked, then make the answer small."""
    if _gains_from_gzip(answer):
        answer.vary.add("Accept-Encoding")
        if request.accept_encodings["gzip"] > 0:
            answer.set_data(gzip.compress(answer.get_data(), GZIP_LEVEL, mtime=0))
            answer.headers["Content-Encoding"] = "gzip"
            etag, is_weak = answer.get_etag()
            if etag is not None and not is_weak:
                answer.set_etag(etag, weak=True)
    if COPYING not in request.environ:
        _note(answer)
    return answer


def _note(answer: Response) -> None:
    access_log.info(
        "answered",
        extra={
            "method": request.method,
            "route": request.url_rule.rule if request.url_rule else None,
            "status": answer.status_code,
            "bytes": answer.content_length,
            "milliseconds": _milliseconds_taken(),
        },
    )


def _milliseconds_taken() -> float | None:
    began: float | None = request.environ.get(BEGAN)
    return None if began is None else round((time.perf_counter() - began) * 1000, 1)


def _gains_from_gzip(answer: Response) -> bool:
    if answer.direct_passthrough or answer.is_streamed or "Content-Encoding" in answer.headers:
        return False
    kind, _ = parse_options_header(answer.content_type)
    return kind in GZIPPED_TYPES and len(answer.get_data()) >= SMALLEST_GZIPPED_BYTES


def for_any_site(answer: Response) -> Response:
    """Other sites may read it, as it is answered to nobody in particular."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def keep_to_this_site(answer: Response) -> None:
    """What somebody who is logged in was shown no other site may read."""
    answer.headers.pop("Access-Control-Allow-Origin", None)
    answer.headers["Cross-Origin-Resource-Policy"] = STEADY_HEADERS["Cross-Origin-Resource-Policy"]
