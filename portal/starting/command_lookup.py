"""The commands of the portal; one that needs only its files does not wait for all the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Final

import click
from flask import Flask
from flask.cli import AppGroup, FlaskGroup

STAND_ALONE: Final = {"forecast": "portal.sentencing.commands"}
"""Commands without database and pages, and where they are; a tenth of a second against a whole."""

SPEAKS_PLAINLY: Final = "portal.speaks_plainly"


class Commands(AppGroup):
    """Looks up a command of `STAND_ALONE` by itself, and builds the portal for any other."""

    def __init__(self, name: str, build: Callable[[], None]) -> None:
        super().__init__(name)
        self._build = build
        self._is_built = False

    def build(self) -> None:
        """The whole portal with all its commands, once."""
        if not self._is_built:
            self._is_built = True
            self._build()

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name in STAND_ALONE:
            offered: list[click.Command] = import_module(STAND_ALONE[name]).commands
            return next(command for command in offered if command.name == name)
        self.build()
        return super().get_command(context, name)

    def list_commands(self, context: click.Context) -> list[str]:
        self.build()
        return super().list_commands(context)


def are_being_looked_up() -> bool:
    """True while `flask` finds or lists commands; the commands `run` and `shell` are past that."""
    context = click.get_current_context(silent=True)
    return context is not None and isinstance(context.command, FlaskGroup)


def speak_plainly_of_troubles(app: Flask) -> None:
    """Let whichever command is run end with a sentence where the database or disk is in trouble."""
    context = click.get_current_context(silent=True)
    if context is not None and SPEAKS_PLAINLY not in context.meta:
        context.meta[SPEAKS_PLAINLY] = True
        context.find_root().with_resource(_in_words(app))


@contextmanager
def _in_words(app: Flask) -> Iterator[None]:
    """The words are looked for where there is trouble, and cost nothing where there is none."""
    try:
        yield
    except (click.ClickException, click.Abort, click.exceptions.Exit):
        raise
    except Exception as error:
        said = import_module("portal.starting.trouble_words").sentence_of(error, app)
        if said is None:
            raise
        raise click.ClickException(said) from error
