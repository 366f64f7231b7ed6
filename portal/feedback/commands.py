"""Reading and answering what readers reported, where nobody has an account for it."""

from __future__ import annotations

import datetime as dt

import click
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.clock import day_in_words
from directory.errors import DirectoryError, NotKnown
from directory.feedback.models import ReportedProblem
from directory.feedback.reporting import answer_problem, open_problems
from directory.people.queries import SystemActor, system_actor
from portal.running.transactions import in_reading, in_writing


@click.command("problems")
@with_appcontext
def problems_command() -> None:
    """List what readers reported and nobody has answered, the oldest first."""
    for line in in_reading(_listed) or ["Nothing is unanswered."]:
        click.echo(line)


def _listed(session: Session) -> list[str]:
    return [
        f"{one.id}  {day_in_words(one.reported_on)}  {one.path}  {one.kind.value}"
        + (f": {one.words}" if one.words else "")
        for one in open_problems(session)
    ]


@click.command("answer-problem")
@click.argument("number", type=int)
@click.argument("answer")
@with_appcontext
def answer_command(number: int, answer: str) -> None:
    """Say what was done about problem NUMBER of the list, in a sentence."""
    try:
        in_writing(lambda session: _answer(session, number, answer))
    except DirectoryError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo("Answered.")


def _answer(session: Session, number: int, answer: str) -> None:
    report = session.scalar(select(ReportedProblem).where(ReportedProblem.id == number))
    if report is None:
        raise NotKnown("problem", number)
    by = system_actor(session, SystemActor.COMMAND_LINE)
    answer_problem(session, report, answer, by=by, at=dt.datetime.now(dt.UTC))


commands = (problems_command, answer_command)
