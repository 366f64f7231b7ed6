"""The words of e-mails about accounts. Links in them are whole; no subject names anybody."""

from __future__ import annotations

import datetime as dt

from flask import current_app

from directory.accounts.models import Invitation
from directory.messages.writing import Words
from portal.formatting import moment


def invitation_letter(invitation: Invitation, link: str) -> Words:
    return _words(
        "You are invited to keep part of the directory of what is available at sentence",
        f"{invitation.invited_by.name} of {invitation.organisation.name} invites you to join it as "
        f"{invitation.role.words.lower()}.",
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


def _changed(what: str, at: dt.datetime) -> Words:
    return _words(
        "Your account was changed",
        f"On {moment(at)} {what} was changed.",
        f"If it was not you, telephone {current_app.config['TELEPHONE']} at once.",
    )


def _words(subject: str, *paragraphs: str) -> Words:
    by, telephone = current_app.config["RUN_BY"], current_app.config["TELEPHONE"]
    return Words(subject, "\n\n".join([*paragraphs, f"{by}\n{telephone}"]) + "\n")
