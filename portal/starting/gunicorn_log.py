"""gunicorn's own records, as JSON lines and without what was asked."""

from __future__ import annotations

import sys

from gunicorn.config import Config
from gunicorn.glogging import Logger

from portal.running.logs import JsonLines

BAD_REQUEST = "Invalid request from ip="
FAULT = "Error handling request"


class LogWithoutRequests(Logger):  # type: ignore[misc]  # gunicorn is not typed
    """A request that cannot be read is quoted by gunicorn, its query with it: here it is not."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLines())

    def warning(self, msg: object, *args: object, **kwargs: object) -> None:
        if str(msg).startswith(BAD_REQUEST):
            why = sys.exc_info()[0]
            msg, args = f"a request could not be read: {why.__name__ if why else 'no reason'}", ()
        super().warning(msg, *args, **kwargs)

    def exception(self, msg: object, *args: object, **kwargs: object) -> None:
        if str(msg).startswith(FAULT):
            msg, args = FAULT, ()
        super().exception(msg, *args, **kwargs)
