"""What may be said of a file on the command line beside its kind, and when it makes no sense."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import click

from directory.errors import DirectoryError
from directory.exchange.columns import Kind
from directory.exchange.forms import DATE, Unreadable
from directory.exchange.taking import ConfirmedAsOf, Taking
from directory.identifiers import tells_of_a_person


class TeamName(click.ParamType[str]):
    """Whose word something is: shown to everybody and kept for good, so it names no person."""

    name = "name"

    def convert(
        self, value: str, param: click.Parameter | None, _context: click.Context | None
    ) -> str:
        option = param.opts[0] if param else "The name"
        if what := tells_of_a_person(value, option):
            raise click.ClickException(
                f"{option} holds {what}: name a team or body, never a person. Nothing was written."
            )
        return " ".join(value.split())


class OptionRefused(DirectoryError):
    """The option cannot be meant as it stands."""


@dataclass(frozen=True, slots=True)
class Options:
    """As typed; None and "" where the option was not given."""

    as_of: str | None = None
    accept_unusual: bool = False
    set_aside: bool = False
    sheet: str = ""
    confirm_as_of: str | None = None
    confirmed_by: str | None = None
    source: str | None = None

    def taking(self, kind: Kind, *, today: dt.date) -> Taking:
        """Raises `OptionRefused` with what to do instead."""
        if self.set_aside and not kind.set_aside_by:
            raise OptionRefused(
                f"--set-aside is for files of which no row leans on another; {kind.name} come in"
                " whole or not at all. Leave it out and mend the rows."
            )
        return Taking(
            as_of=day_said("--as-of", self.as_of, today) if self.as_of else today,
            accepts_unusual=self.accept_unusual,
            sets_aside=self.set_aside,
            confirmed=self._confirmed(kind, today),
            source=" ".join((self.source or "").split()) or None,
        )

    def taking_together(self, *, today: dt.date) -> Taking:
        """Of several tables: what confirms nothing is passed over, and none is set aside."""
        return Taking(
            as_of=day_said("--as-of", self.as_of, today) if self.as_of else today,
            accepts_unusual=self.accept_unusual,
            confirmed=self._confirmed(None, today),
        )

    def _confirmed(self, kind: Kind | None, today: dt.date) -> ConfirmedAsOf | None:
        if self.confirm_as_of is None and self.confirmed_by is None:
            return None
        if kind is not None and not kind.confirms:
            raise OptionRefused(
                f"--confirm-as-of and --confirmed-by say nothing of {kind.name}: a file of"
                " that kind confirms nothing by being sent again. Leave them out."
            )
        if not self.confirm_as_of or not (self.confirmed_by or "").strip():
            raise OptionRefused(
                "--confirm-as-of DATE and --confirmed-by NAME belong together: say on which day"
                " it was right and who says so."
            )
        by = " ".join((self.confirmed_by or "").split())
        return ConfirmedAsOf(day_said("--confirm-as-of", self.confirm_as_of, today), by)


def day_said(option: str, said: str, today: dt.date) -> dt.date:
    try:
        day: dt.date = DATE.read(said.strip())
    except Unreadable as why:
        raise OptionRefused(f"{option}: {why}") from why
    if day > today:
        raise OptionRefused(f"{option}: {day} has not come yet")
    return day


_OF_ONE_FILE = (
    click.option("--set-aside", is_flag=True, help="Take the sound rows and list the others."),
    click.option("--sheet", default="", metavar="NAME", help="Which sheet of a spreadsheet."),
)
_OPTIONS = (
    click.option("--as-of", metavar="DATE", help="The day of which the file speaks, if not today."),
    click.option(
        "--accept-unusual", is_flag=True, help="What is listed as unusual was looked at: take it."
    ),
    click.option(
        "--confirm-as-of",
        metavar="DATE",
        help="Rows found unchanged were still right on that day; with --confirmed-by.",
    ),
    click.option(
        "--confirmed-by", type=TeamName(), metavar="NAME", help="Who says that they were."
    ),
    click.option(
        "--source",
        type=TeamName(),
        metavar="NAME",
        help="Whose file it is: a file changes only what its own source said, or nobody.",
    ),
)


def options_of_a_file(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command with these options; it is called with them as `options`."""
    return _with_options(command, (*_OPTIONS, *_OF_ONE_FILE))


def options_of_several(command: Callable[..., Any]) -> Callable[..., Any]:
    """The same without what is said of one file alone."""
    return _with_options(command, _OPTIONS)


def _with_options(
    command: Callable[..., Any], options: Sequence[Callable[..., Any]]
) -> Callable[..., Any]:
    def with_options(*arguments: Any, **said: Any) -> Any:
        names = [name for name in Options.__slots__ if name in said]
        given = Options(**{name: said.pop(name) for name in names})
        return command(*arguments, options=given, **said)

    with_options.__doc__ = command.__doc__
    return reduce(lambda made, add: add(made), reversed(options), with_options)
