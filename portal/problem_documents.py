"""Refusals as software reads them: problem documents by RFC 9457, each naming what is at fault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

MEDIA_TYPE: Final = "application/problem+json"
BEFORE: Final = "/api/v1/"
OLDER: Final = frozenset({"/api/v1/availability", "/api/v1/coverage"})
"""They answer as `/about/api` says since before there were problem documents."""

EXPLAINED_ON: Final = "/about/software"

Faults = Sequence[tuple[str, str]]
"""JSON pointer and reason; "" points at all that was sent."""

SAID: Final[Mapping[int, tuple[str, str]]] = {
    400: ("not_read", "What was sent could not be read"),
    401: ("no_token", "No token that holds"),
    403: ("not_chosen", "The token was not made for this"),
    404: ("not_found", "Nothing of yours has this address"),
    405: ("wrong_method", "This address takes another method"),
    409: ("otherwise", "It is known with other facts"),
    413: ("too_large", "Too much at once"),
    415: ("not_json", "Only JSON is read here"),
    422: ("refused", "A rule stands against it"),
    429: ("too_many", "Too many requests"),
    500: ("fault", "A fault on our side"),
    503: ("not_reachable", "The records cannot be reached"),
}
"""By status: the code, which is also its place on the page that explains it, and the title."""


class SoftwareRefused(Exception):
    """What was sent is refused before any rule of the records is asked."""

    def __init__(self, says: str, faults: Faults = ()) -> None:
        self.faults = tuple(faults)
        super().__init__(says)


class BodyNotRead(SoftwareRefused):
    """No JSON, or JSON that two readers would understand differently."""


class ShapeUnfit(SoftwareRefused):
    """JSON of another shape than the description asks for."""


class NotSentAsJson(SoftwareRefused):
    def __init__(self) -> None:
        super().__init__("Send the body as application/json.")


class KeyUsedOtherwise(SoftwareRefused):
    def __init__(self) -> None:
        super().__init__(
            "This Idempotency-Key came before with another request. Send each request under a key"
            " of its own, and a repeated one exactly as it was."
        )


class SandboxFull(SoftwareRefused):
    def __init__(self, most: int) -> None:
        super().__init__(
            f"The sandbox remembers {most} requests of a day. Send DELETE /api/v1/sandbox to begin"
            " anew."
        )


class LimitReached(SoftwareRefused):
    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"Wait {seconds} seconds, then send it again.")


def is_for_software(path: str) -> bool:
    return path.startswith(BEFORE) and path.rstrip("/") not in OLDER


def problem(status: int, detail: str, faults: Faults = (), **more: Any) -> dict[str, Any]:
    """The document; `more` are members of its own kind."""
    code, title = SAID.get(status, (str(status), "It was not done"))
    told: dict[str, Any] = {
        "type": f"{EXPLAINED_ON}#{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": detail,
    }
    if faults:
        told["errors"] = [{"path": path, "detail": reason} for path, reason in faults]
    return told | more
