"""The words of e-mails about accounts. Links in them are whole; no subject names anybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask import current_app

from directory.accounts.models import Invitation
from directory.messages.writing import Words
from portal.formatting import in_words, moment


def invitation_letter(invitation: Invitation, link: str, areas: str = "all") -> Words:
    """`areas` by name; “all” needs no word."""
    where = "" if areas == "all" else f", for {areas}"
    return _words(
        "You are invited to keep part of the directory of what is available at sentence",
        f"{invitation.invited_by.name} of {invitation.organisation.name} invites you to join it as "
        f"{invitation.role.words.lower()}{where}.",
        f"Open this link by {moment(invitation.expires_at)} to accept:\n{link}",
        "If it opens no more, or you did not expect this, ask "
        f"{invitation.invited_by.name}; nobody joins unless they accept.",
    )


def reset_letter(link: str) -> Words:
    return _words(
        "Set a new password",
        "Somebody, probably you, asked for a new password. Open this link within an hour:\n" + link,
        "If it was not you, do nothing: your password stays as it is.",
    )


def no_account_letter(log_in: str) -> Words:
    return _words(
        "No account has this address",
        "Somebody, probably you, asked for a new password with this e-mail address. "
        "There is no account with it that can be used.",
        f"If you have another address, try that: {log_in}\n"
        "If you need an account, ask the administrator of your organisation.",
    )


def new_address_letter(link: str) -> Words:
    return _words(
        "Confirm your new e-mail address",
        "Somebody, probably you, wants to log in with this address from now on. Open this link "
        "within a day and press the button there:\n" + link,
        "If it was not you, do nothing.",
    )


def address_taken_letter() -> Words:
    return _words(
        "This address has an account already",
        "Somebody, probably you, wanted to log in to another account with this address. "
        "It belongs to an account already, and nothing was changed.",
    )


def address_changed_letter(at: dt.datetime) -> Words:
    return _changed("the e-mail address with which you log in", at)


def password_changed_letter(at: dt.datetime) -> Words:
    return _changed("your password", at)


def factor_changed_letter(at: dt.datetime) -> Words:
    return _changed("the second factor with which you log in", at)


def areas_changed_letter(organisation: str, areas: str, page: str) -> Words:
    which = f"all areas of {organisation}" if areas == "all" else areas
    return _words(
        "Your areas were changed",
        f"From now on you work in {which} as a member of {organisation}. You see and do for these "
        "what your role allows, and nothing for others.",
        f"If that is not right, ask whoever looks after the members of {organisation}. "
        f"Your account: {page}",
    )


def closed_letter(organisation: str, at: dt.datetime) -> Words:
    return _words(
        "Your organisation was closed in this portal",
        f"On {moment(at)} {organisation} was closed here: its members log in for it no more, and "
        "its tokens for software are revoked. What readers see of its services stays until its "
        "commissioner says otherwise.",
        "If that is not right, telephone us: it can be opened again.",
    )


def left_listings_letter(organisation: str, services: Sequence[tuple[str, str]]) -> Words:
    """Each service that stays, by a title that any reader of the e-mail may know, and its page."""
    return _words(
        "An organisation was closed, and its listings stay",
        f"{organisation} was closed in this portal. What readers see of its services stays until "
        "you say otherwise: keep a listing, or withdraw it where nobody offers the service.",
        *(f"{title}\n{page}" for title, page in services),
    )


def open_again_letter(organisation: str, log_in: str) -> Words:
    return _words(
        "Your organisation is open again in this portal",
        f"{organisation} is open here again, and you are a member as before: {log_in}",
    )


def certify_letter(waiting: Sequence[tuple[str, int, dt.date, str]]) -> Words:
    """Each organisation with how many of its members, by when the first, and the page."""
    return _words(
        "Are these members still right?",
        "Once a year somebody says of each member of an organisation that this is still right.",
        *(
            f"{organisation}: {counted(number)}, the first by {in_words(first_by)}\n{page}"
            for organisation, number, first_by, page in waiting
        ),
        "Tick those of whom it is still right, and take out the others. Nobody is shut out by the "
        "passing of the day; you are reminded each week until it is done.",
    )


def counted(members: int) -> str:
    return "1 member" if members == 1 else f"{members} members"


def _changed(what: str, at: dt.datetime) -> Words:
    return _words(
        "Your account was changed",
        f"On {moment(at)} {what} was changed.",
        f"If it was not you, telephone {current_app.config['TELEPHONE']} at once.",
    )


def _words(subject: str, *paragraphs: str) -> Words:
    by, telephone = current_app.config["RUN_BY"], current_app.config["TELEPHONE"]
    return Words(subject, "\n\n".join([*paragraphs, f"{by}\n{telephone}"]) + "\n")
