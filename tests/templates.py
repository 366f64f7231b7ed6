"""Templates compiled once for all the applications of a process, not once for each."""

from __future__ import annotations

from types import CodeType

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache


class _InMemory(BytecodeCache):
    """By name and file, and by what stands in it: a template that was changed is compiled."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code


_compiled = _InMemory()


def compiled_once(app: Flask) -> Flask:
    """For what `create_app` returns alone: its Jinja reads the same words in the same way."""
    app.jinja_env.bytecode_cache = _compiled
    return app
