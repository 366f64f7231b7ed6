"""How long a database server is waited for before it counts as gone: seconds, never minutes."""

from __future__ import annotations

import time
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

CONNECT_SECONDS: Final = 3
"""How long a PostgreSQL server may take to let us in."""

LIBPQ: Final[Mapping[str, int]] = {
    "connect_timeout": CONNECT_SECONDS,
    "tcp_user_timeout": 5_000,  # milliseconds until what was sent must be acknowledged
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
}
"""A server that is frozen in the middle of an answer, its network intact, is waited for all the
same: libpq has no limit for that."""

SLOW_REFUSAL_SECONDS: Final = 0.5
NOT_ASKED_AGAIN_FOR_SECONDS: Final = 5.0
"""A server that kept one caller waiting keeps no other waiting for this long."""


def patient_options(set_by_url: Container[str]) -> dict[str, Any]:
    """What an engine is made with; a setting that the URL names stays as it says there.

    A connection that a restart has cut is replaced before a page is asked with it.
    """
    own = {name: value for name, value in LIBPQ.items() if name not in set_by_url}
    return {"pool_pre_ping": True, "connect_args": own}


@dataclass(slots=True)
class Patience:
    """Remembers that a server did not answer, so that not every page waits to find it out.

    One that refuses at once is asked each time: that costs nothing, and it may be back.
    """

    refusal: Exception | None = None
    ask_again_at: float = 0.0

    def connect(
        self, dialect: Any, _record: Any, given: Sequence[Any], options: Mapping[str, Any]
    ) -> Any:
        """In place of the dialect's own way to connect (SQLAlchemy's event `do_connect`)."""
        began = time.monotonic()
        if self.refusal is not None and began < self.ask_again_at:
            raise type(self.refusal)(*self.refusal.args)
        try:
            connected = dialect.connect(*given, **options)
        except dialect.loaded_dbapi.OperationalError as refusal:
            self._remember(refusal, seconds=time.monotonic() - began)
            raise
        self.refusal = None
        return connected

    def _remember(self, refusal: Exception, *, seconds: float) -> None:
        is_slow = seconds >= SLOW_REFUSAL_SECONDS
        self.refusal = refusal if is_slow else None
        self.ask_again_at = time.monotonic() + NOT_ASKED_AGAIN_FOR_SECONDS
