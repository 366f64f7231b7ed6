"""`flask --app portal user`: the first account, before anybody can be invited."""

from __future__ import annotations

import datetime as dt

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts.credentials import set_password
from directory.accounts.joining import RoleNotGiven, add_account, add_member, add_organisation
from directory.accounts.models import Organisation
from directory.errors import DirectoryError, NotKnown
from directory.people.models import Person
from directory.people.queries import SystemActor, system_actor
from directory.people.roles import OrganisationKind, Role
from portal.running.transactions import in_writing
from portal.secrecy import hasher


@click.group("user")
def user_command() -> None:
    """Accounts of people, from the command line."""


@user_command.command("create")
@click.option("--email", required=True, help="With which they log in.")
@click.option("--name", required=True, help="As colleagues know them.")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=Role.ADMINISTRATOR.value,
    show_default=True,
    help="What they may do; an administrator invites the others.",
)
@click.option(
    "--organisation",
    help="The name of the one whose member they are; without it, whoever runs the portal.",
)
@click.option(
    "--password",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    help="Asked for where it is not given, so that no history of commands holds it.",
)
@with_appcontext
def create_command(
    email: str, name: str, role: str, organisation: str | None, password: str
) -> None:
    """Make an account: the first, from which all others are invited."""
    at = dt.datetime.now(dt.UTC)

    def make(session: Session) -> str:
        by = system_actor(session, SystemActor.COMMAND_LINE)
        account = add_account(session, name=name, email=email, by=by, at=at)
        set_password(session, account, password, hasher=hasher(), by=by, at=at)
        of = _organisation(session, organisation, by=by, at=at)
        add_member(session, account.person, of, Role(role), by=by, at=at)
        return f"{account.email} is {Role(role).words.lower()} of {of.name}."

    try:
        click.echo(in_writing(make))
    except RoleNotGiven as refusal:
        raise click.ClickException(f"{refusal} {_how_to_get_one(refusal.role)}") from refusal
    except DirectoryError as refusal:
        raise click.ClickException(str(refusal)) from refusal


def _how_to_get_one(role: Role) -> str:
    """Of an organisation that gives the role."""
    kinds = [one.value.replace("_", " ") for one in OrganisationKind if role in one.roles]
    return (
        f"{role.words} is a role in an organisation of the kind {' or '.join(kinds)}. Name one"
        " with --organisation. Where none is kept yet, make an administrator first, without"
        " --role, who logs in and adds it at /organisations/new."
    )


def _organisation(
    session: Session, name: str | None, *, by: Person, at: dt.datetime
) -> Organisation:
    """Raises `NotKnown` for one that is named and is not there."""
    wanted = name or current_app.config["RUN_BY"]
    known = session.scalars(select(Organisation).where(Organisation.name == wanted)).one_or_none()
    if known is not None:
        return known
    if name is not None:
        raise NotKnown("organisation", name)
    return add_organisation(session, name=wanted, kind=OrganisationKind.NATIONAL, by=by, at=at)


commands: list[click.Command] = [user_command]
