"""What the applications of a process have alike, compiled once and not once for each: templates, of
which one process of a run compiles each, and the builders of addresses."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import CodeType

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

from tests.shared import folder_of_all


class _Kept(BytecodeCache):
    """By name and file, and by what stands in it: a template that was changed is compiled.

    In memory, and in a file for the other processes of the run."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        key = (bucket.key, bucket.checksum)
        if key not in self._codes and (file := _file_of(bucket)).exists():
            with file.open("rb") as written:
                bucket.load_bytecode(written)
            self._hold(bucket)
        bucket.code = self._codes.get(key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._hold(bucket)
        unfinished = _file_of(bucket).with_suffix(".unfinished")
        # Whoever else compiles it at the same moment writes the same.
        with suppress(FileExistsError), unfinished.open("xb") as written:
            bucket.write_bytecode(written)
            written.flush()
            unfinished.rename(_file_of(bucket))

    def _hold(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code


def _file_of(bucket: Bucket) -> Path:
    name = hashlib.sha256(f"{bucket.key} {bucket.checksum}".encode()).hexdigest()
    return folder_of_all() / f"template-{name}.code"


_compiled = _Kept()


def compiled_once(app: Flask) -> Flask:
    """For what `create_app` returns alone: its Jinja reads the same words in the same way."""
    app.jinja_env.bytecode_cache = _compiled
    return app


Builder = Callable[..., tuple[str, str]]

_compile_builder: Callable[[Rule, bool], Builder] = Rule._compile_builder
_builders: dict[tuple[str, str, str, bool], Builder] = {}


def _compiled_builder(rule: Rule, append_unknown: bool = True) -> Builder:
    """Of a rule it takes what is named here, and is given the rule itself when it is called.

    werkzeug 3.1 writes one for every rule of every application, which is half of making one."""
    key = (rule.rule, repr(rule._trace), repr(rule.defaults), append_unknown)
    if key not in _builders:
        _builders[key] = _compile_builder(rule, append_unknown)
    return _builders[key]


Rule._compile_builder = _compiled_builder  # type: ignore[method-assign, assignment]
