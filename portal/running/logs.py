"""Logs as one JSON object a line, with nothing in them that a person asked or typed."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from flask import has_request_context

from portal.showing.headers import request_id

FACTS = ("method", "route", "status", "bytes", "milliseconds")


class JsonLines(logging.Formatter):
    """One record as one line of JSON.

    Of an exception it keeps the kind and the places in the code, not its
    words: those may quote a postcode or a statement's values.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {  # Any: json takes numbers, text and lists alike
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if has_request_context():
            line["request"] = request_id()
        line |= {name: getattr(record, name) for name in FACTS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["places"] = _places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def _places(trace: TracebackType | None) -> list[str]:
    return [
        f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(trace)
    ]


def start() -> None:
    """Send the portal's records to standard error; the development server's hold query strings."""
    logger = logging.getLogger("portal")
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
